using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Publishing;
using Reliably.GitOps.Reports;

namespace Reliably.GitOps.PullRequests;

/// <summary>
/// Decides what is written to <c>refs/reliably/pr/&lt;n&gt;</c>: record, journal and page of each run of one pull request, and a list of them. No
/// branch, no score, no badge: nothing here is evidence of what is merged. After <see cref="Kept"/> it goes.
/// </summary>
public static class RunPublication
{
    /// <summary>Below this lie the references of all pull requests.</summary>
    public const string Root = "refs/reliably/pr/";

    private const int MostListed = 500;
    private const string RecordExtension = ".record.json";

    /// <summary>How long runs of pull requests are kept.</summary>
    public static TimeSpan Kept { get; } = TimeSpan.FromDays(90);

    /// <summary>The reference of a pull request.</summary>
    public static string RefOf(int number) => Root + number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The executions among some paths of a tree, oldest first.</summary>
    public static ImmutableArray<ExecutionId> ExecutionsIn(IEnumerable<string> paths) =>
    [
        .. paths.Where(static path => path.EndsWith(RecordExtension, StringComparison.Ordinal))
            .Select(static path => ExecutionId.TryParse(path[(path.LastIndexOf('/') + 1)..^RecordExtension.Length], out var id) && ReportPaths.Record(id) == path ? id : default(ExecutionId?))
            .OfType<ExecutionId>().Order(),
    ];

    /// <summary>What is written for some runs of a pull request.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="runs">What is to be published.</param>
    /// <param name="published">Records that are there already; those of <paramref name="runs"/> among them do not count twice.</param>
    /// <param name="journalLimit">Longest journal, in bytes.</param>
    public static Publication Decide(int number, ImmutableArray<ExecutedRun> runs, IEnumerable<ExecutionRecord> published, long journalLimit)
    {
        var files = ReportAssets.Files.ToBuilder();
        var all = published.ToDictionary(static record => record.Id);
        foreach (var run in runs)
        {
            var (kept, withheld) = run.JournalText is { } text ? JournalSize.Fit(text, journalLimit) : (null, false);
            var shown = run with { JournalText = kept, Record = run.Record with { JournalWithheld = run.Record.JournalWithheld || withheld } };
            all[shown.Record.Id] = shown.Record;
            Add(files, shown);
        }

        files[ReportPaths.Dashboard] = List(number, all.Values);
        return new() { Files = files.ToImmutable(), Message = CommitMessage.Of([.. runs.Select(static run => run.Record)]) };
    }

    /// <summary>What time removes: the files of runs that are old; null where none is.</summary>
    /// <param name="number">Number of the pull request.</param>
    /// <param name="paths">All paths of the tree.</param>
    /// <param name="published">The records that are there.</param>
    /// <param name="now">The clock.</param>
    public static RunRemoval? Clean(int number, IReadOnlyCollection<string> paths, IReadOnlyCollection<ExecutionRecord> published, DateTimeOffset now)
    {
        var all = ExecutionsIn(paths);
        var old = all.Where(id => now - id.CreatedAt > Kept).ToImmutableHashSet();
        if (old.IsEmpty) return null;
        if (old.Count == all.Length) return new(null);
        return new(new()
        {
            Files = ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal).Add(ReportPaths.Dashboard, List(number, published.Where(record => !old.Contains(record.Id)))),
            Removed = [.. paths.Where(path => old.Any(id => path.Contains("/" + id.Value + ".", StringComparison.Ordinal))).Order(StringComparer.Ordinal)],
            Message = FormattableString.Invariant($"Remove {old.Count} run{(old.Count == 1 ? "" : "s")} older than {Kept.TotalDays} days [skip ci]\n"),
        });
    }

    private static void Add(ImmutableSortedDictionary<string, string>.Builder files, ExecutedRun run)
    {
        var id = run.Record.Id;
        files[ReportPaths.Record(id)] = ExecutionRecordJson.Write(run.Record);
        if (run.JournalText is { } journal) files[ReportPaths.Journal(id)] = journal;
        files[ReportPaths.ExecutionPage(id)] = ExecutionReport.Write(run);
        if (ExecutionReport.Picture(run) is { } picture) files[ReportPaths.ExecutionTimeline(id)] = picture;
    }

    private static string List(int number, IEnumerable<ExecutionRecord> records)
    {
        var newest = records.OrderByDescending(static record => record.Id).ToList();
        var builder = new StringBuilder();
        builder.Add($"# Runs of pull request {number}\n\nWhat was run on this pull request before it was merged. It counts for no score, and goes after {Kept.TotalDays} days.\n\n");
        builder.Append("| | Execution | Experiment | Commit | Started | Asked for by |\n|---|---|---|---|---|---|\n");
        foreach (var record in newest.Take(MostListed))
        {
            var chip = ExecutionReport.Image(ReportPaths.Dashboard, ReportAssets.Chip(record.Verdict), Verdicts.NameOf(record.Verdict));
            var page = ReportLinks.Relative(ReportPaths.Dashboard, ReportPaths.ExecutionPage(record.Id));
            builder.Add($"| {chip} | [`{record.Id}`]({page}) | {MarkdownText.Inline(MarkdownText.Cut(record.Experiment.Value, 100))} | {MarkdownText.CodeCell(record.Commit?.Short ?? "")} | {ExecutionReport.Moment(record.Start)} | {MarkdownText.Inline(record.Actor ?? "")} |\n");
        }

        if (newest.Count > MostListed) builder.Add($"\nand {newest.Count - MostListed} older ones, in their folders\n");
        return builder.ToString();
    }
}

/// <summary>What is removed from a pull request's reference.</summary>
/// <param name="Commit">What the next commit changes; null where the whole reference goes.</param>
public sealed record RunRemoval(Publication? Commit);
