namespace Reliably.GitOps.Executions;

/// <summary>The parts of a run, in the order they come.</summary>
public enum RunPhase
{
    HypothesisBefore,
    HypothesisDuring,
    Method,
    HypothesisAfter,
    Rollbacks,
}

/// <summary>What a runner says while it runs. For progress only: the journal is the truth. Texts may hold secrets until they are masked.</summary>
public abstract record RunEvent
{
    private RunEvent()
    {
    }

    public required DateTimeOffset At { get; init; }

    public sealed record ExperimentStarted(string Title) : RunEvent;

    public sealed record PhaseStarted(RunPhase Phase) : RunEvent;

    /// <param name="Phase">The part of the run.</param>
    /// <param name="Type"><c>probe</c> or <c>action</c>.</param>
    /// <param name="Name">Name of the activity.</param>
    public sealed record ActivityStarted(RunPhase Phase, string Type, string Name) : RunEvent;

    /// <param name="Phase">The part of the run.</param>
    /// <param name="Name">Name of the activity.</param>
    /// <param name="Succeeded">Whether it could be carried out.</param>
    /// <param name="ToleranceMet">For a probe of the hypothesis: whether its tolerance was met.</param>
    /// <param name="Duration">How long it took, where known.</param>
    public sealed record ActivityEnded(RunPhase Phase, string Name, bool Succeeded, bool? ToleranceMet, TimeSpan? Duration) : RunEvent;

    public sealed record HypothesisEnded(RunPhase Phase, bool Met) : RunEvent;

    public sealed record ExperimentEnded(string Status, bool Deviated) : RunEvent;

    /// <summary>Something happened to the run from outside: it was paused, resumed, stopped, or a guard spoke.</summary>
    /// <param name="Event">What happened, with who and why.</param>
    /// <param name="Status">How the run stands since: <c>running</c>, <c>paused</c>, <c>stopping</c> or <c>rolling back</c>.</param>
    public sealed record Intervened(ExecutionEvent Event, string Status = "running") : RunEvent;

    /// <summary>A line of the engine's log that is none of the above.</summary>
    public sealed record LogLine(string Text) : RunEvent;
}
