using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Git;
using Reliably.GitOps.Reviews;
using Reliably.GitOps.Schedules;

namespace Reliably.GitOps.PullRequests;

/// <summary>
/// Gives the commits of a merge queue their check. They are found by the branches that GitHub makes for them, so none is missed when its delivery is. Source:
/// https://docs.github.com/repositories/configuring-branches-and-merges-in-your-repository/configuring-pull-request-merges/managing-a-merge-queue
/// </summary>
internal sealed class MergeGroups(PullRequestSite site, Quarantine quarantine)
{
    private const string Prefix = "refs/heads/gh-readonly-queue/";

    private readonly HeadCheck check = new(site.Repository, site.Address, site.Self, quarantine, site.Clock) { IsOwn = site.IsOwn };
    private ImmutableHashSet<CommitSha> done = [];

    /// <param name="hints">Checks that somebody asked to run again.</param>
    /// <param name="stop">Gives up.</param>
    public async Task LookAsync(ImmutableArray<CheckHint> hints, CancellationToken stop)
    {
        var groups = await site.Parts.Mirror.RefsAsync(Prefix, stop);
        done = done.Intersect(groups.Select(static group => group.Commit));
        foreach (var (name, commit) in groups)
        {
            var hint = hints.FirstOrDefault(one => one.Head == commit.Value);
            if (hint is null && done.Contains(commit)) continue;
            if (BaseOf(name) is { } onto) await CheckAsync(onto, name, hint?.Run, stop);
        }
    }

    /// <summary><c>refs/heads/gh-readonly-queue/main/pr-104-a1b2…</c> goes to <c>refs/heads/main</c>.</summary>
    internal static string? BaseOf(string name)
    {
        var end = name.LastIndexOf('/');
        return end > Prefix.Length ? "refs/heads/" + name[Prefix.Length..end] : null;
    }

    private async Task CheckAsync(string onto, string name, long? again, CancellationToken stop)
    {
        try
        {
            var (head, verdict) = await check.ReviewAsync(onto, name, again, stop);
            done = done.Add(head);
            if (verdict is not null) site.Parts.Progress.Report(new ServiceEvent.MergeGroupReviewed(head, verdict.Title) { Repository = site.Repository.FullName });
        }
        catch (CannotRunException exception)
        {
            // The queue makes and removes these branches all the time.
            if (!(await site.Parts.Mirror.RefsAsync(name, stop)).IsEmpty) site.Report($"The merge group {name} could not be reviewed: {exception.Message} {exception.WhatToDo}");
        }
    }
}
