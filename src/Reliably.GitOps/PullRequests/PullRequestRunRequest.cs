using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.PullRequests;

/// <summary>
/// A run that somebody asked for on a pull request. Whoever makes it has found the person to have write access a moment ago, and the commit to be
/// the one that the comment means (<see cref="CommandBinding"/>); whoever carries it out holds the commit against the head once more, because a newer push voids it.
/// </summary>
internal sealed record PullRequestRunRequest
{
    public required int Number { get; init; }

    /// <summary>The commit that the comment is bound to: the head of the pull request when it was found.</summary>
    public required CommitSha Head { get; init; }

    /// <summary>Experiment or plan, as typed.</summary>
    public required string Target { get; init; }

    /// <summary>Name of an environment of the base branch; null for none.</summary>
    public string? Environment { get; init; }

    /// <summary>Nothing is carried out.</summary>
    public bool Dry { get; init; }

    /// <summary>Who asked: a login.</summary>
    public required string Actor { get; init; }

    /// <summary>The comment that asked. The same request may come twice, after a crash: the second time it is answered and nothing is started.</summary>
    public required long Comment { get; init; }

    /// <summary>Where the comment is to be read; null where the forge did not say.</summary>
    public string? ReplyUrl { get; init; }
}

/// <summary>What became of a request to run. All texts are plain: whoever shows them escapes them.</summary>
internal abstract record PullRequestRunAnswer
{
    private PullRequestRunAnswer()
    {
    }

    /// <summary>It runs, or waits for its turn; how it goes is told in a comment of its own.</summary>
    /// <param name="Execution">The first of its executions.</param>
    public sealed record Started(ExecutionId Execution) : PullRequestRunAnswer
    {
        /// <summary>The comment that follows it; null while there is none.</summary>
        public string? Url { get; init; }
    }

    /// <summary>Nothing runs.</summary>
    /// <param name="Reason">Why, as a sentence.</param>
    /// <param name="Hint">What to do, as a sentence; null where nothing can be done.</param>
    public sealed record Refused(string Reason, string? Hint) : PullRequestRunAnswer
    {
        /// <summary>A line to type instead, ready to copy.</summary>
        public string? Line { get; init; }
    }
}
