using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Git;

namespace Reliably.GitOps.Publishing;

/// <summary>What became of a publication.</summary>
/// <param name="Commit">The commit that holds it; null where there was nothing to publish.</param>
/// <param name="Executions">What it holds.</param>
internal sealed record PublishedBatch(CommitSha? Commit, ImmutableArray<ExecutionId> Executions);

/// <summary>What is published, and to which branch.</summary>
/// <param name="Snapshot">The documents as they are now.</param>
/// <param name="WatchedBranch">Where reports go when the repository's settings name no branch.</param>
internal sealed record PublicationTarget(RepositorySnapshot Snapshot, string WatchedBranch)
{
    public string Branch => Snapshot.Settings.ReportsBranch ?? WatchedBranch;
}

/// <summary>What a publication goes on top of.</summary>
/// <param name="Newest">The commit; null for the first of a branch.</param>
/// <param name="IsProposed">It waits to be merged.</param>
internal sealed record PublicationGround(CommitSha? Newest, bool IsProposed)
{
    /// <summary>Somebody else changed the reports there: all of them are written again.</summary>
    public bool IsToMend { get; init; }
}

/// <summary>
/// Publishes what is in the outbox, and once a day what time has changed: one commit on top of the remote's newest, pushed fast-forward;
/// when somebody else was quicker, it fetches and decides again. Nothing leaves the outbox before it is in the remote.
/// </summary>
internal sealed class Publisher(BareMirror mirror, Outbox outbox, RunBook book, OwnCommits own, TimeProvider clock)
{
    private const int LargestBatch = 100;
    private const int MostRaces = 20;
    private const string Executions = "reports/executions";

    /// <summary>Where reports go while their branch takes no push; null where the forge has nothing of the kind.</summary>
    public ReportProposal? Proposal { get; init; }

    /// <summary>Set where somebody else changed what is published: the next publication writes all of it again from records and journals.</summary>
    public RebuildMark? Rebuild { get; init; }

    /// <summary>Publishes a batch.</summary>
    /// <param name="target">What the repository says now, and where it goes.</param>
    /// <param name="stop">Ends it between two steps; the outbox keeps everything.</param>
    public async Task<PublishedBatch> PublishAsync(PublicationTarget target, CancellationToken stop)
    {
        var waiting = outbox.List().Where(id => !book.Has(id)).Take(LargestBatch).ToImmutableArray();
        if (waiting.IsEmpty) return new(null, []);
        var runs = waiting.Select(outbox.Read).ToImmutableArray();
        var mended = false;
        var commit = await PushAsync(target, DecideAsync, stop);
        foreach (var id in waiting) outbox.Remove(id);
        if (mended) Rebuild?.Clear();
        return new(commit, waiting);

        Task<Publication> DecideAsync(PublicationGround ground)
        {
            mended = ground.IsToMend;
            return DecideRunsAsync(runs, target, ground, stop);
        }
    }

    /// <summary>Publishes what time alone has changed; null where that is nothing.</summary>
    public async Task<CommitSha?> PublishDayAsync(PublicationTarget target, CancellationToken stop)
    {
        if (await mirror.FetchAsync(target.Branch, stop) is null) return null;
        var nothing = true;
        var commit = await PushAsync(target, DecideAsync, stop);
        return nothing ? null : commit;

        async Task<Publication> DecideAsync(PublicationGround ground)
        {
            var publication = await DecideDayAsync(target, ground.Newest, stop);
            nothing = publication.IsNothing;
            return publication;
        }
    }

    private async Task<CommitSha> PushAsync(PublicationTarget target, Func<PublicationGround, Task<Publication>> decide, CancellationToken stop)
    {
        for (var race = 0; race < MostRaces; race++)
        {
            if (await TryAsync(target, decide, stop) is { } commit) return commit;
        }

        throw new CannotRunException($"{MostRaces} pushes to '{target.Branch}' lost the race against others.", "It is tried again. A branch of its own for reports ends it: reports: { branch: reliably-reports } in reliably.yaml.");
    }

    /// <summary>One attempt; null when somebody else pushed first, the branch takes no push and a pull request was begun in its place, or that ended meanwhile.</summary>
    private async Task<CommitSha?> TryAsync(PublicationTarget target, Func<PublicationGround, Task<Publication>> decide, CancellationToken stop)
    {
        var proposed = Proposal is null ? null : await Proposal.BranchAsync(target.Branch, stop);
        var ground = await GroundAsync(target, proposed, stop);
        var publication = await decide(ground);
        var message = proposed is null ? publication.Message : publication.MessageWithChecks;
        var draft = new CommitDraft { Parent = ground.Newest, Files = publication.Files, Removed = publication.Removed, Message = message, Now = clock.GetUtcNow() };
        var commit = publication.IsNothing && ground.Newest is { } same ? same : await mirror.CommitAsync(draft, stop);
        if (commit != ground.Newest && !await PushAsync(ground.Newest, commit, target.Branch, proposed, stop)) return null;
        if (proposed is not null && (commit != ground.Newest || ground.IsProposed) && !await Proposal!.OpenAsync(target.Branch, commit, stop)) return null;
        return commit;
    }

