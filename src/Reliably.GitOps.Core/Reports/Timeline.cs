using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Reports;

/// <summary>What a step of a timeline is, and with it its mark.</summary>
internal enum StepKind
{
    Start,
    Hypothesis,
    Probe,
    Action,
    Pause,
    Method,
    Rollback,
    Event,
    End,
}

/// <summary>How a step came out; it decides the colour.</summary>
internal enum StepOutcome
{
    None,
    Good,
    Poor,
    Bad,
}

/// <summary>One line of a timeline.</summary>
internal sealed record TimelineStep
{
    public required StepKind Kind { get; init; }

    public required string Name { get; init; }

    public DateTimeOffset? At { get; init; }

    /// <summary>Seconds; null where it is a moment or unknown.</summary>
    public double? Duration { get; init; }

    public StepOutcome Outcome { get; init; }

    /// <summary>The outcome in a word or two.</summary>
    public string Says { get; init; } = "";

    /// <summary>The name is ours, not the experiment's.</summary>
    public bool IsHeading { get; init; }
}

/// <summary>
/// A run as it went, step by step, as Reliably shows it: hypothesis before, activities, pauses, hypothesis during and after, rollbacks, and
/// what happened to it from outside.
/// </summary>
internal static class Timeline
{
    public static ImmutableArray<TimelineStep> Of(ExecutionRecord record, Journal? journal)
    {
        var steps = new List<TimelineStep>
        {
            new() { Kind = StepKind.Start, Name = "Experiment starts", At = record.Start, IsHeading = true },
        };
        if (journal is not null) steps.AddRange(OfJournal(journal));
        foreach (var item in record.Events) Insert(steps, Event(item));
        steps.Add(new() { Kind = StepKind.End, Name = "Experiment ends", At = record.End, IsHeading = true, Says = Verdicts.NameOf(record.Verdict), Outcome = OutcomeOf(record.Verdict) });
        return [.. steps];
    }

    public static StepOutcome OutcomeOf(Verdict verdict) => Verdicts.ValueOf(verdict) switch
    {
        1 => StepOutcome.Good,
        0.5 => StepOutcome.Poor,
        0 => StepOutcome.Bad,
        _ => StepOutcome.None,
    };

    private static IEnumerable<TimelineStep> OfJournal(Journal journal)
    {
        if (journal.Before is { } before) foreach (var step in Hypothesis("Hypothesis before the method", before)) yield return step;
        if (!journal.Run.IsEmpty) yield return Heading(StepKind.Method, "Method", journal.Run);
        foreach (var run in journal.Run) foreach (var step in Activity(run, KindOf(run))) yield return step;
        if (!journal.During.IsEmpty) yield return Samples(journal.During);
        if (journal.After is { } after) foreach (var step in Hypothesis("Hypothesis after the method", after)) yield return step;
        if (!journal.Rollbacks.IsEmpty) yield return Heading(StepKind.Rollback, "Rollbacks", journal.Rollbacks);
        foreach (var run in journal.Rollbacks) foreach (var step in Activity(run, StepKind.Rollback)) yield return step;
    }

    private static IEnumerable<TimelineStep> Hypothesis(string name, SteadyState state)
    {
        yield return new()
        {
            Kind = StepKind.Hypothesis,
            Name = name,
            At = state.Probes.FirstOrDefault()?.Start,
            Outcome = state.Met ? StepOutcome.Good : StepOutcome.Bad,
            Says = state.Met ? "met" : "not met",
            IsHeading = true,
        };
        foreach (var probe in state.Probes) foreach (var step in Activity(probe, StepKind.Probe)) yield return step;
    }

    private static TimelineStep Heading(StepKind kind, string name, ImmutableArray<ActivityRun> runs) => new() { Kind = kind, Name = name, At = runs[0].Start, IsHeading = true };

    private static TimelineStep Samples(ImmutableArray<SteadyState> during)
    {
        var unmet = during.Count(static sample => !sample.Met);
        return new()
        {
            Kind = StepKind.Hypothesis,
            Name = "Hypothesis during the method",
            At = during[0].Probes.FirstOrDefault()?.Start,
            Duration = (during[^1].Probes.LastOrDefault()?.End - during[0].Probes.FirstOrDefault()?.Start)?.TotalSeconds,
            Outcome = unmet == 0 ? StepOutcome.Good : StepOutcome.Bad,
            Says = unmet == 0 ? $"all {during.Length} met" : $"{unmet} of {during.Length} not met",
            IsHeading = true,
        };
    }

    private static IEnumerable<TimelineStep> Activity(ActivityRun run, StepKind kind)
    {
        var pauses = run.Activity["pauses"] as DataNode.Mapping;
        if (Seconds(pauses?["before"]) is { } before)
            yield return new() { Kind = StepKind.Pause, Name = $"Pause before “{run.Name}”", At = Earlier(run.Start, before), Duration = before };
        var (outcome, says) = OutcomeOf(run);
        yield return new() { Kind = kind, Name = run.Name, At = run.Start, Duration = run.Duration, Outcome = outcome, Says = says };
        if (Seconds(pauses?["after"]) is { } after)
            yield return new() { Kind = StepKind.Pause, Name = $"Pause after “{run.Name}”", At = run.End, Duration = after };
    }

    /// <summary>Probes of a hypothesis are judged by their tolerance, everything else by whether it could be done.</summary>
    public static (StepOutcome Outcome, string Says) OutcomeOf(ActivityRun run) => run switch
    {
        { Status: "failed" } => (StepOutcome.Bad, "failed"),
        { Status: null } => (StepOutcome.Poor, "cut off"),
        { ToleranceMet: true } => (StepOutcome.Good, "tolerance met"),
        { ToleranceMet: false } => (StepOutcome.Bad, "tolerance not met"),
        { Status: "succeeded" } => (StepOutcome.Good, "succeeded"),
        _ => (StepOutcome.None, run.Status ?? ""),
    };

    private static StepKind KindOf(ActivityRun run) => run.Type == "action" ? StepKind.Action : StepKind.Probe;

    private static TimelineStep Event(ExecutionEvent item) => new()
    {
        Kind = StepKind.Event,
        Name = item.Line,
        At = item.At,
    };

    /// <summary>Before the first step that is known to be later; the order of the journal stays.</summary>
    private static void Insert(List<TimelineStep> steps, TimelineStep step)
    {
        var later = steps.FindIndex(other => other.At is { } at && at > step.At);
        steps.Insert(later < 0 ? steps.Count : Math.Max(1, later), step);
    }

    /// <summary>A pause as written; one that was a variable is not shown. Times out of any calendar are ignored.</summary>
    private static double? Seconds(DataNode? pause) => Journal.NumberOf(pause) is { } seconds and > 0 and < 86_400_000 ? seconds : null;

    private static DateTimeOffset? Earlier(DateTimeOffset? time, double seconds) =>
        time is { } known && (known - DateTimeOffset.MinValue).TotalSeconds > seconds ? known.AddSeconds(-seconds) : time;
}
