using Reliably.GitOps.Documents;

namespace Reliably.GitOps.PullRequests;

/// <summary>
/// A change of documents that somebody asked for on a pull request or an issue. Whoever makes it has found the person to have write access a moment
/// ago, and the head to be the one that the comment means; whoever carries it out commits on top of that head alone.
/// </summary>
internal sealed record PullRequestEdit
{
    /// <summary>Number of the pull request or issue.</summary>
    public required int Number { get; init; }

    /// <summary>The head that it goes on top of; null on an issue, where a pull request is opened for it.</summary>
    public required CommitSha? Head { get; init; }

    /// <summary>Who asked: a login.</summary>
    public required string Actor { get; init; }

    /// <summary>The comment that asked. The same edit may come twice, after a crash: the second time the commit that is there is the answer.</summary>
    public required long Comment { get; init; }

    /// <summary>What is asked for: <see cref="PullRequestCommand.Edit.New"/>, <see cref="PullRequestCommand.Edit.Add"/> or <see cref="PullRequestCommand.Edit.Templatize"/>.</summary>
    public required PullRequestCommand.Edit What { get; init; }
}

/// <summary>What became of an edit. All texts are plain: whoever shows them escapes them.</summary>
internal abstract record PullRequestEditAnswer
{
    private PullRequestEditAnswer()
    {
    }

    /// <summary>It is a commit on the pull request's branch.</summary>
    /// <param name="Commit">The commit.</param>
    /// <param name="Path">The document that was written.</param>
    public sealed record Committed(CommitSha Commit, string Path) : PullRequestEditAnswer;

    /// <summary>It is a pull request of its own: the branch of a fork is not ours to write to, and an issue has none.</summary>
    /// <param name="Number">Its number.</param>
    /// <param name="Url">Where it is to be read.</param>
    /// <param name="Path">The document that was written.</param>
    public sealed record Opened(int Number, string Url, string Path) : PullRequestEditAnswer;

    /// <summary>Nothing was written.</summary>
    /// <param name="Reason">Why, as a sentence.</param>
    /// <param name="Hint">What to do, as a sentence; null where nothing can be done.</param>
    public sealed record Refused(string Reason, string? Hint) : PullRequestEditAnswer;
}
