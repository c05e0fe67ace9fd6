using System.Globalization;
using Reliably.GitOps.GitHub;
using Reliably.GitOps.Publishing;
using PullRequest = Reliably.GitOps.GitHub.Wire.PullRequest;

namespace Reliably.GitOps.PullRequests;

/// <summary>The pull request that carries reports to a protected branch. Which branch it is from is on disk before that is pushed.</summary>
/// <param name="site">The repository and who we are there, asked of GitHub when they are needed first.</param>
/// <param name="file">Remembers the branch.</param>
/// <param name="clock">The clock.</param>
internal sealed class ReportPullRequest(Func<CancellationToken, Task<(GitHubRepository Repository, GitHubIdentity Self)>> site, string file, TimeProvider clock)
{
    private const string Title = "Publish reports";

    /// <summary>The same for whoever publishes.</summary>
    public ReportProposal AsProposal() => new() { BranchAsync = BranchAsync, Begin = Begin, OpenAsync = OpenAsync };

    private async Task<string?> BranchAsync(string onto, CancellationToken stop)
    {
        if (Begun(onto) is not { } branch) return null;
        var pulls = await AskAsync((repository, self) => FindAsync(repository, self, branch, stop), stop);
        if (pulls.IsEmpty || pulls.Any(static one => one.State == "open")) return branch;
        File.Delete(file);
        return null;
    }

    private void Begin(string onto) => DurableFile.Replace(file, clock.GetUtcNow().ToString("'reliably/reports-'yyyyMMdd-HHmmss-fff", CultureInfo.InvariantCulture) + "\n" + onto + "\n");

    private async Task OpenAsync(string onto, CancellationToken stop) => await AskAsync(
        async (repository, self) =>
        {
            var branch = Begun(onto) ?? throw new InvalidOperationException("No branch was begun.");
            if ((await FindAsync(repository, self, branch, stop)).IsEmpty) await repository.OpenPullRequestAsync(new(Title, branch, onto, Body(onto)), stop);
            return branch;
        },
        stop);

    private static string Body(string onto) =>
        $$"""
        {{Reports.MarkdownText.Code(onto)}} takes no push of ours, so what ran is published here. New reports are added to this pull request until it is merged.

        * It changes files below `reports/` alone. Commits of others on this branch are kept.
        * Merge it however you like. Closed without a merge, what it holds is not published, and the next reports open another.
        * To do without it, let the service push to the branch, or give reports a branch of their own in `reliably.yaml`: `reports: { branch: reliably-reports }`.

        """;

    private static async Task<System.Collections.Immutable.ImmutableArray<PullRequest>> FindAsync(GitHubRepository repository, GitHubIdentity self, string branch, CancellationToken stop) =>
        [.. (await repository.PullRequestsFromAsync(branch, stop)).Where(one => one.User?.Login == self.Login)];

    private string? Begun(string onto) => File.Exists(file) && File.ReadAllLines(file) is [var branch, var goal, ..] && goal == onto ? branch : null;

    private async Task<T> AskAsync<T>(Func<GitHubRepository, GitHubIdentity, Task<T>> ask, CancellationToken stop)
    {
        try
        {
            var (repository, self) = await site(stop);
            return await ask(repository, self);
        }
        catch (GitHubException exception)
        {
            throw new CannotRunException($"The pull request of the reports cannot be kept: {exception.Message}", "What is to be published is kept and tried again.", exception);
        }
    }
}
