using Reliably.GitOps.Documents;
using Reliably.GitOps.GitHub;

namespace Reliably.GitOps.PullRequests;

/// <summary>Writes the comment of a run: once, then changed. After a lost answer or a crash it is found again by its marker and our own identity.</summary>
internal static class RunComments
{
    /// <summary>Writes what the comment should say. Returns where it is.</summary>
    /// <exception cref="GitHubException">GitHub did not take it; nobody knows whether it did where it is unreachable, so it is looked for the next time.</exception>
    public static async Task<PostedRun> WriteAsync(PullRequestSite site, RunTicket ticket, PostedRun? known, string body, CancellationToken stop)
    {
        if ((known ?? await FindAsync(site, ticket, stop)) is { } posted)
        {
            try
            {
                var changed = await site.Repository.ChangeCommentAsync(posted.Id, body, stop);
                return new(changed.Id, changed.HtmlUrl ?? posted.Url);
            }
            catch (GitHubException exception) when (exception.Failure == GitHubFailure.NotFound && known is not null)
            {
                // Somebody removed it. What came of the run is told all the same.
                if (!ticket.IsOver) return posted;
                return await WriteAsync(site, ticket, null, body, stop);
            }
        }

        var written = await site.Repository.WriteCommentAsync(ticket.Number, body, stop);
        return new(written.Id, written.HtmlUrl);
    }

    /// <summary>Where the files of a run are to be read.</summary>
    public static RunLinks LinksOf(PullRequestSite site, string? problem) => new()
    {
        Repository = new(site.Address.Web, site.Repository.FullName + "/"),
        Docs = DiagnosticPages.Docs + "pull-request-runs.md",
        Problem = problem,
    };

    private static async Task<PostedRun?> FindAsync(PullRequestSite site, RunTicket ticket, CancellationToken stop)
    {
        var marker = RunComment.MarkerOf(ticket);
        var ours = (await site.Repository.CommentsAsync(ticket.Number, stop))
            .Where(one => string.Equals(one.User?.Login, site.Self.Login, StringComparison.OrdinalIgnoreCase) && one.Body?.StartsWith(marker, StringComparison.Ordinal) == true)
            .MinBy(static one => one.Id);
        return ours is null ? null : new(ours.Id, ours.HtmlUrl);
    }
}

/// <summary>A comment of ours.</summary>
/// <param name="Id">The forge's number of it.</param>
/// <param name="Url">Where it is to be read; null where the forge did not say.</param>
internal sealed record PostedRun(long Id, string? Url);
