using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Scores;

namespace Reliably.GitOps.Publishing;

/// <summary>
/// Decides what a publication writes (PRODUCT: What the service writes). Pure: the same input gives the same bytes, an execution that is
/// already published changes nothing, and <c>index.json</c> and the experiments' JSON depend on the set of records and the snapshot alone,
/// so that publishing one by one in any order equals <see cref="Rebuild"/>. The cost depends on the runs and the number of experiments,
/// never on how many executions the repository holds. What changes with time alone is for <see cref="DailyPass"/>.
/// </summary>
public static class PublicationDecision
{
    /// <summary>
    /// The published paths that <see cref="Decide"/> needs the texts of, as far as that can be told from what is read already; empty (or
    /// nothing new) when it has all.
    /// </summary>
    /// <param name="input">What is known so far.</param>
    /// <param name="asked">Paths that were read already, whether they are there or not.</param>
    public static ImmutableArray<string> Reads(PublicationInput input, IReadOnlySet<string> asked)
    {
        if (!asked.Contains(ReportPaths.Index)) return [ReportPaths.Index, .. input.Runs.Select(static run => ReportPaths.Record(run.Record.Id)).Distinct(StringComparer.Ordinal)];
        var change = Change.Of(input);
        return [.. change.Names.Concat(change.Moves.Select(static move => move.From)).Distinct().Select(ReportPaths.ExperimentData)];
    }

    /// <summary>
    /// True where a published index or history is not as we wrote it: somebody changed it, and only <see cref="Rebuild"/> over all records
    /// restores what it held.
    /// </summary>
    public static bool NeedsRebuild(PublicationInput input)
    {
        if (input.Published.TryGetValue(ReportPaths.Index, out var index) && ScoreBoardJson.TryRead(index) is null) return true;
        return Change.Of(input).Names.Any(slug =>
            input.Published.TryGetValue(ReportPaths.ExperimentData(slug), out var data) && ExperimentHistoryJson.TryRead(slug, data) is null);
    }

    /// <summary>The files of new executions and everything they change.</summary>
    public static Publication Decide(PublicationInput input)
    {
        var change = Change.Of(input);
        if (change.Runs.IsEmpty) return Publication.Nothing;
        var histories = change.ByName.Select(group => HistoryOf(group.Key, change, input.Published).With(group.Select(static run => run.Record))).ToList();
        var files = Compose(input, change.Runs, histories, change.Before.Moved(change.Moves));
        return new() { Files = files, Message = CommitMessage.Of([.. change.Runs.Select(static run => run.Record)]) };
    }

    /// <summary>
    /// Everything from all records and journals: the same <c>index.json</c> and experiments' JSON as publishing one by one. The page of an
    /// execution whose journal was removed stays as it is.
    /// </summary>
    /// <param name="input">All runs, published or not; what is published now is not looked at.</param>
    /// <param name="announced">Those of them that are published for the first time: the message tells of them.</param>
    public static Publication Rebuild(PublicationInput input, ImmutableArray<ExecutedRun> announced = default)
    {
        var first = announced.IsDefault ? [] : announced.Select(static run => run.Record.Id).ToHashSet();
        var all = Ordered(input.Runs);
        var known = all.Where(run => !first.Contains(run.Record.Id)).ToImmutableArray();
        var before = BoardOf(known).Board;
        var runs = Ordered([.. known, .. ExperimentMove.Noted([.. all.Where(run => first.Contains(run.Record.Id))], before, input.Snapshot)]);
        var (histories, board) = BoardOf(runs);
        var files = Compose(input, runs, histories, ScoreBoard.Empty.Moved(board.Moves));
        var kept = runs.Where(run => !first.Contains(run.Record.Id) && JournalRetention.HasLost(run)).Select(static run => ReportPaths.ExecutionPage(run.Record.Id));
        return new() { Files = files.RemoveRange(kept), Message = CommitMessage.OfRebuild(runs.Length, announced.IsDefault ? [] : [.. announced.Select(static run => run.Record)]) };
    }

