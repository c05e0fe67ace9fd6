using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Git;
using Reliably.GitOps.Publishing;
using Reliably.GitOps.Schedules;
using Reliably.GitOps.Scores;

namespace Reliably.GitOps.Reviews;

/// <summary>
/// Reads what a review is decided from: the base, the merge result, and what lies between them. Nothing is checked out, no link is followed, nothing
/// of either side is run.
/// </summary>
/// <param name="scratch">Holds the objects of both sides.</param>
/// <param name="reports">The newest commit of a branch of reports; null where it is not known.</param>
/// <param name="known">The base of the last review of the same repository; null to begin anew.</param>
internal sealed class ChangeReading(ScratchRepository scratch, Func<string, CommitSha?> reports, ReadBase? known = null)
{
    /// <summary>Lines around a change that a forge shows with it.</summary>
    private const int ShownAround = 3;

    /// <summary>More documents than anybody reviews line by line: suggestions are for the first.</summary>
    private const int MostHunks = 300;

    /// <summary>Whether the service made a change of reports, by its own books.</summary>
    public Func<ReportStep, bool> IsOwn { get; init; } = static _ => false;

    /// <summary>The commit that holds the reports of the base where they wait to be merged; null where none do.</summary>
    public CommitSha? Waiting { get; init; }

    public async Task<ReviewInput> ReadAsync(CommitSha onto, CommitSha head, ReviewLinks links, DateTimeOffset now, CancellationToken stop)
    {
        var start = await scratch.Mirror.MergeBaseAsync(onto, head, stop) ?? throw new CannotRunException(
            $"The base {onto.Short} and the head {head.Short} have no commit in common here.",
            "The clone may be shallow: fetch the whole history ('git fetch --unshallow'; 'fetch-depth: 0' for actions/checkout).");
        var (changing, merging) = (scratch.ChangesAsync(start, head, stop), scratch.MergeAsync(onto, head, stop));
        await Task.WhenAll(changing, merging); // git works in processes of its own
        var (changes, (merged, conflicts)) = (await changing, await merging);
        var documentsOfChange = changes.Where(static change => change.Kind != ChangeKind.Deleted && !change.IsLink && RepositoryLayout.Classify(change.Path) is not null).Take(MostHunks).ToImmutableArray();
        var changed = documentsOfChange.Select(static change => change.Path).ToImmutableArray();
        var hunks = scratch.HunksAsync(start, head, changed, ShownAround, [.. documentsOfChange.Select(static change => change.FormerPath).OfType<string>()], stop);
        var shifts = scratch.HunksAsync(merged, head, [.. changed.Except(conflicts)], 0, [], stop);
        var reading = SidesAsync(onto, merged, head, conflicts, stop);
        await Task.WhenAll(hunks, shifts, reading);
        var (before, files, after) = await reading;
        var input = new ReviewInput
        {
            Head = head,
            Base = onto,
            Before = before,
            After = after,
            WithNewSettings = changes.Any(static change => IsSettings(change.Path) || (change.FormerPath is { } former && IsSettings(former))) ? SnapshotReader.Read(files, null, after) : null,
            Changes = changes,
            Conflicts = conflicts,
            OwnReports = await OwnReportsAsync(changes, start, head, stop),
            Hunks = await hunks,
            Shifts = await shifts,
            Now = now,
            Links = links,
        };
        return await WithHistoryAsync(input, stop);
    }

    /// <summary>The base, the files of the merge result, and the merge result under the base's settings.</summary>
    private async Task<(RepositorySnapshot Before, List<RepositoryFile> Files, RepositorySnapshot After)> SidesAsync(
        CommitSha onto, CommitSha merged, CommitSha head, ImmutableArray<string> conflicts, CancellationToken stop)
    {
        var documents = known?.Newest?.Files.Over(scratch.Mirror) ?? new DocumentFiles(scratch.Mirror);
        var before = await BaseAsync(documents, onto, stop);
        var files = await WithHeadAsync(await documents.AtAsync(merged, stop), conflicts, head, stop);
        return (before, files, SnapshotReader.Read(UnderSettingsOf(before, files), null, before));
    }

