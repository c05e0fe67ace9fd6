using System.Collections.Immutable;
using Reliably.GitOps.Badges;
using Reliably.GitOps.Scores;

namespace Reliably.GitOps.Publishing;

/// <summary>
/// What the passing of time changes, decided once a day: experiments whose letter or band is no longer what their published badge says (or
/// whose document is gone) are published again, and journals that nothing needs any more are removed. Nothing where neither is so. Reads in
/// proportion to the experiments, never to the executions.
/// </summary>
public static class DailyPass
{
    /// <summary>The published paths that <see cref="Decide"/> needs besides those that are read already; empty when it has all.</summary>
    /// <param name="input">What is known so far; its runs are not looked at.</param>
    /// <param name="asked">Paths that were read already, whether they are there or not.</param>
    /// <param name="executions">Paths of all that is published of executions.</param>
    public static ImmutableArray<string> Reads(PublicationInput input, IReadOnlySet<string> asked, ImmutableArray<string> executions)
    {
        if (!asked.Contains(ReportPaths.Index)) return [ReportPaths.Index];
        if (BoardOf(input) is not { } board) return [];
        if (!asked.Contains(ReportPaths.RepositoryBadge)) return [ReportPaths.RepositoryBadge, .. board.Cards.Keys.Select(ReportPaths.BadgeImage)];
        var changed = Changed(board, input);
        var needed = JournalRetention.OldOnes(executions, input.Now).IsEmpty ? changed : [.. board.Cards.Values];
        return
        [
            .. needed.Select(static card => ReportPaths.ExperimentData(card.Slug)),
            .. changed.Where(static card => card.Retired).Select(static card => ReportPaths.Journal(card.NewestExecution)),
        ];
    }

    public static Publication Decide(PublicationInput input, ImmutableArray<string> executions)
    {
        if (BoardOf(input) is not { } board) return Publication.Nothing;
        var removed = Removed(board, input, executions);
        var changed = Changed(board, input);
        if (changed.IsEmpty && IsCurrent(ReportPaths.RepositoryBadge, Badge.Of(board, input.Snapshot.Settings), input))
            return removed.IsEmpty ? Publication.Nothing : new() { Files = Publication.Nothing.Files, Removed = removed, Message = CommitMessage.OfDay(0, removed.Length) };
        var files = new PublicationFiles(input, board);
        foreach (var card in changed)
        {
            files.AddBadge(card);
            if (HistoryOf(card, input) is { } history) files.AddExperiment(history, input.Published.GetValueOrDefault(ReportPaths.Journal(card.NewestExecution)));
        }

        files.AddRoot();
        return new() { Files = files.ToFiles(), Removed = removed, Message = CommitMessage.OfDay(changed.Length, removed.Length) };
    }

    /// <summary>Null where there is nothing published, or it is not as we wrote it: the next publication mends that.</summary>
    private static ScoreBoard? BoardOf(PublicationInput input) =>
        input.Published.TryGetValue(ReportPaths.Index, out var index) ? ScoreBoardJson.TryRead(index)?.Against(input.Snapshot) : null;

    private static ImmutableArray<ScoreCard> Changed(ScoreBoard board, PublicationInput input) =>
        [.. board.Cards.Values.Where(card => !IsCurrent(ReportPaths.BadgeImage(card.Slug), Badge.Of(card, input.Snapshot.Settings, input.Now), input))];

    private static bool IsCurrent(string path, Badge badge, PublicationInput input) => input.Published.GetValueOrDefault(path) == BadgeSvg.Draw(badge);

    private static ImmutableArray<string> Removed(ScoreBoard board, PublicationInput input, ImmutableArray<string> executions)
    {
        var old = JournalRetention.OldOnes(executions, input.Now);
        if (old.IsEmpty) return [];
        var histories = board.Cards.Values.Select(card => HistoryOf(card, input)).ToList();
        return histories.Contains(null) ? [] : JournalRetention.Removed(old, histories.OfType<ExperimentHistory>());
    }

    /// <summary>Null where it is not as we wrote it.</summary>
    private static ExperimentHistory? HistoryOf(ScoreCard card, PublicationInput input) =>
        input.Published.TryGetValue(ReportPaths.ExperimentData(card.Slug), out var text) && ExperimentHistoryJson.TryRead(card.Slug, text) is { Entries.IsEmpty: false } history ? history : null;
}
