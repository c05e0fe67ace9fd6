using System.Text;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

/// <summary>
/// A line from our control module inside the Chaos Toolkit. Lines are JSON; what a line of another version says more is left alone.
/// </summary>
public abstract record ModuleMessage
{
    private ModuleMessage()
    {
    }

    /// <summary>The first line: who speaks.</summary>
    /// <param name="Library">Version of chaostoolkit-lib, or <c>unknown</c>.</param>
    /// <param name="Command">Version of the <c>chaos</c> command.</param>
    /// <param name="Python">Version of Python.</param>
    public sealed record Hello(string Library, string Command, string Python) : ModuleMessage
    {
        /// <summary>Number of its process, as it knows it itself: in a container, the number there.</summary>
        public int? ProcessId { get; init; }
    }

    /// <summary>Something happened.</summary>
    public sealed record Told(RunEvent Event) : ModuleMessage;

    /// <summary>It waits until it is answered: whether an activity, or the first rollback, may begin.</summary>
    /// <param name="Number">Number of the question.</param>
    /// <param name="BeforeRollbacks">What would begin is the rollbacks.</param>
    public sealed record Asked(long Number, bool BeforeRollbacks) : ModuleMessage;

    /// <summary>Null where the line says nothing that we know.</summary>
    public static ModuleMessage? Read(string line, DateTimeOffset at)
    {
        if (JsonReader.TryParse(Encoding.UTF8.GetBytes(line), out _) is not DataNode.Mapping message) return null;
        if (message["hello"] is not null) return new Hello(Text(message, "library"), Text(message, "command"), Text(message, "python")) { ProcessId = NumberOf(message["pid"]) };
        if (message["ask"] is DataNode.Integer number && number.Value >= 0 && number.Value <= long.MaxValue) return new Asked((long)number.Value, Text(message, "before") == "rollbacks");
        return EventOf(message, at) is { } told ? new Told(told) : null;
    }

    /// <summary>Our answer to a question, a line without its end.</summary>
    /// <param name="number">Number of the question.</param>
    /// <param name="go">Whether it may begin.</param>
    /// <param name="rollbacks">Where it may not: whether rollbacks are to be played.</param>
    public static string Answer(long number, bool go, bool rollbacks) => JsonWriter.Compact(DataNode.Mapping.Create(
        ("answer", DataNode.Of(number)), ("go", DataNode.Of(go)), ("rollbacks", DataNode.Of(rollbacks))));

    private static RunEvent? EventOf(DataNode.Mapping message, DateTimeOffset at) => Text(message, "event") switch
    {
        "experiment-started" => new RunEvent.ExperimentStarted(Text(message, "title")) { At = at },
        "experiment-ended" => new RunEvent.ExperimentEnded(Text(message, "status"), message["deviated"] is DataNode.Boolean { Value: true }) { At = at },
        "phase" when PhaseOf(message) is { } phase => new RunEvent.PhaseStarted(phase) { At = at },
        "activity-started" when PhaseOf(message) is { } phase => new RunEvent.ActivityStarted(phase, Text(message, "type"), Text(message, "name")) { At = at },
        "activity-ended" when PhaseOf(message) is { } phase => EndOf(message, phase, at),
        "hypothesis-ended" when PhaseOf(message) is { } phase => new RunEvent.HypothesisEnded(phase, message["met"] is DataNode.Boolean { Value: true }) { At = at },
        "log" => new RunEvent.LogLine(Text(message, "text")) { At = at },
        _ => null,
    };

    private static RunEvent.ActivityEnded EndOf(DataNode.Mapping message, RunPhase phase, DateTimeOffset at)
    {
        var met = (message["met"] as DataNode.Boolean)?.Value;
        return new(phase, Text(message, "name"), Text(message, "status") == "succeeded", met, DurationOf(message)) { At = at };
    }

    private static RunPhase? PhaseOf(DataNode.Mapping message) => Text(message, "phase") switch
    {
        "before" => RunPhase.HypothesisBefore,
        "during" => RunPhase.HypothesisDuring,
        "method" => RunPhase.Method,
        "after" => RunPhase.HypothesisAfter,
        "rollbacks" => RunPhase.Rollbacks,
        _ => null,
    };

    /// <summary>A time that no clock shows is none.</summary>
    private static TimeSpan? DurationOf(DataNode.Mapping message)
    {
        var seconds = message["duration"] switch
        {
            DataNode.Float number => number.Value,
            DataNode.Integer number => (double)number.Value,
            _ => double.NaN,
        };
        return seconds is >= 0 and < 1e9 ? TimeSpan.FromSeconds(seconds) : null;
    }

    private static int? NumberOf(DataNode? node) => node is DataNode.Integer { Value: var number } && number > 0 && number <= int.MaxValue ? (int)number : null;

    private static string Text(DataNode.Mapping message, string name) => (message[name] as DataNode.Text)?.Value ?? "unknown";
}
