using System.Collections.Concurrent;
using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.GitHub;
using Reliably.GitOps.GitHub.Wire;
using CheckOutput = Reliably.GitOps.Reviews.CheckOutput;

namespace Reliably.GitOps.PullRequests;

/// <summary>
/// A look at a repository as a whole, which finds the pull requests to look at: a head without a result of ours, a base that moved, a check to run
/// again, a comment that asks for something. It runs at the start, every few minutes and when a delivery asks for it, so nothing hangs on a
/// delivery that was lost (PR-BOT: Catch-up).
/// </summary>
internal sealed class RepositoryRound(PullRequestSite site, LookParts parts)
{
    private readonly ConcurrentDictionary<int, string> answered = [];
    private readonly BaseRound bases = new(site, parts);
    private readonly MergeGroups groups = new(site, parts.Quarantine);
    private readonly AskingComments comments = new(site);
    private long? number;

    /// <summary>The pull requests and issues to look at. Merge groups get their check here.</summary>
    /// <exception cref="GitHubException">GitHub did not do what it was asked; the next round does the rest.</exception>
    /// <exception cref="CannotRunException">The repository cannot be reached.</exception>
    public async Task<ImmutableArray<int>> LookAsync(RepositoryHints hints, CancellationToken stop)
    {
        if (hints.Pushed) site.Parts.News.Arrive();
        if (await IsArchivedAsync(stop)) return [];
        var open = await site.Repository.OpenPullRequestsAsync(stop);
        WantSharers(open);
        parts.Memories.KeepOnly(open.Select(static pull => pull.Number).ToHashSet());
        foreach (var hint in hints.Again) await WantAsync(hint, open, stop);
        await bases.LookAsync(open, stop);
        foreach (var number in await comments.NumbersAsync(stop)) parts.Wanted.Add(number);
        var found = parts.Wanted.All.ToHashSet();
        foreach (var pull in open)
        {
            if (!found.Contains(pull.Number) && !await IsAnsweredAsync(pull, stop)) found.Add(pull.Number);
        }

        await groups.LookAsync(hints.Again, stop);
        return [.. found.Order()];
    }

    /// <summary>A pull request that was closed or pushed to told in the check of its last head; whoever is at that head still is to be looked at without it.</summary>
    private void WantSharers(ImmutableArray<PullRequest> open)
    {
        var heads = open.ToDictionary(static pull => pull.Number, static pull => pull.Head.Sha);
        foreach (var number in parts.Memories.Numbers().ToList())
        {
            if (parts.Memories.Find(number) is not { } last || heads.GetValueOrDefault(number) == last.Head.Value) continue;
            foreach (var pull in open.Where(pull => pull.Head.Sha == last.Head.Value)) parts.Wanted.Add(pull.Number);
        }
    }

    /// <summary>Nothing can be written to an archived repository. A renamed one leads us on: its new name is taken for the next look.</summary>
    private async Task<bool> IsArchivedAsync(CancellationToken stop)
    {
        var now = await site.Repository.GetAsync(stop);
        if (now.FullName != site.Repository.FullName || now.Id != (number ??= now.Id)) site.Renamed();
        if (now.Id != number) throw new GitHubException(GitHubFailure.Forbidden, $"{site.Repository.FullName} is another repository now.");
        site.Parts.Standing.See(now.Archived);
        return now.Archived;
    }

    /// <summary>A head has our result, and we know what it was about. Once found, it stays so: whatever calls for another one is a look that is wanted.</summary>
    private async Task<bool> IsAnsweredAsync(PullRequest pull, CancellationToken stop)
    {
        if (parts.Memories.Find(pull.Number) is not { } memory || memory.Head.Value != pull.Head.Sha || memory.Branch != pull.Base.Ref) return false;
        if (answered.GetValueOrDefault(pull.Number) == pull.Head.Sha) return true;
        if (!await HasResultAsync(pull.Head.Sha, stop)) return false;
        answered[pull.Number] = pull.Head.Sha;
        return true;
    }

    private async Task<bool> HasResultAsync(string head, CancellationToken stop)
    {
        if (!site.Self.IsApp) return (await site.Repository.StatusesAsync(head, stop)).Any(one => one.Context == CheckOutput.Name && one.Creator?.Login == site.Self.Login);
        return (await OurRunsAsync(head, stop)).MaxBy(static run => run.Id)?.Status == "completed";
    }

    private async Task<ImmutableArray<CheckRun>> OurRunsAsync(string head, CancellationToken stop) =>
        [.. (await site.Repository.CheckRunsAsync(head, CheckOutput.Name, stop)).Where(run => run.App?.Slug + "[bot]" == site.Self.Login)];

    private async Task WantAsync(CheckHint hint, ImmutableArray<PullRequest> open, CancellationToken stop)
    {
        if (!CommitSha.TryParse(hint.Head, out _)) return;
        var pulls = open.Where(pull => pull.Head.Sha == hint.Head).ToList();
        if (pulls.Count == 0) return;
        var runs = await OurRunsAsync(hint.Head, stop);
        if (hint.Run is { } asked && !runs.Any(run => run.Id == asked)) return; // somebody else's check
        var again = hint.Run ?? (runs.IsEmpty ? null : runs.Max(static run => run.Id));
        foreach (var pull in pulls) parts.Wanted.Add(pull.Number, again);
    }
}
