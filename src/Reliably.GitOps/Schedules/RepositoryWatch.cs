using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Git;
using Reliably.GitOps.Plans;
using Reliably.GitOps.Publishing;

namespace Reliably.GitOps.Schedules;

/// <summary>What a look at the remote found.</summary>
/// <param name="Read">The documents; null while there is no commit to read.</param>
/// <param name="Arrival">What the service knows about the commit.</param>
/// <param name="New">The documents were read anew.</param>
internal sealed record RepositoryLook(ReadSnapshot? Read, CommitArrival Arrival, bool New);

/// <summary>Looks at the watched branch: which commit is the newest, did we see it arrive, and what do its documents say.</summary>
internal sealed class RepositoryWatch(BareMirror mirror, SnapshotSource source, OwnCommits own, string branch, Action<ServiceEvent> say)
{
    private ReadSnapshot? current;
    private bool saidMissing;

    /// <summary>Set when somebody else changed what only the service writes, before the commit counts as seen.</summary>
    public RebuildMark? Rebuild { get; init; }

    public ReadSnapshot? Current => current;

    /// <summary>One look. While the remote cannot be reached, the documents of the watermark stay in force.</summary>
    public async Task<RepositoryLook> LookAsync(CommitSha? watermark, CancellationToken stop)
    {
        var newest = await mirror.FetchAsync(branch, stop);
        if (newest is not { } commit)
        {
            SayMissing();
            return new(current, CommitArrival.None, false);
        }

        saidMissing = false;
        if (current?.Snapshot.Commit == commit && watermark == commit) return new(current, CommitArrival.None, false);
        var arrival = await ArrivalAsync(watermark, commit, stop);
        if (arrival == CommitArrival.None && watermark != commit && current is not null)
        {
            current = current with { Snapshot = current.Snapshot with { Commit = commit } };
            return new(current, arrival, false);
        }

        current = await source.ReadAsync(commit, stop);
        SayBroken(commit, current);
        return new(current, arrival, true);
    }

    /// <summary>The documents that were in force when the service last ran, for a start without the remote.</summary>
    public async Task<ReadSnapshot?> RecallAsync(CommitSha? watermark, CancellationToken stop)
    {
        if (current is null && watermark is { } commit && await mirror.HasAsync(commit, stop)) current = await source.ReadAsync(commit, stop);
        return current;
    }

    private async Task<CommitArrival> ArrivalAsync(CommitSha? watermark, CommitSha commit, CancellationToken stop)
    {
        if (watermark == commit) return CommitArrival.None;
        if (watermark is not { } last) return CommitArrival.Unknown;
        if (!await mirror.HasAsync(last, stop) || !await mirror.IsAncestorAsync(last, commit, stop))
        {
            say(new ServiceEvent.Problem(
                $"The history of '{branch}' was rewritten: {last.Short} is not part of {commit.Short}.",
                "Plans that would start by a commit wait: start them with 'reliably plan trigger NAME', or push a new commit."));
            return CommitArrival.Unknown;
        }

        var changed = await mirror.ChangedPathsAsync(last, commit, stop);
        if (changed.Any(ReportPaths.IsReport)) await SayForeignAsync(last, commit, stop);
        return changed.All(ReportPaths.IsReport) && !changed.IsEmpty ? CommitArrival.None : CommitArrival.Seen;
    }

    /// <summary>Only the service writes below reports/. Its commits are those of its books: anybody can write its name into one.</summary>
    private async Task SayForeignAsync(CommitSha from, CommitSha to, CancellationToken stop)
    {
        if (own.Has(await ReportStepReading.BetweenAsync(mirror, from, to, stop))) return;
        var foreign = await ForeignAsync(from, to, firstParents: false, stop);
        // A merge that undoes what its branch did not know touches nothing by any commit of that branch.
        if (foreign.IsEmpty) foreign = await ForeignAsync(from, to, firstParents: true, stop);
        foreach (var touching in foreign)
        {
            Rebuild?.Set();
            say(new ServiceEvent.Problem(
                $"Commit {touching.Commit.Short} by {touching.Author} changes files below reports/, which only the service writes.",
                $"Undo it with 'git revert {touching.Commit.Short}'. With the next execution all pages are written again from records and journals."));
        }
    }

    private async Task<ImmutableArray<PathCommit>> ForeignAsync(CommitSha from, CommitSha to, bool firstParents, CancellationToken stop)
    {
        var touching = await mirror.CommitsTouchingAsync(ReportPaths.Root, from, to, firstParents, stop);
        var steps = await ReportStepReading.OfAsync(mirror, [.. touching.Select(static one => one.Commit)], stop);
        return [.. touching.Zip(steps).Where(one => !own.Has(one.Second)).Select(static one => one.First)];
    }

    private void SayMissing()
    {
        if (saidMissing) return;
        saidMissing = true;
        say(new ServiceEvent.Problem($"The remote has no branch '{branch}'.", "Push a first commit to it, or name the branch with 'branch:'. The service goes on looking."));
    }

    private void SayBroken(CommitSha commit, ReadSnapshot read)
    {
        say(new ServiceEvent.RepositoryRead(commit, read.Snapshot.Diagnostics));
        if (read.Broken.IsEmpty) return;
        var names = string.Join(", ", read.Broken.Take(5)) + (read.Broken.Length > 5 ? ", …" : "");
        var kept = read.Kept.Count switch
        {
            0 => "there is no earlier good text of them",
            var count when count == read.Broken.Length => "their newest good text stays in force",
            var count => $"the newest good text of {count} of them stays in force",
        };
        say(new ServiceEvent.Problem($"{read.Broken.Length} documents of {commit.Short} are broken ({names}): {kept}.", "Run 'reliably validate' in the repository and push what it asks for."));
    }
}
