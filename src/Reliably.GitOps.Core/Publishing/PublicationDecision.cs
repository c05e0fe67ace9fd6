using System.Collections.Immutable;
using Reliably.GitOps.Badges;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Reports;
using Reliably.GitOps.Scores;

namespace Reliably.GitOps.Publishing;

/// <summary>
/// Decides what a publication writes (PRODUCT: What the service writes). Pure: the same input gives the same bytes, an execution that is
/// already published changes nothing, and <c>index.json</c> and the experiments' JSON depend on the set of records and the snapshot alone,
/// so that publishing one by one in any order equals <see cref="Rebuild"/>. The cost depends on the runs and the number of experiments,
/// never on how many executions the repository holds.
/// </summary>
public static class PublicationDecision
{
    /// <summary>The published paths that <see cref="Decide"/> needs the texts of.</summary>
    public static ImmutableArray<string> Reads(ImmutableArray<ExecutedRun> runs) =>
    [
        ReportPaths.Index,
        .. runs.Select(static run => ReportPaths.Record(run.Record.Id)).Distinct(StringComparer.Ordinal),
        .. runs.Select(static run => ReportPaths.ExperimentData(run.Record.Experiment)).Distinct(StringComparer.Ordinal),
    ];

    /// <summary>
    /// True where a published index or history is not as we wrote it: somebody changed it, and only <see cref="Rebuild"/> over all records
    /// restores what it held.
    /// </summary>
    public static bool NeedsRebuild(PublicationInput input)
    {
        if (input.Published.TryGetValue(ReportPaths.Index, out var index) && ScoreBoardJson.TryRead(index) is null) return true;
        return input.Runs.Select(static run => run.Record.Experiment).Distinct().Any(slug =>
            input.Published.TryGetValue(ReportPaths.ExperimentData(slug), out var data) && ExperimentHistoryJson.TryRead(slug, data) is null);
    }

    /// <summary>The files of new executions and everything they change. Without runs: the root files and all badges anew, as time passes.</summary>
    public static Publication Decide(PublicationInput input)
    {
        var fresh = Fresh(input);
        if (fresh.IsEmpty && !input.Runs.IsEmpty) return Nothing;
        var histories = fresh
            .GroupBy(static run => run.Record.Experiment)
            .Select(group => HistoryOf(group.Key, input.Published).With(group.Select(static run => run.Record)))
            .ToList();
        var before = input.Published.TryGetValue(ReportPaths.Index, out var index) ? ScoreBoardJson.TryRead(index) ?? ScoreBoard.Empty : ScoreBoard.Empty;
        return Compose(input, fresh, histories, before);
    }

    /// <summary>Everything from all records and journals: the same <c>index.json</c> and experiments' JSON as publishing one by one.</summary>
    /// <param name="input">All runs, published or not; what is published now is not looked at.</param>
    /// <param name="announced">Those of them that are published for the first time: the message tells of them.</param>
    public static Publication Rebuild(PublicationInput input, ImmutableArray<ExecutedRun> announced = default)
    {
        var all = input with { Published = ImmutableDictionary<string, string>.Empty };
        var runs = Fresh(all);
        var histories = runs
            .GroupBy(static run => run.Record.Experiment)
            .Select(static group => ExperimentHistory.Of(group.Key, group.Select(static run => run.Record)))
            .ToList();
        var publication = Compose(all, runs, histories, ScoreBoard.Empty);
        return publication with { Message = CommitMessage.OfRebuild(runs.Length, announced.IsDefault ? [] : [.. announced.Select(static run => run.Record)]) };
    }

    private static Publication Nothing { get; } = new() { Files = ImmutableSortedDictionary<string, string>.Empty, Message = CommitMessage.OfRefresh() };

    private static ImmutableArray<ExecutedRun> Fresh(PublicationInput input) =>
    [
        .. input.Runs
            .Where(run => !input.Published.ContainsKey(ReportPaths.Record(run.Record.Id)))
            .DistinctBy(static run => run.Record.Id)
            .OrderBy(static run => run.Record.Id),
    ];

    private static ExperimentHistory HistoryOf(Slug slug, IReadOnlyDictionary<string, string> published)
    {
        var read = published.TryGetValue(ReportPaths.ExperimentData(slug), out var text) ? ExperimentHistoryJson.TryRead(slug, text) : null;
        return read ?? new ExperimentHistory { Slug = slug };
    }

