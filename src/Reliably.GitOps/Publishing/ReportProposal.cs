namespace Reliably.GitOps.Publishing;

/// <summary>
/// Where reports go while their branch takes no push of ours: a branch of our own, and one pull request from it, which is used again until it is
/// merged or closed. What asks the forge throws <see cref="CannotRunException"/> where it cannot be asked.
/// </summary>
internal sealed record ReportProposal
{
    /// <summary>The branch that reports for a branch go to now; null where none was begun, or its pull request is merged or closed.</summary>
    public required Func<string, CancellationToken, Task<string?>> BranchAsync { get; init; }

    /// <summary>Begins one for a branch, under a name that no branch had before.</summary>
    public required Action<string> Begin { get; init; }

    /// <summary>Opens the pull request onto a branch, unless it is open. What it is from is in the remote.</summary>
    public required Func<string, CancellationToken, Task> OpenAsync { get; init; }
}
