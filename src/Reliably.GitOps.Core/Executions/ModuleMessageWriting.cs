using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

/// <summary>What our own engine says when it runs in a container: the lines that our control module says inside the Chaos Toolkit.</summary>
public static class ModuleMessageWriting
{
    /// <summary>The first line: who speaks.</summary>
    /// <param name="library">Version of the library whose behaviour the engine has, and our own.</param>
    /// <param name="processId">Number of the process, as it is known in its container.</param>
    public static string Hello(string library, int processId) => Line(
        ("hello", DataNode.Of(1L)), ("library", DataNode.Of(library)), ("command", DataNode.Of("reliably")), ("python", DataNode.Of("none")), ("pid", DataNode.Of(processId)));

    /// <summary>May an activity begin?</summary>
    public static string Ask(long number) => Line(("ask", DataNode.Of(number)), ("phase", DataNode.Of("method")), ("before", DataNode.Of("activity")));

    /// <summary>Something happened; null where nobody outside needs to hear it.</summary>
    public static string? Event(RunEvent item) => item switch
    {
        RunEvent.ExperimentStarted started => Line(Kind("experiment-started"), ("title", DataNode.Of(started.Title))),
        RunEvent.PhaseStarted phase => Line(Kind("phase"), Phase(phase.Phase)),
        RunEvent.ActivityStarted started => Line(Kind("activity-started"), Phase(started.Phase), ("type", DataNode.Of(started.Type)), ("name", DataNode.Of(started.Name))),
        RunEvent.ActivityEnded ended => Line(
            Kind("activity-ended"), Phase(ended.Phase), ("name", DataNode.Of(ended.Name)), ("status", DataNode.Of(ended.Succeeded ? "succeeded" : "failed")),
            ("met", ended.ToleranceMet is { } met ? DataNode.Of(met) : DataNode.None),
            ("duration", ended.Duration is { } duration ? DataNode.Of(duration.TotalSeconds) : DataNode.None)),
        RunEvent.HypothesisEnded ended => Line(Kind("hypothesis-ended"), Phase(ended.Phase), ("met", DataNode.Of(ended.Met))),
        RunEvent.ExperimentEnded ended => Line(Kind("experiment-ended"), ("status", DataNode.Of(ended.Status)), ("deviated", DataNode.Of(ended.Deviated))),
        RunEvent.LogLine line => Line(Kind("log"), ("text", DataNode.Of(line.Text))),
        _ => null,
    };

    private static (string, DataNode) Kind(string kind) => ("event", DataNode.Of(kind));

    private static (string, DataNode) Phase(RunPhase phase) => ("phase", DataNode.Of(phase switch
    {
        RunPhase.HypothesisBefore => "before",
        RunPhase.HypothesisDuring => "during",
        RunPhase.HypothesisAfter => "after",
        RunPhase.Rollbacks => "rollbacks",
        _ => "method",
    }));

    private static string Line(params (string, DataNode)[] entries) => JsonWriter.Compact(DataNode.Mapping.Create(entries));
}