    private static Publication Compose(PublicationInput input, ImmutableArray<ExecutedRun> fresh, List<ExperimentHistory> histories, ScoreBoard before)
    {
        var settings = input.Snapshot.Settings;
        var counted = before.With(histories.Select(ScoreCard.Of), fresh.Select(static run => run.Record));
        var board = counted.Against(input.Snapshot);
        var files = ReportAssets.Files.ToBuilder();
        foreach (var run in fresh) AddExecution(files, run, settings);
        foreach (var history in histories) AddExperiment(files, history, fresh, input);
        foreach (var card in Changed(board, before, histories, everything: fresh.IsEmpty)) AddBadge(files, card, input);
        files[ReportPaths.Index] = ScoreBoardJson.Write(board, settings.ScoreProfile);
        files[ReportPaths.RepositoryBadge] = BadgeSvg.Draw(Badge.Of(board, settings));
        files[ReportPaths.RepositoryBadgeEndpoint] = Badge.Of(board, settings).ToEndpointJson();
        files[ReportPaths.ActivityCalendar] = ActivityCalendarSvg.Draw(board, input.Now);
        files[ReportPaths.DashboardPlot] = DashboardPlotSvg.Draw(DashboardReport.Entries(board, input.Snapshot, input.Now), settings, input.Now);
        files.AddRange(DashboardReport.Write(board, input.Snapshot, input.Now));
        return new()
        {
            Files = files.ToImmutable(),
            Message = fresh.IsEmpty ? CommitMessage.OfRefresh() : CommitMessage.Of([.. fresh.Select(static run => run.Record)]),
        };
    }

    private static void AddExecution(ImmutableSortedDictionary<string, string>.Builder files, ExecutedRun run, RepositorySettings settings)
    {
        var (kept, withheld) = run.JournalText is { } text ? JournalSize.Fit(text, settings.JournalLimit) : (null, false);
        var shown = run with { JournalText = kept, Record = run.Record with { JournalWithheld = run.Record.JournalWithheld || withheld } };
        var id = shown.Record.Id;
        files[ReportPaths.Record(id)] = ExecutionRecordJson.Write(shown.Record);
        if (shown.JournalText is { } journal) files[ReportPaths.Journal(id)] = journal;
        files[ReportPaths.ExecutionPage(id)] = ExecutionReport.Write(shown);
        if (ExecutionReport.Picture(shown) is { } picture) files[ReportPaths.ExecutionTimeline(id)] = picture;
    }

    private static void AddExperiment(ImmutableSortedDictionary<string, string>.Builder files, ExperimentHistory history, ImmutableArray<ExecutedRun> fresh, PublicationInput input)
    {
        var newest = fresh.Where(run => run.Record.Experiment == history.Slug && run.JournalText is not null).MaxBy(static run => run.Record.Start);
        files[ReportPaths.ExperimentData(history.Slug)] = ExperimentHistoryJson.Write(history);
        files[ReportPaths.ExperimentPage(history.Slug)] = ExperimentReport.Write(new()
        {
            History = history,
            Settings = input.Snapshot.Settings,
            Now = input.Now,
            Document = input.Snapshot.Experiments.GetValueOrDefault(history.Slug),
            LastRun = newest is null ? null : Journal.TryParse(newest.JournalText!)?.Experiment,
            Plans = [.. input.Snapshot.Plans.Values.Where(plan => plan.Experiments.Contains(history.Slug)).Select(static plan => plan.Slug.Value)],
        });
    }

    /// <summary>Experiments whose badges may differ: those that ran, those that were retired or came back; all of them when time alone has passed.</summary>
    private static IEnumerable<ScoreCard> Changed(ScoreBoard board, ScoreBoard before, List<ExperimentHistory> histories, bool everything)
    {
        var ran = histories.Select(static history => history.Slug).ToHashSet();
        return board.Cards.Values.Where(card => everything || ran.Contains(card.Slug) || before.Cards.GetValueOrDefault(card.Slug)?.Retired != card.Retired);
    }

    private static void AddBadge(ImmutableSortedDictionary<string, string>.Builder files, ScoreCard card, PublicationInput input)
    {
        var badge = Badge.Of(card, input.Snapshot.Settings, input.Now);
        files[ReportPaths.BadgeImage(card.Slug)] = BadgeSvg.Draw(badge);
        files[ReportPaths.BadgeEndpoint(card.Slug)] = badge.ToEndpointJson();
    }
}
