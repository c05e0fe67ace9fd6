using Reliably.GitOps.Documents;
using Reliably.GitOps.Git;

namespace Reliably.GitOps.Publishing;

/// <summary>
/// Where the history of a branch is read. While reports wait in a pull request, that is the branch and the pull request together: its commits stand on those of
/// the branch, so its newest one holds both.
/// </summary>
/// <param name="mirror">The repository.</param>
/// <param name="proposal">Where reports go while their branch takes no push; null where the forge has nothing of the kind.</param>
internal sealed class ReportHistory(BareMirror mirror, ReportProposal? proposal)
{
    /// <summary>The commit that holds the reports of a branch, as far as it is known.</summary>
    public CommitSha? Of(string branch) => WaitingFor(branch) ?? mirror.NewestOf(branch);

    /// <summary>The same where reports wait to be merged; null where none do.</summary>
    public CommitSha? WaitingFor(string branch) => proposal?.Known(branch) is { } waiting ? mirror.NewestOf(waiting) : null;

    /// <summary>Asks the forge what became of the pull request. Without one nothing is asked.</summary>
    /// <exception cref="CannotRunException">The forge or the remote cannot be asked; what was known holds.</exception>
    public async Task LookAsync(string branch, CancellationToken stop)
    {
        if (proposal is null) return;
        var known = proposal.Known(branch);
        if (await proposal.BranchAsync(branch, stop) is { } waiting)
        {
            if (mirror.NewestOf(waiting) is null) await mirror.FetchAsync(waiting, stop);
        }
        else if (known is not null)
        {
            // Merged a moment ago: what was in it is in the branch now.
            await mirror.FetchAsync(branch, stop);
        }
    }
}
