using Reliably.GitOps.Documents;

namespace Reliably.GitOps.PullRequests;

/// <summary>
/// Which commit a comment means. A comment carries none, and between its writing and its reading anybody with access to the branch may have pushed:
/// so it means the head that had been checked before it was written, and nothing else.
/// </summary>
public abstract record CommandBinding
{
    private CommandBinding()
    {
    }

    /// <summary>It means this commit, which is the head.</summary>
    public sealed record Bound(CommitSha Commit) : CommandBinding;

    /// <summary>It cannot be told, or it means a commit that is the head no more.</summary>
    /// <param name="Reason">Why, as a sentence.</param>
    public sealed record Unbound(string Reason) : CommandBinding;

    /// <summary>Finds the commit.</summary>
    /// <param name="pull">The pull request as it is now.</param>
    /// <param name="named">What the comment names; null where it names none.</param>
    /// <param name="written">When the comment was written, UTC.</param>
    public static CommandBinding Of(BoundPull pull, CommitSha? named, DateTimeOffset written)
    {
        ArgumentNullException.ThrowIfNull(pull);
        if (named is { } commit)
            return commit == pull.Head ? new Bound(commit) : new Unbound($"The commit {commit.Short} is not the head of this pull request any more: that is {pull.Head.Short}.");
        if (pull.IsFork) return new Unbound("This pull request comes from a fork, whose author may push at any moment: the commit has to be named.");
        if (pull.ForcePushed is { } moved && moved >= written)
            return new Unbound($"The branch was force-pushed after the comment was written, so the head {pull.Head.Short} may not be what its author saw.");
        return pull.Checked switch
        {
            null => new Unbound($"The head {pull.Head.Short} has not been checked yet, so nobody knows whether the comment means it."),

            // Both are whole seconds: within one second the order is not known.
            { } moment when moment >= written => new Unbound($"The head {pull.Head.Short} was pushed, or its check ended, after the comment was written."),
            _ => new Bound(pull.Head),
        };
    }
}

/// <summary>What the commit of a comment is found from.</summary>
/// <param name="Head">The head now.</param>
/// <param name="IsFork">Its branch is in another repository.</param>
/// <param name="Checked">When the newest check of ours on the head was completed, UTC; null while there is none.</param>
/// <param name="ForcePushed">
/// When the branch was last moved to another history, UTC; null where it never was. A branch can be taken back so to a commit that had been checked long
/// before somebody read, and asked for, a newer one.
/// </param>
public sealed record BoundPull(CommitSha Head, bool IsFork, DateTimeOffset? Checked, DateTimeOffset? ForcePushed = null);
