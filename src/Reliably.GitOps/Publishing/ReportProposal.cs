using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Publishing;

/// <summary>
/// Where reports go while their branch takes no push of ours: a branch of our own, and one pull request from it, which is used again until it is
/// merged or closed. What asks the forge throws <see cref="CannotRunException"/> where it cannot be asked.
/// </summary>
internal sealed record ReportProposal
{
    /// <summary>The branch that reports for a branch go to now; null where none was begun, or its pull request is merged or closed.</summary>
    public required Func<string, CancellationToken, Task<string?>> BranchAsync { get; init; }

    /// <summary>The same as of the last time the forge was asked, at once and from any thread.</summary>
    public required Func<string, string?> Known { get; init; }

    /// <summary>Begins one for a branch, under a name that no branch had before.</summary>
    public required Action<string> Begin { get; init; }

    /// <summary>The branch takes pushes: what was closed without a merge is of no interest any more.</summary>
    public required Action<string> End { get; init; }

    /// <summary>
    /// Sees to it that a commit, which is in the remote, is in a pull request onto a branch: opens it, unless it is open or was merged with it. False where it was
    /// merged or closed without it, so that the commit leads nowhere.
    /// </summary>
    public required Func<string, CommitSha, CancellationToken, Task<bool>> OpenAsync { get; init; }
}
