using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions.Control;

namespace Reliably.GitOps.Executions;

/// <summary>Makes the record of an execution and its redacted journal.</summary>
internal sealed class ExecutionReporting(ExecutionOrder order, ExecutionSurroundings surroundings)
{
    private readonly DateTimeOffset start = surroundings.Clock.GetUtcNow();

    /// <summary>The secrets of this execution; set before anything of it is known.</summary>
    public RunSecrets Secrets { get; set; } = RunSecrets.None;

    /// <summary>Hides them.</summary>
    public SecretMask Mask => Secrets.Mask;

    /// <summary>A guard refused the run: nothing was done.</summary>
    public ExecutedRun Blocked(string reason, RunControl control)
    {
        var run = WithoutRun(new() { BlockedReason = Mask.Apply(reason) });
        return run with { Record = run.Record with { Events = EventsOf(control) } };
    }

    /// <summary>It could not be run.</summary>
    public ExecutedRun Error(string reason) => WithoutRun(new() { ErrorReason = Mask.Apply(reason) });

    /// <summary>It ran, or tried to.</summary>
    public ExecutedRun Of(RunOutcome outcome, RunClock clock, RunControl control)
    {
        var redacted = outcome.Journal is { } raw ? JournalRedactor.Redact(raw, Mask) : null;
        if (redacted is not null) redacted = redacted with { Journal = OutputCut.TrimEdges(redacted.Journal) };
        var journal = redacted is null ? null : Journal.Read(redacted.Journal);
        var decision = Verdicts.Decide(journal, new()
        {
            ErrorReason = outcome.Error is { } error ? Mask.Apply(error) : null,
            InterruptedReason = control.Stopped is { } stop ? Mask.Apply(stop.Text) : null,
            HaltedReason = control.Stopped is { Halts: true } halt && (clock.MethodBegan || redacted is not null) ? Mask.Apply(halt.Text) : null,
            FailFast = order.Options.FailFast,
            Dry = order.Options.Dry,
        });
        var limited = redacted is null ? null : JournalLimits.Apply(redacted.Journal, surroundings.JournalLimit);
        var (began, ended) = (journal?.Start ?? start, journal?.End ?? surroundings.Clock.GetUtcNow());
        var survives = limited?.Journal is { } shown && JournalRedactor.Survives(shown, Mask);
        var record = Record(decision) with
        {
            Runner = outcome.Runner with { Version = Mask.Apply(outcome.Runner.Version) },
            Start = began,
            End = ended < began ? began : ended, // the Chaos Toolkit writes what the clock says, and that may have been set back
            Status = journal?.Status,
            Deviated = journal?.Deviated ?? false,
            Events = InOrder([.. outcome.Events.Concat(control.Events).Concat(survives ? [Withheld()] : []).Select(Masked)]),
            MaskedValues = redacted is null ? 0 : redacted.MaskedValues + outcome.MaskedValues,
            JournalWithheld = survives || limited is { Journal: null },
        };
        return new(record, !survives && limited?.Journal is { } kept ? JsonWriter.Indented(kept) : null);
    }

    private static ImmutableArray<ExecutionEvent> InOrder(ImmutableArray<ExecutionEvent> events) => events.Length < 2 ? events : [.. events.OrderBy(static item => item.At)];

    private ImmutableArray<ExecutionEvent> EventsOf(RunControl control) => [.. control.Events.Select(Masked)];

    private ExecutionEvent Masked(ExecutionEvent item) => item with { Detail = Mask.Apply(item.Detail), Actor = item.Actor is { } actor ? Mask.Apply(actor) : null };

    private ExecutionEvent Withheld() => new(surroundings.Clock.GetUtcNow(), "withheld", "The journal is withheld: after its secrets were hidden, one could still be found in it.");

    private ExecutedRun WithoutRun(VerdictCircumstances circumstances) => new(Record(Verdicts.Decide(null, circumstances)), null);

    private ExecutionRecord Record(VerdictDecision decision) => UnfinishedRecord.Of(order, start) with
    {
        Title = Mask.Apply(order.Experiment.Experiment.Title),
        End = surroundings.Clock.GetUtcNow(),
        Verdict = decision.Verdict,
        VerdictReason = Mask.Apply(decision.Reason),
    };
}
