using System.Collections.Immutable;
using System.Globalization;
using Reliably.GitOps.Documents;
using Reliably.GitOps.GitHub;
using Reliably.GitOps.Publishing;
using Reliably.GitOps.Schedules;
using PullRequest = Reliably.GitOps.GitHub.Wire.PullRequest;

namespace Reliably.GitOps.PullRequests;

/// <summary>The pull request that carries reports to a protected branch. Which branch it is from is on disk before that is pushed.</summary>
internal sealed class ReportPullRequest
{
    private const string Title = "Publish reports";
    private const string ClosedMark = "closed";

    private readonly Func<CancellationToken, Task<(GitHubRepository Repository, GitHubIdentity Self)>> site;
    private readonly string file;
    private readonly TimeProvider clock;
    private readonly Action<ServiceEvent> say;
    private volatile Begun? begun;

    /// <param name="site">The repository and who we are there, asked of GitHub when they are needed first.</param>
    /// <param name="file">Remembers the branch.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="say">Takes what an operator should read.</param>
    public ReportPullRequest(Func<CancellationToken, Task<(GitHubRepository Repository, GitHubIdentity Self)>> site, string file, TimeProvider clock, Action<ServiceEvent> say)
    {
        (this.site, this.file, this.clock, this.say) = (site, file, clock, say);
        begun = File.Exists(file) && File.ReadAllLines(file) is [var branch, var onto, .. var rest] ? new(branch, onto, rest is [ClosedMark, ..]) : null;
    }

    /// <summary>The same for whoever publishes.</summary>
    public ReportProposal AsProposal() => new() { BranchAsync = BranchAsync, Known = Known, Begin = Begin, End = End, OpenAsync = OpenAsync };

    private string? Known(string onto) => begun is { IsClosed: false } open && open.Onto == onto ? open.Branch : null;

    private async Task<string?> BranchAsync(string onto, CancellationToken stop)
    {
        if (begun is not { } now || now.Onto != onto) return null;
        var pulls = await AskAsync((repository, self) => FindAsync(repository, self, now.Branch, stop), stop);
        switch (pulls.MaxBy(static one => one.Number))
        {
            case null or { State: "open" }:
                if (now.IsClosed) Keep(now with { IsClosed = false }); // somebody opened it again
                return now.Branch;
            case { MergedAt: not null }:
                End(onto);
                return null;
            case var closed:
                if (!now.IsClosed) SayClosed(now, closed.Number);
                return null;
        }
    }

    private void Begin(string onto) => Keep(new(clock.GetUtcNow().ToString("'reliably/reports-'yyyyMMdd-HHmmss-fff", CultureInfo.InvariantCulture), onto, IsClosed: false));

    private void End(string onto)
    {
        if (begun?.Onto != onto) return;
        begun = null;
        File.Delete(file);
    }

    private async Task<bool> OpenAsync(string onto, CommitSha commit, CancellationToken stop)
    {
        var now = begun ?? throw new InvalidOperationException("No branch was begun.");
        var pulls = await AskAsync((repository, self) => FindAsync(repository, self, now.Branch, stop), stop);
        if (pulls.MaxBy(static one => one.Number) is { } there) return there.State == "open" || (there.MergedAt is not null && there.Head.Sha == commit.Value);
        var made = await AskAsync((repository, _) => repository.OpenPullRequestAsync(new(Title, now.Branch, onto, Body(onto)), stop), stop);
        say(new ServiceEvent.PullRequestNote($"The branch '{onto}' takes no push, so reports wait in pull request #{made.Number.ToString(CultureInfo.InvariantCulture)} until it is merged."));
        return true;
    }

    private void SayClosed(Begun now, int number)
    {
        say(new ServiceEvent.Problem(
            string.Create(CultureInfo.InvariantCulture, $"The reports' pull request #{number} was closed without a merge: what it holds is not published."),
            "Open it again to go on with it. Else the next reports open another, without what this one holds."));
        Keep(now with { IsClosed = true });
    }

    private void Keep(Begun next)
    {
        DurableFile.Replace(file, next.Branch + "\n" + next.Onto + "\n" + (next.IsClosed ? ClosedMark + "\n" : ""));
        begun = next;
    }

    private static string Body(string onto) =>
        $$"""
        {{Reports.MarkdownText.Code(onto)}} takes no push of ours, so what ran is published here. New reports are added to this pull request until it is merged.

        * It changes files below `reports/` alone. Commits of others on this branch are kept.
        * Merge it however you like. Until then, scores, histories and reviews go by the branch and this pull request together.
        * Closed without a merge, what it holds is not published, and the next reports open another.
        * To do without it, let the service push to the branch, or give reports a branch of their own in `reliably.yaml`: `reports: { branch: reliably-reports }`.

        """;

    private static async Task<ImmutableArray<PullRequest>> FindAsync(GitHubRepository repository, GitHubIdentity self, string branch, CancellationToken stop) =>
        [.. (await repository.PullRequestsFromAsync(branch, stop)).Where(one => one.User?.Login == self.Login)];

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

    /// <param name="Branch">Where reports go.</param>
    /// <param name="Onto">Where they are to be merged.</param>
    /// <param name="IsClosed">Its pull request was closed without a merge, and that was said.</param>
    private sealed record Begun(string Branch, string Onto, bool IsClosed);
}