    /// <summary>What is published on top of: the branch, or what waits to be merged into it, which holds both.</summary>
    private async Task<PublicationGround> GroundAsync(PublicationTarget target, string? proposed, CancellationToken stop)
    {
        var ahead = proposed is null ? null : await mirror.FetchAsync(proposed, stop);
        var tip = ahead is null || Rebuild?.IsSet == true ? await mirror.FetchAsync(target.Branch, stop) : null;
        if (ahead is null && tip is null && target.Branch == target.WatchedBranch)
            throw new CannotRunException($"The branch '{target.Branch}' is not there any more: nothing can be published.", "Push the branch again; what is in the outbox is published then.");
        return new(ahead ?? tip, ahead is not null) { IsToMend = Rebuild?.IsSet == true && (ahead is not { } waiting || tip is not { } onto || await HoldsReportsAsync(waiting, onto, stop)) };
    }

    /// <summary>Whether what waits to be merged has the branch's reports in it. If not, what somebody did to these cannot be mended before the merge.</summary>
    private async Task<bool> HoldsReportsAsync(CommitSha waiting, CommitSha onto, CancellationToken stop) =>
        await mirror.MergeBaseAsync(waiting, onto, stop) is { } start && await ReportStepReading.BetweenAsync(mirror, start, onto, stop) is var step && step.Before == step.After;

    /// <summary>False where it has to be decided again.</summary>
    private async Task<bool> PushAsync(CommitSha? onto, CommitSha commit, string branch, string? proposed, CancellationToken stop)
    {
        own.Add(onto is { } parent ? await ReportStepReading.BetweenAsync(mirror, parent, commit, stop) with { Commit = commit } : (await ReportStepReading.OfAsync(mirror, [commit], stop))[0]);
        var outcome = await mirror.PushAsync(commit, proposed ?? branch, stop);
        if (outcome is PushOutcome.Pushed)
        {
            if (proposed is null) Proposal?.End(branch);
            return true;
        }

        if (outcome is not PushOutcome.Refused refused) return false;
        if (proposed is not null || Proposal is null)
        {
            throw new CannotRunException(
                $"The remote refuses the push to '{proposed ?? branch}': {refused.Reason}",
                "Allow the service to push there, or give reports a branch of their own: reports: { branch: reliably-reports } in reliably.yaml. What is to be published is kept and tried again.");
        }

        Proposal.Begin(branch);
        return false;
    }

    private async Task<Publication> DecideRunsAsync(ImmutableArray<ExecutedRun> runs, PublicationTarget target, PublicationGround ground, CancellationToken stop)
    {
        var input = await ReadAsync(new() { Runs = runs, Snapshot = target.Snapshot, Now = clock.GetUtcNow(), Published = Unread }, PublicationDecision.Reads, ground.Newest, stop);
        if (ground.Newest is not { } tampered || !(ground.IsToMend || PublicationDecision.NeedsRebuild(input))) return PublicationDecision.Decide(input);
        var published = await PublishedRuns.ReadAsync(mirror, tampered, stop);
        var known = published.Select(static run => run.Record.Id).ToHashSet();
        var announced = runs.Where(run => !known.Contains(run.Record.Id)).ToImmutableArray();
        return PublicationDecision.Rebuild(input with { Runs = [.. published, .. announced] }, announced);
    }

    private async Task<Publication> DecideDayAsync(PublicationTarget target, CommitSha? newest, CancellationToken stop)
    {
        if (newest is not { } commit) return Publication.Nothing;
        var executions = await mirror.PathsAsync(commit, Executions, stop);
        var input = await ReadAsync(
            new() { Runs = [], Snapshot = target.Snapshot, Now = clock.GetUtcNow(), Published = Unread },
            (known, asked) => DailyPass.Reads(known, asked, executions),
            newest,
            stop);
        return DailyPass.Decide(input, executions);
    }

    private static ImmutableSortedDictionary<string, string> Unread { get; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Reads what a decision asks for, until it asks for nothing new.</summary>
    private async Task<PublicationInput> ReadAsync(
        PublicationInput input, Func<PublicationInput, IReadOnlySet<string>, ImmutableArray<string>> reads, CommitSha? commit, CancellationToken stop)
    {
        var published = Unread.ToBuilder();
        var asked = new HashSet<string>(StringComparer.Ordinal);
        while (commit is not null && reads(input, asked).Where(asked.Add).ToList() is { Count: > 0 } more)
        {
            foreach (var path in more)
            {
                if (await mirror.Objects.ReadAsync($"{commit}:{path}", stop) is { } content) published[path] = Encoding.UTF8.GetString(content.Span);
            }

            input = input with { Published = published.ToImmutable() };
        }

        return input;
    }
}
