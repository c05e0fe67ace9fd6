using Reliably.GitOps.GitHub;
using Reliably.GitOps.Reviews;

namespace Reliably.GitOps.PullRequests;

/// <summary>Carries out what was asked for in the comments of a pull request or an issue, and has no answer of ours yet.</summary>
internal delegate Task CarryOutCommands(PullRequestSite site, int number, CancellationToken stop);

/// <summary>What a lane does: it brings one pull request to what it should show, and then does what was asked for in its comments. It may be started at any time, any number of times.</summary>
internal sealed class PullRequestLook(PullRequestSite site, CarryOutCommands commands)
{
    private readonly PullRequestReview review = new(site.Repository, site.Address, site.Self, site.Git, site.Folder, site.Clock, site.Report);

    /// <summary>Looks at a pull request; an issue has comments alone.</summary>
    /// <exception cref="GitHubException">GitHub did not do what it was asked; a later look does the rest.</exception>
    /// <exception cref="CannotRunException">The commits cannot be fetched or read.</exception>
    public async Task<ReviewOutcome?> LookAsync(int number, CancellationToken stop)
    {
        // Somebody who asks to stop a run is heard also where the review fails.
        try
        {
            return await ReviewAsync(number, stop);
        }
        finally
        {
            await commands(site, number, stop);
        }
    }

    private async Task<ReviewOutcome?> ReviewAsync(int number, CancellationToken stop)
    {
        try
        {
            return await review.ReviewAsync(number, stop);
        }
        catch (GitHubException exception) when (exception.Failure == GitHubFailure.NotFound)
        {
            // An issue, or a pull request that is gone with its repository.
            return null;
        }
    }
}
