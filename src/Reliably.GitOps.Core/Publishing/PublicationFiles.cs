using System.Collections.Immutable;
using Reliably.GitOps.Badges;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Reports;
using Reliably.GitOps.Scores;

namespace Reliably.GitOps.Publishing;

/// <summary>The files of one publication, put together.</summary>
/// <param name="input">What it is decided from.</param>
/// <param name="board">All experiments as they are now.</param>
internal sealed class PublicationFiles(PublicationInput input, ScoreBoard board)
{
    private readonly ImmutableSortedDictionary<string, string>.Builder files = ReportAssets.Files.ToBuilder();
    private readonly RepositorySettings settings = input.Snapshot.Settings;

    public void AddExecution(ExecutedRun run)
    {
        var (kept, withheld) = run.JournalText is { } text ? JournalSize.Fit(text, settings.JournalLimit) : (null, false);
        var shown = run with { JournalText = kept, Record = run.Record with { JournalWithheld = run.Record.JournalWithheld || withheld } };
        var id = shown.Record.Id;
        files[ReportPaths.Record(id)] = ExecutionRecordJson.Write(shown.Record);
        if (shown.JournalText is { } journal) files[ReportPaths.Journal(id)] = journal;
        files[ReportPaths.ExecutionPage(id)] = ExecutionReport.Write(shown);
        if (ExecutionReport.Picture(shown) is { } picture) files[ReportPaths.ExecutionTimeline(id)] = picture;
    }

    /// <param name="history">The experiment's executions.</param>
    /// <param name="newestJournal">The newest journal at hand: it tells what a retired experiment did.</param>
    public void AddExperiment(ExperimentHistory history, string? newestJournal)
    {
        files[ReportPaths.ExperimentData(history.Slug)] = ExperimentHistoryJson.Write(history);
        files[ReportPaths.ExperimentPage(history.Slug)] = ExperimentReport.Write(new()
        {
            History = history,
            Settings = settings,
            Now = input.Now,
            Document = input.Snapshot.Experiments.GetValueOrDefault(history.Slug),
            LastRun = newestJournal is null ? null : Journal.TryParse(newestJournal)?.Experiment,
            Plans = [.. input.Snapshot.Plans.Values.Where(plan => plan.Experiments.Contains(history.Slug)).Select(static plan => plan.Slug.Value)],
            FormerNames = [.. board.Moves.Select(static move => move.From).Distinct().Where(former => former != history.Slug && ExperimentMove.NewNameOf(former, board.Moves) == history.Slug)],
        });
    }

    public void AddBadge(ScoreCard card) => AddBadge(card.Slug, Badge.Of(card, settings, input.Now));

    /// <summary>Page, data and badge of every former name that no other experiment has taken: they say where it is now.</summary>
    public void AddSignposts()
    {
        foreach (var former in board.Moves.Select(static move => move.From).Distinct().Where(former => !board.Cards.ContainsKey(former)))
        {
            var name = ExperimentMove.NewNameOf(former, board.Moves)!;
            files[ReportPaths.ExperimentData(former)] = ExperimentHistoryJson.WriteMoved(former, name);
            files[ReportPaths.ExperimentPage(former)] = ExperimentReport.WriteMoved(former, name);
            AddBadge(former, Badge.OfMoved(former, name));
        }
    }

    /// <summary>What is about the whole repository.</summary>
    public void AddRoot()
    {
        files[ReportPaths.Index] = ScoreBoardJson.Write(board, settings.ScoreProfile);
        files[ReportPaths.RepositoryBadge] = BadgeSvg.Draw(Badge.Of(board, settings));
        files[ReportPaths.RepositoryBadgeEndpoint] = Badge.Of(board, settings).ToEndpointJson();
        files[ReportPaths.ActivityCalendar] = ActivityCalendarSvg.Draw(board, input.Now);
        files[ReportPaths.DashboardPlot] = DashboardPlotSvg.Draw(DashboardReport.Entries(board, input.Snapshot, input.Now), settings, input.Now);
        files.AddRange(DashboardReport.Write(board, input.Snapshot, input.Now));
    }

    public ImmutableSortedDictionary<string, string> ToFiles() => files.ToImmutable();

    private void AddBadge(Slug slug, Badge badge)
    {
        files[ReportPaths.BadgeImage(slug)] = BadgeSvg.Draw(badge);
        files[ReportPaths.BadgeEndpoint(slug)] = badge.ToEndpointJson();
    }
}
