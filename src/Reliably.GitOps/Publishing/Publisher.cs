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

/// <summary>
/// Publishes what is in the outbox: one commit on top of the remote's newest, pushed fast-forward; when somebody else was quicker, it
/// fetches and decides again. Nothing leaves the outbox before it is in the remote.
/// </summary>
internal sealed class Publisher(BareMirror mirror, Outbox outbox, RunBook book, OwnCommits own, TimeProvider clock)
{
    private const int LargestBatch = 100;
    private const int MostRaces = 20;

    /// <summary>Somebody else changed what is published: the next publication writes all of it again from records and journals.</summary>
    public bool Rebuild { get; set; }

    /// <summary>Publishes a batch.</summary>
    /// <param name="snapshot">The documents as they are now.</param>
    /// <param name="watchedBranch">Where reports go when the repository's settings name no branch.</param>
    /// <param name="stop">Ends it between two steps; the outbox keeps everything.</param>
    public async Task<PublishedBatch> PublishAsync(RepositorySnapshot snapshot, string watchedBranch, CancellationToken stop)
    {
        var waiting = outbox.List().Where(id => !book.Has(id)).Take(LargestBatch).ToImmutableArray();
        if (waiting.IsEmpty) return new(null, []);
        var runs = waiting.Select(outbox.Read).ToImmutableArray();
        var branch = snapshot.Settings.ReportsBranch ?? watchedBranch;
        for (var race = 0; race < MostRaces; race++)
        {
            if (await TryAsync(runs, snapshot, branch, mayCreate: branch != watchedBranch, stop) is not { } commit) continue;
            foreach (var id in waiting) outbox.Remove(id);
            Rebuild = false;
            return new(commit, waiting);
        }

        throw new CannotRunException($"{MostRaces} pushes to '{branch}' lost the race against others.", "It is tried again. A branch of its own for reports ends it: reports: { branch: reliably-reports } in reliably.yaml.");
    }

    /// <summary>One attempt; null when somebody else pushed first.</summary>
    private async Task<CommitSha?> TryAsync(ImmutableArray<ExecutedRun> runs, RepositorySnapshot snapshot, string branch, bool mayCreate, CancellationToken stop)
    {
        var newest = await mirror.FetchAsync(branch, stop);
        if (newest is null && !mayCreate) throw new CannotRunException($"The branch '{branch}' is not there any more: nothing can be published.", "Push the branch again; what is in the outbox is published then.");
        var input = new PublicationInput
        {
            Runs = runs,
            Snapshot = snapshot,
            Now = clock.GetUtcNow(),
            Published = await ReadAsync(PublicationDecision.Reads(runs), newest, stop),
        };
        var publication = newest is { } tampered && (Rebuild || PublicationDecision.NeedsRebuild(input))
            ? PublicationDecision.Rebuild(input with { Runs = [.. runs, .. await PublishedRuns.ReadAsync(mirror, tampered, stop)] }, runs)
            : PublicationDecision.Decide(input);
        if (publication is { Files.Count: 0, Removed.Length: 0 } && newest is { } same) return same;
        var draft = new CommitDraft { Parent = newest, Files = publication.Files, Removed = publication.Removed, Message = publication.Message, Now = clock.GetUtcNow() };
        var commit = await mirror.CommitAsync(draft, stop);
        if (commit == newest) return commit;
        own.Add(commit);
        return await mirror.PushAsync(commit, branch, stop) switch
        {
            PushOutcome.Pushed => commit,
            PushOutcome.LostRace => null,
            PushOutcome.Refused refused => throw new CannotRunException(
                $"The remote refuses the push to '{branch}': {refused.Reason}",
                "Allow the service to push there, or give reports a branch of their own: reports: { branch: reliably-reports } in reliably.yaml. What is to be published is kept and tried again."),
            var other => throw new InvalidOperationException($"Unknown outcome of a push: {other}."),
        };
    }

    private async Task<ImmutableSortedDictionary<string, string>> ReadAsync(ImmutableArray<string> paths, CommitSha? commit, CancellationToken stop)
    {
        var published = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (commit is null) return published.ToImmutable();
        foreach (var path in paths)
        {
            if (await mirror.Objects.ReadAsync($"{commit}:{path}", stop) is { } content) published[path] = Encoding.UTF8.GetString(content.Span);
        }

        return published.ToImmutable();
    }
}
