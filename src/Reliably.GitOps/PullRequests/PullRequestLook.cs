using Reliably.GitOps.GitHub;
using Reliably.GitOps.Reviews;
using Reliably.GitOps.Schedules;

namespace Reliably.GitOps.PullRequests;

/// <summary>
/// What a lane does: it brings one pull request to what it should show, and then does what was asked for in its comments. It may be started at any
/// time, any number of times.
/// </summary>
/// <param name="site">The repository.</param>
/// <param name="parts">What looks share.</param>
/// <param name="commands">Carries out what was asked for in comments of a pull request or an issue, and has no answer of ours yet.</param>
internal sealed class PullRequestLook(PullRequestSite site, LookParts parts, Func<int, CancellationToken, Task> commands)
{
    private const int MostTries = 3;

    private readonly PullRequestReview review = new(site.Repository, site.Address, site.Self, parts.Quarantine, site.Clock, site.Report)
    {
        Reports = site.Parts.History.Of,
        Waiting = site.Parts.History.WaitingFor,
        IsOwn = site.IsOwn,
        OffersRuns = !site.Watched.Grants.PullRequestDeployments.IsEmpty,
        Shown = (number, change) => Keep(site, parts, number, change),
    };

    /// <summary>Looks at a pull request; an issue has comments alone.</summary>
    /// <exception cref="GitHubException">GitHub did not do what it was asked; a later look does the rest.</exception>
    /// <exception cref="CannotRunException">The commits cannot be fetched or read.</exception>
    public async Task LookAsync(int number, CancellationToken stop)
    {
        var asked = parts.Wanted.Find(number);
        try
        {
            await ReviewAsync(number, asked?.Again, stop);
        }
        finally
        {
            // Somebody who asks to stop a run is heard also where the review fails.
            await commands(number, stop);
        }

        parts.Wanted.Done(number, asked);
    }

    private async Task ReviewAsync(int number, long? again, CancellationToken stop)
    {
        try
        {
            for (var tries = 0; tries < MostTries; tries++)
            {
                if (await review.ReviewAsync(number, stop, again) != ReviewOutcome.Moved) return;
            }
        }
        catch (GitHubException exception) when (exception.Failure == GitHubFailure.NotFound)
        {
            // An issue, or a pull request that is gone with its repository.
            return;
        }

        throw new GitHubException(GitHubFailure.Unreachable, $"The head of {site.Repository.FullName}#{number} moves faster than it can be reviewed, or git does not have it yet.") { Passes = true };
    }

    private static void Keep(PullRequestSite site, LookParts parts, int number, ReviewedChange change)
    {
        // Whoever shared its last head has a check now that is no longer about it.
        if (parts.Memories.Find(number) is { } last && last.Head != change.Input.Head)
        {
            foreach (var other in parts.Memories.Of(last.Head).Where(other => other != number)) parts.Wanted.Add(other);
        }

        parts.Memories.Keep(number, ReviewMemory.Of(change.Input, change.Review, change.Branch));
        if (change.Outcome != ReviewOutcome.Posted) return;
        site.Parts.Progress.Report(new ServiceEvent.PullRequestReviewed(number, change.Input.Head, change.Review.Verdict.Title) { Repository = site.Repository.FullName });
    }
}
