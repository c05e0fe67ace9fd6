using System.Collections.Immutable;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

/// <summary>
/// Our record of an execution: what a journal cannot hold (PRODUCT: What the service writes). One for every execution, also one without a
/// journal. Published pages are rebuilt from records and journals alone. <c>ExecutionRecordJson</c> reads and writes it.
/// </summary>
public sealed record ExecutionRecord
{
    public required ExecutionId Id { get; init; }

    /// <summary>Slug of the experiment.</summary>
    public required Slug Experiment { get; init; }

    public required string ExperimentPath { get; init; }

    public required string Title { get; init; }

    /// <summary>Hash of the experiment's content before the run: evidence counts only for the same content.</summary>
    public required string ContentHash { get; init; }

    public CommitSha? Commit { get; init; }

    public Slug? Plan { get; init; }

    public string? PlanHash { get; init; }

    /// <summary>Nominal instant of the schedule, UTC.</summary>
    public DateTimeOffset? Instant { get; init; }

    public Slug? Environment { get; init; }

    public required Slug Deployment { get; init; }

    /// <summary>Which engine ran it: <c>native</c> or <c>chaostoolkit</c>, and its version. Null when nothing ran.</summary>
    public RunnerIdentity? Runner { get; init; }

    public required StrategyChoice RollbackStrategy { get; init; }

    public required StrategyChoice HypothesisStrategy { get; init; }

    public required TriggerKind Trigger { get; init; }

    public string? Actor { get; init; }

    /// <summary>The pull request whose head was run; null for everything that is merged.</summary>
    public PullRequestOrigin? PullRequest { get; init; }

    /// <summary>Start and end, UTC: the journal's where there is one.</summary>
    public required DateTimeOffset Start { get; init; }

    public required DateTimeOffset End { get; init; }

    /// <summary>The journal's status: <c>completed</c>, <c>failed</c>, <c>aborted</c>, <c>interrupted</c>; null without a journal.</summary>
    public string? Status { get; init; }

    public bool Deviated { get; init; }

    public required Verdict Verdict { get; init; }

    /// <summary>The verdict in a sentence, for the first lines of a report.</summary>
    public required string VerdictReason { get; init; }

    /// <summary>Guards, stops and pauses, in order of time.</summary>
    public ImmutableArray<ExecutionEvent> Events { get; init; } = [];

    /// <summary>How many times a secret value was masked in the journal.</summary>
    public int MaskedValues { get; init; }

    public bool JournalWithheld { get; init; }

    /// <summary>
    /// Set when it is published: this is the first execution under a new name, and the executions of this slug that started before it belong
    /// to the same experiment. See <c>Scores.ExperimentMove</c>.
    /// </summary>
    public Slug? RenamedFrom { get; init; }
}

/// <summary>The name and version of an engine.</summary>
public sealed record RunnerIdentity(string Name, string Version);

/// <summary>Something that happened to an execution from outside: who did what, when and why.</summary>
public sealed record ExecutionEvent(DateTimeOffset At, string Kind, string Detail, string? Actor = null)
{
    /// <summary>The event in a line: <c>paused by ada: until it is resumed; the dashboards are red</c>.</summary>
    public string Line => Actor is null ? $"{Kind}: {Detail}" : $"{Kind} by {Actor}: {Detail}";
}

/// <summary>An execution that is over, redacted and ready to be published.</summary>
/// <param name="Record">Our record.</param>
/// <param name="JournalText">The redacted journal as it will be committed; null where there is none or it is withheld.</param>
public sealed record ExecutedRun(ExecutionRecord Record, string? JournalText);
