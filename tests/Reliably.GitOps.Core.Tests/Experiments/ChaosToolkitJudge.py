"""Judges many documents in one process of the Chaos Toolkit.

The Chaos Toolkit imports this module as a control of an experiment that it is told to validate. Each line of the file named by JUDGE_LIST is
the path of a document; for each a line is written to JUDGE_VERDICTS: the path, the verdict, the verdict of a machine that has everything,
and why, parted by tabs. A verdict is 'accepted' or 'refused'.
"""
import inspect
import json
import os
import re
import shutil
import types

import chaoslib.activity as activity
import chaoslib.experiment as experiment
import chaoslib.hypothesis as hypothesis
import chaoslib.loader as loader
import chaoslib.provider.process as process
from chaoslib.exceptions import InvalidActivity, InvalidExperiment

REAL_WHICH = shutil.which
REAL_PYTHON = activity.validate_python_activity
REAL_JSONPATH = hypothesis.check_json_path
MACHINE = re.compile(
    r"could not find Python module|does not expose a function|required argument .* is missing|is not part of the function signature")


def which(path):
    """Every program is there, but for names that no program has."""
    REAL_WHICH(path)
    return None if path.startswith("~") or re.search(r"\$\{[A-Za-z_][A-Za-z_0-9]*\}", path) else "/bin/sh"


def validate_python(one):
    """Every module can be imported and has every function, with any arguments by name."""
    try:
        REAL_PYTHON(one)
    except InvalidActivity as problem:
        provider = one["provider"]
        if not MACHINE.search(str(problem)) or not isinstance(provider["func"], str):
            raise
        inspect.signature(lambda **anything: None).bind(**provider.get("arguments", {}).copy())


def check_jsonpath(tolerance):
    """The package is installed and takes every path."""
    if "path" not in tolerance or not tolerance.get("path", "").strip():
        raise InvalidActivity("jsonpath without a path")


def judged(document):
    try:
        experiment.ensure_experiment_is_valid(document)
        return "accepted", ""
    except Exception as problem:
        return "refused", f"{type(problem).__name__}: {problem}"


def judged_with_everything(document):
    """Sets each variable that is missed, until none is. What a variable holds is the machine's too: "1" is of every type."""
    before = dict(os.environ)
    os.environ["HOME"] = "1"
    try:
        for _ in range(100):
            verdict, why = judged(document)
            missing = re.search(r"environment key(?: that)? (?:that )?does not exist: (.*)", why, re.S)
            if missing is None:
                return verdict, why
            try:
                os.environ[missing[1]] = "1"
            except (ValueError, OSError):
                return verdict, why
        return verdict, why
    finally:
        os.environ.clear()
        os.environ.update(before)


def judged_file(path):
    try:
        document = loader.parse_experiment_from_file(path)
    except Exception as problem:
        return "refused", "refused", f"{type(problem).__name__}: {problem}"
    real, why = judged(document)
    if real == "accepted":
        return real, real, why
    process.shutil = types.SimpleNamespace(which=which)
    process.os = types.SimpleNamespace(access=lambda *_: True, X_OK=1, path=os.path)
    activity.validate_python_activity = validate_python
    hypothesis.check_json_path = check_jsonpath
    everything, why = judged_with_everything(document)
    process.shutil = shutil
    process.os = os
    activity.validate_python_activity = REAL_PYTHON
    hypothesis.check_json_path = REAL_JSONPATH
    return real, everything, why


def judge():
    with open(os.environ["JUDGE_LIST"]) as paths, open(os.environ["JUDGE_VERDICTS"], "w") as verdicts:
        for path in paths.read().splitlines():
            real, everything, why = judged_file(path)
            verdicts.write("\t".join([path, real, everything, json.dumps(why)]) + "\n")


judge()
