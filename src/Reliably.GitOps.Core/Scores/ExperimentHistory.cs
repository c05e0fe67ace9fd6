using System.Collections.Immutable;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Scores;

/// <summary>
/// The executions of one experiment that lists and scores need: the newest <see cref="Listed"/>, the newest ten with a value of every
/// content, and counts of all. It depends on the <em>set</em> of records alone, so adding them one by one in any order gives what
/// a rebuild from all of them gives.
/// </summary>
public sealed record ExperimentHistory
{
    /// <summary>How many executions are listed, whatever became of them.</summary>
    public const int Listed = 50;

    public required Slug Slug { get; init; }

    /// <summary>From old to new.</summary>
    public ImmutableArray<HistoryEntry> Entries { get; init; } = [];

    /// <summary>How many executions ended with each verdict, of all there ever were.</summary>
    public ImmutableSortedDictionary<Verdict, int> Totals { get; init; } = ImmutableSortedDictionary<Verdict, int>.Empty;

    public int Executions => Totals.Values.Sum();

    public HistoryEntry? Newest => Entries.IsEmpty ? null : Entries[^1];

    /// <summary>The newest executions, newest first.</summary>
    public IEnumerable<HistoryEntry> Recent => Entries.Reverse().Take(Listed);

    /// <summary>The history of a whole set of records of one experiment.</summary>
    public static ExperimentHistory Of(Slug slug, IEnumerable<ExecutionRecord> records) => new ExperimentHistory { Slug = slug }.With(records);

    /// <summary>The history with executions that it did not know yet.</summary>
    public ExperimentHistory With(IEnumerable<ExecutionRecord> records)
    {
        var known = Entries.Select(static entry => entry.Id).ToHashSet();
        var added = records.Where(record => known.Add(record.Id)).Select(HistoryEntry.Of).ToList();
        if (added.Count == 0) return this;
        var totals = Totals.ToBuilder();
        foreach (var entry in added) totals[entry.Verdict] = totals.GetValueOrDefault(entry.Verdict) + 1;
        return this with { Entries = Bounded([.. Entries, .. added]), Totals = totals.ToImmutable() };
    }

    /// <summary>The history with all of another name's, none of which it knows.</summary>
    public ExperimentHistory Joined(ExperimentHistory other)
    {
        var totals = Totals.ToBuilder();
        foreach (var (verdict, count) in other.Totals) totals[verdict] = totals.GetValueOrDefault(verdict) + count;
        return this with { Entries = Bounded([.. Entries, .. other.Entries]), Totals = totals.ToImmutable() };
    }

    /// <summary>The executions with a value that a score of the current content (that of the newest execution) is made of, from old to new.</summary>
    public ImmutableArray<HistoryEntry> Evidence(ScoreProfile profile) => profile switch
    {
        ScoreProfile.Reliably => [.. Entries.TakeLast(Score.Window)],
        _ => [.. Entries.Where(entry => entry.HalfPoints is not null && entry.ContentHash == Newest?.ContentHash).TakeLast(Score.Window)],
    };

    private static ImmutableArray<HistoryEntry> Bounded(List<HistoryEntry> entries)
    {
        entries.Sort();
        var kept = new HashSet<ExecutionId>(entries.TakeLast(Listed).Select(static entry => entry.Id));
        foreach (var content in entries.Where(static entry => entry.HalfPoints is not null).GroupBy(static entry => entry.ContentHash, StringComparer.Ordinal))
        {
            kept.UnionWith(content.TakeLast(Score.Window).Select(static entry => entry.Id));
        }

        return [.. entries.Where(entry => kept.Contains(entry.Id))];
    }
}
