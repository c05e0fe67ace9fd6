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
AGAIN_SECONDS = 0.02
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
    place = None  # the place that the current activity opened, where nothing else did


class Signals:
    """What to do with a signal that ends the run.

    The handlers of the Chaos Toolkit raise an exception wherever the main thread is. Only its hypothesis, method and rollbacks have somebody
    who catches it; anywhere else the journal is lost with it, or rollbacks that were about to begin. So a signal reaches those handlers only
    in a place where it may, and never in the middle of a line of ours. Else it waits for the next such place; where none comes, the run is
    as good as over.
    """

    NUMBERS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGUSR1", "SIGUSR2") if hasattr(signal, name)]

    def __init__(self):
        self.before = {}
        self.theirs = {}
        self.place = None  # "hypothesis", "method" or "rollbacks", where the main thread is in one of them
        self.waiting = None
        self.busy = 0
        self.begun = False
        self.process = os.getpid()

    def watch(self):
        """From the start of the process to its end: chaoslib sets its own handlers for the run alone, and puts ours back after it."""
        for number in self.NUMBERS:
            handler = signal.getsignal(number)
            if handler is not None and handler != signal.SIG_IGN:
                self.before[number] = handler
                signal.signal(number, self.outside)

    def guard(self):
        """The run begins: what it set is called by us."""
        self.begun = True
        for number in self.before:
            handler = signal.getsignal(number)
            if handler == self.outside:
                handler = self.before[number]
            if callable(handler):
                self.theirs[number] = handler
                signal.signal(number, self.inside)

    def outside(self, number, frame):
        if self.begun and os.getpid() == self.process:
            return  # all is played; the journal is being written
        signal.signal(number, self.before[number])
        os.kill(os.getpid(), number)

    def inside(self, number, frame):
        if os.getpid() != self.process:
            self.theirs[number](number, frame)  # a process that an activity forked: no part of the run
            return
        if self.place is not None and swallows(frame):
            threading.Timer(AGAIN_SECONDS, os.kill, (self.process, number)).start()
            return
        self.waiting = number
        self.due(frame)

    def due(self, frame=None):
        number = self.waiting
        if number is None or self.busy or self.place is None:
            return
        self.waiting = None
        if number == signal.SIGTERM:
            if self.place == "rollbacks":
                return  # it was meant for the method: rollbacks that have begun are left to end
        else:
            self.place = None  # the end of the run, after which nobody catches anything
        self.theirs[number](number, frame)


line = Line()
course = Course()
signals = Signals()
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


def swallows(frame):
    """Whether the main thread writes a line of the log: there every exception is caught and forgotten."""
    while frame is not None:
        if frame.f_globals.get("__name__") == "logging":
            return True
        frame = frame.f_back
    return False


def on_main_thread():
    return threading.current_thread() is threading.main_thread()


def obey(answer):
    if answer is None or answer.get("go", True):
        return
    if answer.get("rollbacks", True):
        raise InterruptExecution("Stopped: " + text(answer.get("why", "the run is ended from outside")))
    if on_main_thread():
        signals.place = None
        raise SystemExit(NO_ROLLBACKS)
    os.kill(os.getpid(), signal.SIGUSR2)


def end_probe(met):
    """A probe of the hypothesis is reported when its tolerance is known: the next one begins only where it was met."""
    probe, course.probe = course.probe, None
    if probe is not None:
        line.tell(event="activity-ended", met=met if probe["status"] == "succeeded" else False, **probe)


def quietly(hook):
    """No mistake of ours may reach the experiment; an interruption must, when our own lines are whole."""

    def call(context, state=None):
        main = on_main_thread()
        if main:
            signals.busy += 1
        try:
            hook(context, state)
        except InterruptExecution:
            raise
        except Exception as mistake:
            line.tell(event="log", text="%s: %s" % (hook.__name__, text(mistake)))
        finally:
            if main:
                signals.busy -= 1
                signals.due()

    return call


class Events:
    """The events of the runner. They come for every experiment; controls of the method and of rollbacks are left out where it has its own."""

    def start_method(self, *given):
        aside(begin_method)

    def method_completed(self, *given):
        signals.place = None

    def start_rollbacks(self, *given):
        aside(begin_rollbacks)

    def rollbacks_completed(self, *given):
        signals.place = None

    def interrupted(self, *given):
        wake_samples()

    def signal_exit(self, *given):
        wake_samples()

    def __getattr__(self, name):
        return lambda *given, **named: None


def configure_control(event_registry=None):
    try:
        event_registry.register(Events())
    except Exception as mistake:
        line.tell(event="log", text="configure_control: %s" % text(mistake))


def aside(do):
    """An exception goes nowhere good from an event: a signal waits for the first activity."""
    course.phase = None  # a hypothesis that was interrupted may not have told its end
    signals.busy += 1
    try:
        do()
    finally:
        signals.busy -= 1


def wake_samples():
    """An interrupted run waits for the samples of its hypothesis, and they sleep as long as their frequency says: minutes, it may be."""
    frame = sys._getframe()
    while frame is not None:
        event = frame.f_locals.get("continuous_hypo_event")
        if event is not None:
            event.set()
            return
        frame = frame.f_back


def begin_method():
    if run["phase"] != "method":
        run["phase"] = "method"
        line.tell(event="phase", phase="method")
    signals.place = "method"


def begin_rollbacks():
    if run["phase"] != "rollbacks":
        run["phase"] = "rollbacks"
        run["answer"] = line.ask(phase="rollbacks", before="rollbacks")
        if run["answer"] is None or run["answer"].get("go", True):
            line.tell(event="phase", phase="rollbacks")


@quietly
def before_experiment_control(context, state):
    signals.guard()
    line.tell(event="experiment-started", title=text(context.get("title")))


@quietly
def after_experiment_control(context, state):
    if state:
        line.tell(event="experiment-ended", status=text(state.get("status")), deviated=bool(state.get("deviated")))


@quietly
def before_hypothesis_control(context, state):
    course.phase = "before" if run["phase"] == "before" else "after"
    if on_main_thread():
        signals.place = "hypothesis"
    else:
        course.phase = "during"
    line.tell(event="phase", phase=course.phase)


@quietly
def after_hypothesis_control(context, state):
    if on_main_thread():
        signals.place = None
    met = bool(state and state.get("steady_state_met"))
    end_probe(met)
    line.tell(event="hypothesis-ended", phase=phase(), met=met)
    course.phase = None


@quietly
def before_method_control(context, state):
    begin_method()


@quietly
def after_method_control(context, state):
    signals.place = None


@quietly
def before_rollback_control(context, state):
    signals.place = "rollbacks"
    begin_rollbacks()
    obey(run["answer"])


@quietly
def after_rollback_control(context, state):
    signals.place = None


@quietly
def before_activity_control(context, state):
    course.name = None
    end_probe(True)
    if phase() != "rollbacks":
        obey(line.ask(phase=phase(), before="activity"))
    else:
        obey(run["answer"])
        if on_main_thread() and signals.place is None:
            signals.place = course.place = "rollbacks"
    course.name = text(context.get("name"))
    line.tell(event="activity-started", phase=phase(), type=text(context.get("type")), name=course.name)


@quietly
def after_activity_control(context, state):
    name, course.name = course.name, None
    if course.place:
        signals.place = course.place = None
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
    signals.watch()
    line.open(folder, {
        "hello": PROTOCOL,
        "library": version("chaoslib"),
        "command": version("chaostoolkit"),
        "python": platform.python_version(),
        "pid": os.getpid(),
    })


begin()
