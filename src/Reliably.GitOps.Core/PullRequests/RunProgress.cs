using System.Collections.Immutable;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.PullRequests;

/// <summary>How an execution goes, from what its runner says. Holds no secrets: what it hears is masked.</summary>
public sealed record RunProgress
{
    private const int MostSteps = 40;

    /// <summary>It has not begun.</summary>
    public static RunProgress Waiting { get; } = new();

    /// <summary>In a word or two: <c>waits for its turn</c>, <c>running</c>, <c>paused</c>, <c>stopping</c>, <c>rolling back</c>.</summary>
    public string Status { get; private init; } = "waits for its turn";

    /// <summary>The activity that runs now; null between two.</summary>
    public string? Activity { get; private init; }

    /// <summary>The newest steps, oldest first.</summary>
    public ImmutableArray<RunStep> Steps { get; private init; } = [];

    /// <summary>Older steps that are not kept.</summary>
    public int Dropped { get; private init; }

    /// <summary>The progress after one more event; the same where it changes nothing that is told.</summary>
    public RunProgress After(RunEvent heard) => heard switch
    {
        RunEvent.ExperimentStarted => this with { Status = "running" },
        RunEvent.PhaseStarted { Phase: RunPhase.Rollbacks } phase => Step(phase.At, "", NameOf(phase.Phase)) with { Status = "rolling back", Activity = null },
        RunEvent.PhaseStarted { Phase: RunPhase.HypothesisDuring } => this,
        RunEvent.PhaseStarted phase => Step(phase.At, "", NameOf(phase.Phase)) with { Status = Status is "paused" or "stopping" ? Status : "running" },
        RunEvent.ActivityStarted { Phase: not RunPhase.HypothesisDuring } started => this with { Activity = started.Name },
        RunEvent.ActivityEnded { Phase: RunPhase.HypothesisDuring, Succeeded: true, ToleranceMet: not false } => this,
        RunEvent.ActivityEnded ended => Step(ended.At, ended.Succeeded && ended.ToleranceMet != false ? "✓" : "✗", ended.Name + Took(ended.Duration)) with { Activity = null },
        RunEvent.HypothesisEnded { Met: false } missed => Step(missed.At, "✗", "the hypothesis is not met " + NameOf(missed.Phase).Replace("hypothesis ", "", StringComparison.Ordinal)),
        RunEvent.Intervened intervened => Step(intervened.At, "!", intervened.Event.Line) with { Status = intervened.Status },
        RunEvent.ExperimentEnded => this with { Status = "ending", Activity = null },
        _ => this,
    };

    /// <summary>What people call a part of a run.</summary>
    internal static string NameOf(RunPhase phase) => phase switch
    {
        RunPhase.HypothesisBefore => "hypothesis before the method",
        RunPhase.HypothesisDuring => "hypothesis during the method",
        RunPhase.Method => "method",
        RunPhase.HypothesisAfter => "hypothesis after the method",
        _ => "rollbacks",
    };

    private static string Took(TimeSpan? duration) => duration is { } took ? FormattableString.Invariant($" ({took.TotalSeconds:0.0} s)") : "";

    private RunProgress Step(DateTimeOffset at, string sign, string text)
    {
        var step = new RunStep(at, sign, text);
        return Steps.Length < MostSteps ? this with { Steps = Steps.Add(step) } : this with { Steps = Steps.RemoveAt(0).Add(step), Dropped = Dropped + 1 };
    }
}

/// <summary>A step of a run.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Sign"><c>✓</c>, <c>✗</c>, <c>!</c>; empty for a heading.</param>
/// <param name="Text">What, as plain text.</param>
public sealed record RunStep(DateTimeOffset At, string Sign, string Text);
