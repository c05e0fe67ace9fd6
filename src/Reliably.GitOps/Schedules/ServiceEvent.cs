using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Schedules;

/// <summary>What the service says while it works. For people: nothing depends on it.</summary>
public abstract record ServiceEvent
{
    private ServiceEvent()
    {
    }

    /// <summary>The repository it is about, as its address may be shown.</summary>
    public string Repository { get; init; } = "";

    /// <summary>A commit was read.</summary>
    public sealed record RepositoryRead(CommitSha Commit, ImmutableArray<Diagnostic> Diagnostics) : ServiceEvent;

    /// <summary>Plans that were there before the service looked: <c>reliably plan trigger</c> or a new commit starts them.</summary>
    public sealed record PlansWaiting(ImmutableArray<Slug> Plans) : ServiceEvent;

    public sealed record ExecutionStarted(ExecutionOrder Order) : ServiceEvent;

    public sealed record ExecutionProgress(ExecutionOrder Order, RunEvent Event) : ServiceEvent;

    public sealed record ExecutionEnded(ExecutionRecord Record) : ServiceEvent;

    /// <summary>A commit of ours was pushed; without executions it holds what the new day changed.</summary>
    public sealed record Published(CommitSha Commit, ImmutableArray<ExecutionId> Executions) : ServiceEvent;

    /// <summary>A plan that was due and does not run: its instant was missed, or another of its group runs.</summary>
    public sealed record PlanSkipped(Slug Plan, string Reason) : ServiceEvent;

    /// <summary>An emergency stop came to the watched branch, or was removed from it.</summary>
    /// <param name="Sentence">What it says; null for a removal.</param>
    public sealed record EmergencyChanged(string? Sentence) : ServiceEvent;

    /// <summary>A command of a comment has its answer.</summary>
    /// <param name="Number">Number of the pull request or issue.</param>
    /// <param name="Actor">Who asked.</param>
    /// <param name="Command">The line, as the audit log has it.</param>
    /// <param name="Decision">What became of it, in a word or a sentence.</param>
    public sealed record CommandAnswered(int Number, string Actor, string Command, string Decision) : ServiceEvent;

    /// <summary>A pull request shows a new review.</summary>
    /// <param name="Number">Its number.</param>
    /// <param name="Head">The commit that was reviewed.</param>
    /// <param name="Verdict">What the review says, in a line.</param>
    public sealed record PullRequestReviewed(int Number, CommitSha Head, string Verdict) : ServiceEvent;

    /// <summary>A merge queue's commit has its check.</summary>
    /// <param name="Head">The commit that was reviewed.</param>
    /// <param name="Verdict">What the review says, in a line.</param>
    public sealed record MergeGroupReviewed(CommitSha Head, string Verdict) : ServiceEvent;

    /// <summary>Something that happened on pull requests and that an operator may want to know; nothing is wrong.</summary>
    public sealed record PullRequestNote(string Sentence) : ServiceEvent;

    /// <summary>Where deliveries come in, or that GitHub is asked instead.</summary>
    public sealed record PullRequestsWatched(string How) : ServiceEvent;

    /// <summary>The service has looked at everything and waits.</summary>
    public sealed record Idle(DateTimeOffset? NextStart) : ServiceEvent;

    /// <summary>What was a problem is none any more; when it comes again, it is told again.</summary>
    public sealed record Recovered(string Sentence) : ServiceEvent;

    public sealed record Problem(string Message, string WhatToDo) : ServiceEvent;
}
