namespace Reliably.GitOps.Publishing;

/// <summary>
/// Where reports go while their branch takes no push of ours: a branch of our own, and one pull request from it, which is used again until it is
/// merged or closed. Every method throws <see cref="CannotRunException"/> where the forge cannot be asked.
/// </summary>
internal interface IReportProposal
{
    /// <summary>The branch that reports go to now; null where none was begun, or its pull request is merged or closed.</summary>
    /// <param name="onto">The branch of the reports.</param>
    /// <param name="stop">Gives up.</param>
    Task<string?> BranchAsync(string onto, CancellationToken stop);

    /// <summary>Begins one, under a name that no branch had before.</summary>
    void Begin(string onto);

    /// <summary>Opens the pull request, unless it is open. The branch is in the remote.</summary>
    Task OpenAsync(string onto, CancellationToken stop);
}
