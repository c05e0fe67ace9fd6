using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.GitHub;
using Reliably.GitOps.Reviews;

namespace Reliably.GitOps.PullRequests;

/// <summary>A result of ours on a commit: a check run, or a commit status where a personal token may write nothing else.</summary>
/// <param name="IsGood">What it says.</param>
/// <param name="Title">The verdict in a line.</param>
/// <param name="Completed">When it was complete, by GitHub's clock; null while it is not.</param>
internal sealed record HeadMark(bool IsGood, string Title, DateTimeOffset? Completed);

/// <summary>Reads our results of a commit.</summary>
internal sealed class HeadMarks(GitHubRepository repository, GitHubIdentity self)
{
    /// <summary>Oldest first.</summary>
    /// <exception cref="GitHubException">GitHub cannot be asked now.</exception>
    public async Task<ImmutableArray<HeadMark>> ReadAsync(CommitSha head, CancellationToken stop)
    {
        if (self.IsApp)
        {
            var checks = await repository.CheckRunsAsync(head.Value, CheckOutput.Name, stop);
            return [.. checks.Where(one => one.App?.Slug + "[bot]" == self.Login).OrderBy(static one => one.Id).Select(static one => new HeadMark(
                one.Conclusion is "success" or "neutral", one.Output?.Title ?? one.Conclusion ?? "", one.Status == "completed" ? one.CompletedAt : null))];
        }

        var statuses = await repository.StatusesAsync(head.Value, stop);
        return [.. statuses.Where(one => one.Context == CheckOutput.Name && one.Creator?.Login == self.Login).OrderBy(static one => one.Id).Select(static one => new HeadMark(one.State == "success", one.Description ?? "", one.CreatedAt))];
    }
}
