using System.Collections.Immutable;
using System.Globalization;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Scores;

namespace Reliably.GitOps.Publishing;

/// <summary>
/// Which journals stay in the tree: those of the newest executions that an experiment lists, those behind its score, and all of 90 days.
/// Records and pages always stay; git's history keeps every journal.
/// </summary>
public static class JournalRetention
{
    private const string Extension = ".journal.json";
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    /// <summary>The journals among these paths that are so old that they may have to go. One without its record beside it is none of ours.</summary>
    public static ImmutableArray<string> OldOnes(ImmutableArray<string> paths, DateTimeOffset now)
    {
        var old = paths.Select(static path => (Path: path, Id: IdOf(path))).Where(item => item.Id is { } id && now - id.CreatedAt > Kept).ToList();
        if (old.Count == 0) return [];
        var there = paths.ToHashSet(StringComparer.Ordinal);
        return [.. old.Where(item => there.Contains(ReportPaths.Record(item.Id!.Value))).Select(static item => item.Path)];
    }

    /// <summary>Those of the old ones that no experiment needs.</summary>
    public static ImmutableArray<string> Removed(ImmutableArray<string> old, IEnumerable<ExperimentHistory> histories)
    {
        var needed = histories.SelectMany(static history => history.Entries).Select(static entry => entry.Id).ToHashSet();
        return [.. old.Where(path => IdOf(path) is { } id && !needed.Contains(id))];
    }

    /// <summary>True for an execution that had a journal, which is not in the tree any more.</summary>
    internal static bool HasLost(ExecutedRun run) => run is { JournalText: null, Record: { Status: not null, JournalWithheld: false } };

    internal static string Text(int count) => string.Create(CultureInfo.InvariantCulture, $"{count} journal{(count == 1 ? "" : "s")} older than {Kept.Days} days");

    private static ExecutionId? IdOf(string path) =>
        path.EndsWith(Extension, StringComparison.Ordinal) && ExecutionId.TryParse(path[(path.LastIndexOf('/') + 1)..^Extension.Length], out var id) && ReportPaths.Journal(id) == path ? id : null;
}
