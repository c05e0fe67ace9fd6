using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.PullRequests;

/// <summary>
/// A run that was granted on a pull request, as it stays on disk from before its start until everything about it is published and told. It is
/// also the claim of the comment that asked for it: one comment starts one run.
/// </summary>
public sealed record RunTicket
{
    public required int Number { get; init; }

    /// <summary>The comment that asked.</summary>
    public required long Comment { get; init; }

    /// <summary>The commit whose experiment is run.</summary>
    public required CommitSha Head { get; init; }

    /// <summary>The commit of the base branch that gives everything else.</summary>
    public required CommitSha Base { get; init; }

    /// <summary>Name of the base branch.</summary>
    public required string Branch { get; init; }

    /// <summary>What was asked for, as typed.</summary>
    public required RunWish Wish { get; init; }

    /// <summary>The plan that is run; null for an experiment by itself.</summary>
    public Slug? Plan { get; init; }

    public Slug? Environment { get; init; }

    public required Slug Deployment { get; init; }

    /// <summary>Where the comment that asked is to be read; null where the forge did not say.</summary>
    public string? AskedAt { get; init; }

    /// <summary>When it was granted, UTC.</summary>
    public required DateTimeOffset Granted { get; init; }

    /// <summary>Longest journal that the base's settings allow, in bytes.</summary>
    public long JournalLimit { get; init; }

    /// <summary>Its executions, in the order they run.</summary>
    public required ImmutableArray<RunTicketEntry> Executions { get; init; }

    /// <summary>Whether all of it is over.</summary>
    public bool IsOver => Executions.All(static one => one.Result is not null);

    /// <summary>Whether all of it is over and in the repository.</summary>
    public bool IsPublished => Executions.All(static one => one.Result?.Commit is not null);

    /// <summary>The ticket with what became of one of its executions.</summary>
    public RunTicket With(ExecutionId id, RunResult result) =>
        this with { Executions = [.. Executions.Select(one => one.Id == id ? one with { Result = result with { Commit = result.Commit ?? one.Result?.Commit } } : one)] };
}

/// <summary>One execution of a run.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Experiment">What it runs.</param>
/// <param name="Result">What became of it; null while it is not over.</param>
public sealed record RunTicketEntry(ExecutionId Id, Slug Experiment, RunResult? Result);

/// <summary>What became of an execution, as far as a comment tells.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Reason">The verdict in a sentence.</param>
/// <param name="Took">From start to end.</param>
/// <param name="HasJournal">Whether there is a journal to link.</param>
/// <param name="Commit">The commit that holds its report; null while it is not published.</param>
public sealed record RunResult(Verdict Verdict, string Reason, TimeSpan Took, bool HasJournal, CommitSha? Commit)
{
    /// <summary>The result of a record.</summary>
    /// <param name="run">The execution.</param>
    /// <param name="commit">The commit that holds its report; null while it is not published.</param>
    public static RunResult Of(ExecutedRun run, CommitSha? commit)
    {
        ArgumentNullException.ThrowIfNull(run);
        return new(run.Record.Verdict, run.Record.VerdictReason, run.Record.End - run.Record.Start, run.JournalText is not null, commit);
    }
}