    /// <summary>
    /// The changed reports that are ours: all of them where the whole change leads on from the base by what we wrote; else all but those that somebody else's commits
    /// touch. Where there are none of these, it goes back behind the base (our commits too can be merged so that they undo later ones): nothing of it is ours.
    /// </summary>
    private async Task<ImmutableHashSet<string>> OwnReportsAsync(ImmutableArray<FileChange> changes, CommitSha start, CommitSha head, CancellationToken stop)
    {
        var reports = changes.SelectMany(static change => new[] { change.Path, change.FormerPath }).OfType<string>().Where(ReportPaths.IsReport).ToImmutableHashSet(StringComparer.Ordinal);
        if (reports.IsEmpty || IsOwn(await ReportStepReading.BetweenAsync(scratch.Mirror, start, head, stop))) return reports;
        var commits = await scratch.TouchingAsync(ReportPaths.Root, start, head, stop);
        var steps = await ReportStepReading.OfAsync(scratch.Mirror, [.. commits.Select(static one => one.Commit)], stop);
        var foreign = reports.Intersect(commits.Zip(steps).Where(one => !IsOwn(one.Second)).SelectMany(static one => one.First.Paths));
        return foreign.IsEmpty ? [] : reports.Except(foreign);
    }

    private async Task<RepositorySnapshot> BaseAsync(DocumentFiles documents, CommitSha onto, CancellationToken stop)
    {
        var files = await documents.AtAsync(onto, stop);
        var last = known?.Newest?.Snapshot;
        var before = last?.Commit == onto ? last : SnapshotReader.Read(files, onto, last);
        known?.Keep(documents.Over(scratch.Mirror), before); // another review goes on from here while this one goes on to the merge result
        return before;
    }

    /// <summary>The merge result with the head's own text where git cannot merge.</summary>
    private async Task<List<RepositoryFile>> WithHeadAsync(ImmutableArray<RepositoryFile> files, ImmutableArray<string> conflicts, CommitSha head, CancellationToken stop)
    {
        var documents = conflicts.Where(static path => RepositoryLayout.Classify(path) is not null).ToImmutableArray();
        if (documents.IsEmpty) return [.. files];
        var heads = (await scratch.Mirror.ListAsync(head, [.. documents.Select(static path => ":(top,literal)" + path)], stop)).ToDictionary(static file => file.Path, StringComparer.Ordinal);
        var result = files.Where(file => !documents.Contains(file.Path)).ToList();
        foreach (var file in heads.Values)
        {
            var content = file.Size > YamlReader.MaxBytes ? new byte[YamlReader.MaxBytes + 1] : await scratch.Mirror.Objects.ReadAsync(file.BlobId, stop) ?? default;
            result.Add(new(file.Path, content, file.BlobId));
        }

        return result;
    }

    /// <summary>The files as the base's settings see them: what a change says of settings is not in force yet.</summary>
    private static IEnumerable<RepositoryFile> UnderSettingsOf(RepositorySnapshot before, List<RepositoryFile> files) =>
        files.Where(static file => !IsSettings(file.Path)).Concat(before.FilesOf(DocumentKind.Settings));

    private static bool IsSettings(string path) => RepositoryLayout.Classify(path) is { Kind: DocumentKind.Settings };

    private async Task<ReviewInput> WithHistoryAsync(ReviewInput input, CancellationToken stop)
    {
        var from = input.Before.Settings.ReportsBranch is { } branch ? reports(branch) : Waiting ?? input.Base;
        if (from is not { } commit || await TextAsync(commit, ReportPaths.Index, stop) is not { } index || ScoreBoardJson.TryRead(index) is not { } board) return input;
        var histories = ImmutableDictionary.CreateBuilder<Slug, ExperimentHistory>();
        foreach (var slug in Review.HistoriesOf(input).Where(board.Cards.ContainsKey))
        {
            if (await TextAsync(commit, ReportPaths.ExperimentData(slug), stop) is { } text && ExperimentHistoryJson.TryRead(slug, text) is { } history) histories[slug] = history;
        }

        return input with { Board = board, Histories = histories.ToImmutable() };
    }

    private async Task<string?> TextAsync(CommitSha commit, string path, CancellationToken stop) =>
        await scratch.Mirror.Objects.ReadAsync($"{commit.Value}:{path}", stop) is { } content ? Encoding.UTF8.GetString(content.Span) : null;
}