    private static ImmutableSortedDictionary<string, string> Compose(PublicationInput input, ImmutableArray<ExecutedRun> runs, List<ExperimentHistory> histories, ScoreBoard before)
    {
        var board = before.With(histories.Select(ScoreCard.Of), runs.Select(static run => run.Record)).Against(input.Snapshot);
        var files = new PublicationFiles(input, board);
        foreach (var run in runs) files.AddExecution(run);
        foreach (var history in histories) files.AddExperiment(history, NewestJournal(history, runs));
        foreach (var card in Changed(board, before, histories)) files.AddBadge(card);
        if (runs.Any(static run => run.Record.RenamedFrom is not null)) files.AddSignposts();
        files.AddRoot();
        return files.ToFiles();
    }

    private static ImmutableArray<ExecutedRun> Ordered(ImmutableArray<ExecutedRun> runs) => [.. runs.DistinctBy(static run => run.Record.Id).OrderBy(static run => run.Record.Id)];

    private static (List<ExperimentHistory> Histories, ScoreBoard Board) BoardOf(ImmutableArray<ExecutedRun> runs)
    {
        var records = runs.Select(static run => run.Record).ToList();
        var board = ScoreBoard.Empty.Moved(ExperimentMove.Of(records));
        var histories = records.GroupBy(record => ExperimentMove.NameOf(record, board.Moves)).Select(static group => ExperimentHistory.Of(group.Key, group)).ToList();
        return (histories, board with { Cards = histories.Select(ScoreCard.Of).ToImmutableSortedDictionary(static card => card.Slug, static card => card) });
    }

    /// <summary>The published history of a name, with those of the names that it takes over now.</summary>
    private static ExperimentHistory HistoryOf(Slug name, Change change, IReadOnlyDictionary<string, string> published) => change.Moves
        .Where(move => move.To == name)
        .Aggregate(Published(name, published), (history, move) => history.Joined(Published(move.From, published)));

    private static ExperimentHistory Published(Slug slug, IReadOnlyDictionary<string, string> published)
    {
        var read = published.TryGetValue(ReportPaths.ExperimentData(slug), out var text) ? ExperimentHistoryJson.TryRead(slug, text) : null;
        return read ?? new ExperimentHistory { Slug = slug };
    }

    private static string? NewestJournal(ExperimentHistory history, ImmutableArray<ExecutedRun> runs)
    {
        var own = history.Entries.Select(static entry => entry.Id).ToHashSet();
        return runs.Where(run => run.JournalText is not null && own.Contains(run.Record.Id)).MaxBy(static run => run.Record.Start)?.JournalText;
    }

    /// <summary>Experiments whose badges may differ: those with a history, and those that were retired or came back.</summary>
    private static IEnumerable<ScoreCard> Changed(ScoreBoard board, ScoreBoard before, List<ExperimentHistory> histories)
    {
        var touched = histories.Select(static history => history.Slug).ToHashSet();
        return board.Cards.Values.Where(card => touched.Contains(card.Slug) || before.Cards.GetValueOrDefault(card.Slug)?.Retired != card.Retired);
    }

    /// <summary>What new executions are about.</summary>
    /// <param name="Before">What is published.</param>
    /// <param name="Runs">Those that are not published yet, with the renames that they tell of.</param>
    /// <param name="Moves">These renames.</param>
    private sealed record Change(ScoreBoard Before, ImmutableArray<ExecutedRun> Runs, ImmutableArray<ExperimentMove> Moves)
    {
        public IEnumerable<IGrouping<Slug, ExecutedRun>> ByName => Runs.GroupBy(run => ExperimentMove.NameOf(run.Record, Before.Moved(Moves).Moves));

        /// <summary>The names that their experiments have now.</summary>
        public IEnumerable<Slug> Names => ByName.Select(static group => group.Key);

        public static Change Of(PublicationInput input)
        {
            var before = input.Published.TryGetValue(ReportPaths.Index, out var index) ? ScoreBoardJson.TryRead(index) ?? ScoreBoard.Empty : ScoreBoard.Empty;
            var fresh = Ordered([.. input.Runs.Where(run => !input.Published.ContainsKey(ReportPaths.Record(run.Record.Id)))]);
            var noted = ExperimentMove.Noted(fresh, before, input.Snapshot);
            return new(before, noted, [.. ExperimentMove.Of(noted.Select(static run => run.Record))]);
        }
    }
}
