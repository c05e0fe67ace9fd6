using Reliably.GitOps.Documents;
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
            return (await MovedAsync(site, ticket.Number, ticket.Head, stop))?.Reason ?? await RightAsync(site, ticket.Wish.Actor, stop);
        }
        catch (GitHubException exception)
        {
            return $"GitHub cannot be asked whether {ticket.Head.Short} is still the head: {exception.Message.TrimEnd('.')}.";
        }
    }

    /// <summary>Why a commit is not what may be run on a pull request; null where it is.</summary>
    /// <exception cref="GitHubException">GitHub cannot be asked.</exception>
    public static async Task<Moved?> MovedAsync(PullRequestSite site, int number, CommitSha head, CancellationToken stop)
    {
        var pull = await site.Repository.KnownPullRequestAsync(number, stop);
        if (pull.State != "open") return new("The pull request is not open any more.", null);
        if (!CommitSha.TryParse(pull.Head.Sha, out var now)) throw new GitHubException(GitHubFailure.Unreachable, "GitHub named no head of the pull request.");
        if (now != head) return Moved.To(now);
        if (pull.Base.Ref != site.Watched.Branch) return new($"The pull request goes into '{pull.Base.Ref}', and runs are made of pull requests into '{site.Watched.Branch}'.", null);
        return (await site.Repository.GetAsync(stop)).Archived ? new("The repository is archived.", null) : null;
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

/// <summary>A commit that may not be run on a pull request any more.</summary>
/// <param name="Reason">Why, as a sentence.</param>
/// <param name="Head">The head that is there instead; null where that is not why.</param>
internal sealed record Moved(string Reason, CommitSha? Head)
{
    public static Moved To(CommitSha head) => new($"A newer push came: the head is {head.Short} now.", head);

    /// <summary>The same as an answer, with the line that asks for what is there now.</summary>
    public PullRequestRunAnswer.Refused Answer(PullRequestRunRequest request) => Head is { } head
        ? new(Reason, "Look at what is there now, then ask for it.") { Line = CommandText.Write(new PullRequestCommand.Run(request.Target, request.Environment, request.Dry, head)) }
        : new(Reason, null);
}
