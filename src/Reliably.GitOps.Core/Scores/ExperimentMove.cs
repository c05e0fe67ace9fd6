using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Scores;

/// <summary>
/// An experiment got another name: executions of <paramref name="From"/> that started before <paramref name="At"/> belong to
/// <paramref name="To"/>. It stands in the record of the first execution under the new name (<c>renamed_from</c>), so that records alone tell
/// it for good, whatever becomes of either name later.
/// </summary>
/// <param name="From">The old slug.</param>
/// <param name="To">The new slug.</param>
/// <param name="At">Start of the first execution under the new name.</param>
public sealed record ExperimentMove(Slug From, Slug To, DateTimeOffset At) : IComparable<ExperimentMove>
{
    /// <summary>The renames that records tell of.</summary>
    public static IEnumerable<ExperimentMove> Of(IEnumerable<ExecutionRecord> records) => records
        .Where(static record => record.RenamedFrom is not null)
        .Select(static record => new ExperimentMove(record.RenamedFrom!, record.Experiment, HistoryEntry.Precise(record.Start)))
        .Distinct();

    /// <summary>The name that an execution's experiment has now.</summary>
    public static Slug NameOf(ExecutionRecord record, ImmutableArray<ExperimentMove> moves) => Follow(record.Experiment, HistoryEntry.Precise(record.Start), moves);

    /// <summary>The name that a former name leads to; null where it was never given up.</summary>
    public static Slug? NewNameOf(Slug former, ImmutableArray<ExperimentMove> moves) =>
        moves.LastOrDefault(move => move.From == former) is { } last ? Follow(last.To, last.At, moves) : null;

    /// <summary>
    /// Notes renames in the records that are about to be published. An experiment without any execution takes over the history of one that
    /// is gone from the repository, when the newest execution of that one was of the very same content and older, and when nothing else
    /// could be meant: only one such experiment is gone, and only this one in the repository has this content.
    /// </summary>
    public static ImmutableArray<ExecutedRun> Noted(ImmutableArray<ExecutedRun> fresh, ScoreBoard board, RepositorySnapshot snapshot)
    {
        var firsts = fresh.Select(static run => run.Record).GroupBy(static record => record.Experiment)
            .Select(static group => group.MinBy(HistoryEntry.Of)!)
            .Select(first => (first.Id, Former: FormerOf(first, board, snapshot)))
            .Where(static item => item.Former is not null)
            .ToDictionary(static item => item.Id, static item => item.Former);
        return [.. fresh.Select(run => firsts.TryGetValue(run.Record.Id, out var former) ? run with { Record = run.Record with { RenamedFrom = former } } : run)];
    }

    public int CompareTo(ExperimentMove? other)
    {
        if (other is null) return 1;
        var byTime = At.CompareTo(other.At);
        if (byTime != 0) return byTime;
        var byFrom = From.CompareTo(other.From);
        return byFrom != 0 ? byFrom : To.CompareTo(other.To);
    }

    public static bool operator <(ExperimentMove left, ExperimentMove right) => left.CompareTo(right) < 0;

    public static bool operator >(ExperimentMove left, ExperimentMove right) => left.CompareTo(right) > 0;

    public static bool operator <=(ExperimentMove left, ExperimentMove right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ExperimentMove left, ExperimentMove right) => left.CompareTo(right) >= 0;

    private static Slug? FormerOf(ExecutionRecord first, ScoreBoard board, RepositorySnapshot snapshot)
    {
        if (board.Cards.ContainsKey(first.Experiment)) return null;
        if (snapshot.Experiments.Values.Where(document => document.ContentHash == first.ContentHash).Take(2).ToList() is not [var only] || only.Slug != first.Experiment) return null;
        var start = HistoryEntry.Precise(first.Start);
        var gone = board.Cards.Values.Where(card => card.ContentHash == first.ContentHash && !snapshot.Experiments.ContainsKey(card.Slug)).Take(2).ToList();
        return gone is [var former] && former.NewestStart < start ? former.Slug : null;
    }

    private static Slug Follow(Slug name, DateTimeOffset since, ImmutableArray<ExperimentMove> moves)
    {
        while (moves.FirstOrDefault(move => move.From == name && move.At > since) is { } next) (name, since) = (next.To, next.At);
        return name;
    }
}
