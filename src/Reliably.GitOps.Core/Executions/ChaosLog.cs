using System.Collections.Immutable;

namespace Reliably.GitOps.Executions;

/// <summary>
/// Understands the log of <c>chaos run</c> line by line, for progress only: which activity, hypothesis met or not. Formats differ a little
/// between versions; a line it does not know is passed on as it is.
/// </summary>
public sealed class ChaosLog
{
    private RunPhase phase = RunPhase.HypothesisBefore;
    private bool samples;
    private (string Name, DateTimeOffset At)? running;

    /// <summary>The last line that says what went wrong: an ERROR or CRITICAL one, or the last line of a traceback.</summary>
    public string? LastProblem { get; private set; }

    /// <summary>Events of one line.</summary>
    public ImmutableArray<RunEvent> Read(string raw, DateTimeOffset at)
    {
        var line = WithoutColour(raw).TrimEnd();
        if (line.Length == 0) return [];
        if (Split(line) is not var (level, text)) return Other(line, at);
        if (level is "ERROR" or "CRITICAL") LastProblem = text;
        return OfMessage(level, text, at);
    }

    /// <summary>Lines of a traceback have no level; the last one names the exception.</summary>
    private ImmutableArray<RunEvent> Other(string line, DateTimeOffset at)
    {
        if (!char.IsWhiteSpace(line[0]) && !line.StartsWith("Traceback", StringComparison.Ordinal)) LastProblem = line;
        return [new RunEvent.LogLine(line) { At = at }];
    }

    private ImmutableArray<RunEvent> OfMessage(string level, string text, DateTimeOffset at)
    {
        if (After(text, "Running experiment: ") is { } title) return [new RunEvent.ExperimentStarted(title) { At = at }];
        if (After(text, "Steady state hypothesis: ") is not null) return Enter(HypothesisNow(), at);
        if (text == "Steady state hypothesis is met!") return [.. Ended(at, met: true), new RunEvent.HypothesisEnded(phase, true) { At = at }];
        if (text.Contains("is not in the given", StringComparison.Ordinal)) return [.. Ended(at, met: false), new RunEvent.HypothesisEnded(phase, false) { At = at }];
        if (After(text, "Probe: ") is { } probe) return Started("probe", probe, at);
        if (After(text, "Action: ") is { } action) return Started("action", action, at);
        if (text.StartsWith("  => failed", StringComparison.Ordinal) || text.StartsWith("=> failed", StringComparison.Ordinal)) return [.. Ended(at, succeeded: false)];
        if (text.StartsWith("Executing the steady-state hypothesis continuously", StringComparison.Ordinal)) samples = true;
        if (text == "Continuous steady state hypothesis terminated") samples = false;
        if (text.StartsWith("Playing your experiment's method", StringComparison.Ordinal)) return Enter(RunPhase.Method, at);
        if (text.StartsWith("Let's rollback", StringComparison.Ordinal)) return Enter(RunPhase.Rollbacks, at);
        if (After(text, "Experiment ended with status: ") is { } status) return [.. Ended(at), EndOf(status, at)];
        return level is "WARNING" or "ERROR" or "CRITICAL" ? [new RunEvent.LogLine(text) { At = at }] : [];
    }

    private RunPhase HypothesisNow() => (phase, samples) switch
    {
        (RunPhase.HypothesisBefore, false) => RunPhase.HypothesisBefore,
        (_, true) => RunPhase.HypothesisDuring,
        _ => RunPhase.HypothesisAfter,
    };

    private static RunEvent.ExperimentEnded EndOf(string status, DateTimeOffset at) =>
        new(status == "deviated" ? "completed" : status, status == "deviated") { At = at };

    private ImmutableArray<RunEvent> Enter(RunPhase next, DateTimeOffset at)
    {
        var ended = Ended(at);
        phase = next;
        return [.. ended, new RunEvent.PhaseStarted(next) { At = at }];
    }

    private ImmutableArray<RunEvent> Started(string type, string name, DateTimeOffset at)
    {
        var ended = Ended(at);
        if (name.EndsWith(" [in background]", StringComparison.Ordinal)) return [.. ended, new RunEvent.ActivityStarted(phase, type, name[..^16]) { At = at }];
        running = (name, at);
        return [.. ended, new RunEvent.ActivityStarted(phase, type, name) { At = at }];
    }

    /// <summary>An activity has ended when the next line comes: the log does not say it of one that succeeded.</summary>
    private ImmutableArray<RunEvent> Ended(DateTimeOffset at, bool succeeded = true, bool? met = null)
    {
        if (running is not var (name, since)) return [];
        running = null;
        var ended = new RunEvent.ActivityEnded(phase, name, succeeded, met, at - since) { At = at };
        return [ended];
    }

    private static string? After(string text, string start) => text.StartsWith(start, StringComparison.Ordinal) ? text[start.Length..] : null;

    /// <summary><c>[2026-11-22 00:10:01 INFO] message</c>, also with <c>[module:line]</c> after the level.</summary>
    private static (string Level, string Text)? Split(string line)
    {
        var close = line.IndexOf(']', StringComparison.Ordinal);
        if (line[0] != '[' || close < 0) return null;
        var head = line[1..close].Split(' ');
        if (head.Length != 3 || head[2] is not ("DEBUG" or "INFO" or "WARNING" or "ERROR" or "CRITICAL")) return null;
        var text = line[(close + 1)..];
        if (text.StartsWith(" [", StringComparison.Ordinal) && text.IndexOf("] ", StringComparison.Ordinal) is var end and > 0) text = text[(end + 1)..];
        return (head[2], text.StartsWith(' ') ? text[1..] : text);
    }

    private static string WithoutColour(string line)
    {
        for (var start = line.IndexOf('\x1b', StringComparison.Ordinal); start >= 0; start = line.IndexOf('\x1b', StringComparison.Ordinal))
        {
            var end = line.IndexOf('m', start);
            line = end < 0 ? line[..start] : line.Remove(start, end - start + 1);
        }

        return line;
    }
}
