using Reliably.GitOps.GitHub;

namespace Reliably.GitOps.PullRequests;

/// <summary>
/// Asks, before each experiment of a run begins, whether it still may: somebody may have pushed, closed the pull request or lost the right to run
/// while it waited. What cannot be asked is refused.
/// </summary>
internal static class RunTurn
{
    /// <summary>Why it may not; null where it may.</summary>
    public static async Task<string?> RefusalAsync(Func<CancellationToken, Task<PullRequestSite>> open, RunTicket ticket, CancellationToken stop)
    {
        try
        {
            var site = await open(stop);
            return await MovedAsync(site, ticket.Number, ticket.Head.Value, stop) ?? await RightAsync(site, ticket.Wish.Actor, stop);
        }
        catch (GitHubException exception)
        {
            return $"GitHub cannot be asked whether {ticket.Head.Short} is still the head: {exception.Message.TrimEnd('.')}.";
        }
    }

    /// <summary>Why a commit is not what may be run on a pull request; null where it is.</summary>
    /// <exception cref="GitHubException">GitHub cannot be asked.</exception>
    public static async Task<string?> MovedAsync(PullRequestSite site, int number, string head, CancellationToken stop)
    {
        var pull = await site.Repository.KnownPullRequestAsync(number, stop);
        if (pull.State != "open") return "The pull request is not open any more.";
        if (pull.Head.Sha != head) return $"A newer push came: the head is {pull.Head.Sha[..Math.Min(7, pull.Head.Sha.Length)]} now.";
        if (pull.Base.Ref != site.Watched.Branch) return $"The pull request goes into '{pull.Base.Ref}', and the service watches '{site.Watched.Branch}'.";
        return (await site.Repository.GetAsync(stop)).Archived ? "The repository is archived." : null;
    }

    private static async Task<string?> RightAsync(PullRequestSite site, string actor, CancellationToken stop)
    {
        try
        {
            var permission = await site.Repository.PermissionAsync(actor, stop);
            return RepositoryRoles.Of(permission.RoleName, permission.Level) >= RepositoryRole.Write ? null : $"{actor} may not write to the repository any more.";
        }
        catch (GitHubException exception) when (exception.Failure == GitHubFailure.NotFound)
        {
            return $"{actor} may not write to the repository any more.";
        }
    }
}
