"""A control of the Chaos Toolkit that tells Reliably GitOps how a run goes, and waits or ends where it is told to.

It speaks JSON lines over the Unix socket that lies beside this file. Where nobody answers there, the run goes on as if
this module were not loaded: nothing here may break an experiment. Python 3.8 and newer, its standard library alone.
"""
import json
import os
import platform
import signal
import socket
import sys
import threading

from chaoslib.exceptions import InterruptExecution

PROTOCOL = 1
WELCOME_SECONDS = 10
LONGEST_TEXT = 2000
NO_ROLLBACKS = 30  # the exit code that chaoslib.exit gives to "end without rollbacks"


class Line:
    """The connection. Every failure means the same: nobody listens any more."""

    def __init__(self):
        self.socket = None
        self.writing = threading.Lock()
        self.waiting = {}
        self.asked = 0
        self.paused = False

    def open(self, folder, hello):
        try:
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            connection.settimeout(WELCOME_SECONDS)
            connect(connection, folder, "control.sock")
            connection.sendall(encode(hello))
            answers = connection.makefile("r", encoding="utf-8")
            if not answers.readline():
                return
            connection.settimeout(None)
            self.socket = connection
            threading.Thread(target=self.listen, args=(answers,), name="reliably-control", daemon=True).start()
        except (OSError, ValueError):
            return

    def tell(self, **message):
        with self.writing:
            if self.socket is None:
                return
            try:
                self.socket.sendall(encode(message))
            except OSError:
                self.socket = None

    def ask(self, **message):
        """The answer, or None where nobody gives one."""
        answer = Answer()
        with self.writing:
            if self.socket is None:
                return None
            self.asked += 1
            number = self.asked
            self.waiting[number] = answer
        self.tell(ask=number, **message)
        if self.socket is None:
            return None
        answer.given.wait()
        return answer.value

    def listen(self, answers):
        try:
            for line in answers:
                message = json.loads(line)
                if "paused" in message:
                    self.paused = bool(message["paused"])
                answer = self.waiting.pop(message.get("answer"), None)
                if answer is not None:
                    answer.give(message)
        except (OSError, ValueError):
            pass
        self.end()

    def end(self):
        """Nobody is left to resume what was paused: the run is interrupted. One that was not goes on."""
        with self.writing:
            self.socket = None
            waiting, self.waiting = self.waiting, {}
        for answer in waiting.values():
            answer.give({"go": not self.paused, "why": "the control of a paused run was lost"})


class Answer:
    def __init__(self):
        self.given = threading.Event()
        self.value = None

    def give(self, value):
        self.value = value
        self.given.set()


class Course(threading.local):
    """Where this thread is in the run. Samples of the hypothesis during the method have a thread of their own."""

    phase = None
    name = None
    probe = None


line = Line()
course = Course()
run = {"phase": "before"}


def encode(message):
    return (json.dumps(message) + "\n").encode("utf-8")


def connect(connection, folder, name):
    """The path of a Unix socket is short; a folder that lies too deep is reached by its descriptor."""
    path = os.path.join(folder, name)
    if len(os.fsencode(path)) < 100:
        connection.connect(path)
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        connection.connect("/proc/self/fd/%d/%s" % (descriptor, name))
    finally:
        os.close(descriptor)


def text(value):
    return str(value)[:LONGEST_TEXT]


def version(package):
    module = sys.modules.get(package)
    return text(getattr(module, "__version__", "unknown"))


def phase():
    return course.phase or run["phase"]


def forget(folder):
    """Takes our folder out of the variable again: what the experiment starts sees the environment that it was given."""
    left = [part for part in os.environ.get("PYTHONPATH", "").split(os.pathsep) if part and os.path.abspath(part) != folder]
    if left:
        os.environ["PYTHONPATH"] = os.pathsep.join(left)
    else:
        os.environ.pop("PYTHONPATH", None)


def obey(answer):
    if answer is None or answer.get("go", True):
        return
    if answer.get("rollbacks", True):
        raise InterruptExecution("Stopped: " + text(answer.get("why", "the run is ended from outside")))
    if threading.current_thread() is threading.main_thread():
        raise SystemExit(NO_ROLLBACKS)
    os.kill(os.getpid(), signal.SIGUSR2)


def end_probe(met):
    """A probe of the hypothesis is reported when its tolerance is known: the next one begins only where it was met."""
    probe, course.probe = course.probe, None
    if probe is not None:
        line.tell(event="activity-ended", met=met if probe["status"] == "succeeded" else False, **probe)


def quietly(hook):
    """No mistake of ours may reach the experiment; an interruption must."""

    def call(context, state=None):
        try:
            hook(context, state)
        except InterruptExecution:
            raise
        except Exception as mistake:
            line.tell(event="log", text="%s: %s" % (hook.__name__, text(mistake)))

    return call


@quietly
def before_experiment_control(context, state):
    line.tell(event="experiment-started", title=text(context.get("title")))


@quietly
def after_experiment_control(context, state):
    if state:
        line.tell(event="experiment-ended", status=text(state.get("status")), deviated=bool(state.get("deviated")))


@quietly
def before_hypothesis_control(context, state):
    course.phase = "before" if run["phase"] == "before" else "after"
    if threading.current_thread() is not threading.main_thread():
        course.phase = "during"
    line.tell(event="phase", phase=course.phase)


@quietly
def after_hypothesis_control(context, state):
    met = bool(state and state.get("steady_state_met"))
    end_probe(met)
    line.tell(event="hypothesis-ended", phase=phase(), met=met)
    course.phase = None


@quietly
def before_method_control(context, state):
    run["phase"] = "method"
    line.tell(event="phase", phase="method")


@quietly
def before_rollback_control(context, state):
    run["phase"] = "rollbacks"
    obey(line.ask(phase="rollbacks", before="rollbacks"))
    line.tell(event="phase", phase="rollbacks")


@quietly
def before_activity_control(context, state):
    course.name = None
    end_probe(True)
    if phase() != "rollbacks":
        obey(line.ask(phase=phase(), before="activity"))
    course.name = text(context.get("name"))
    line.tell(event="activity-started", phase=phase(), type=text(context.get("type")), name=course.name)


@quietly
def after_activity_control(context, state):
    name, course.name = course.name, None
    if name is None:
        return  # it was stopped before it began
    state = state or {}
    ended = {"phase": phase(), "name": name, "status": text(state.get("status")), "duration": state.get("duration")}
    if course.phase:
        course.probe = ended
    else:
        line.tell(event="activity-ended", **ended)


def begin():
    folder = os.path.dirname(os.path.abspath(__file__))
    forget(folder)
    line.open(folder, {
        "hello": PROTOCOL,
        "library": version("chaoslib"),
        "command": version("chaostoolkit"),
        "python": platform.python_version(),
        "pid": os.getpid(),
    })


begin()
