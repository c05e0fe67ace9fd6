"""Evaluates many JSON paths with the Chaos Toolkit's own package, inside the Chaos Toolkit: its Python has that package, or nobody's has."""
import json
import os


def judge(case):
    from jsonpath2.path import Path

    try:
        path = Path.parse_str(case["path"])
    except Exception as refusal:
        return {"refused": str(refusal) or "yes"}
    try:
        return {"found": [match.current_value for match in path.match(case["document"])]}
    except Exception as crash:
        return {"crash": "%s: %s" % (type(crash).__name__, crash)}


with open(os.environ["JUDGE_LIST"], encoding="utf-8") as cases, open(os.environ["JUDGE_VERDICTS"], "w", encoding="utf-8") as verdicts:
    try:
        import jsonpath2  # noqa: F401
    except ImportError:
        verdicts.write("missing\n")
    else:
        for line in cases:
            verdicts.write(json.dumps(judge(json.loads(line))) + "\n")
