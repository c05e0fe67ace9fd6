using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Publishing;
using Reliably.GitOps.Scores;

namespace Reliably.GitOps.Reports;

/// <summary>One experiment on the dashboard; <see cref="Card"/> is null where it never ran.</summary>
public sealed record DashboardEntry(Slug Slug, string Title, ScoreCard? Card);

/// <summary>The dashboard: the repository's score, its experiments by the attention they need, plot, calendar, and health of the practice.</summary>
public static class DashboardReport
{
    /// <summary>Experiments on one page.</summary>
    public const int PageSize = 200;

    /// <summary>All living experiments, those that need attention first.</summary>
    public static ImmutableArray<DashboardEntry> Entries(ScoreBoard board, RepositorySnapshot snapshot, DateTimeOffset now) =>
    [
        .. snapshot.Experiments.Values
            .Select(document => new DashboardEntry(document.Slug, document.Title, board.Cards.GetValueOrDefault(document.Slug)))
            .OrderByDescending(entry => entry.Card?.AttentionAt(now, snapshot.Settings) ?? 100)
            .ThenBy(entry => entry.Card?.ScoreOf(snapshot.Settings.ScoreProfile) is null)
            .ThenBy(static entry => entry.Card is null)
            .ThenBy(static entry => entry.Slug),
    ];

    /// <summary>The pages by path: the first is <c>reports/README.md</c>.</summary>
    public static ImmutableSortedDictionary<string, string> Write(ScoreBoard board, RepositorySnapshot snapshot, DateTimeOffset now)
    {
        var entries = Entries(board, snapshot, now);
        var pages = Math.Max(1, (entries.Length + PageSize - 1) / PageSize);
        var files = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        for (var number = 1; number <= pages; number++)
        {
            var path = PathOf(number);
            var rows = Table(path, entries, (number - 1) * PageSize, snapshot.Settings, now) + Pager(path, number, pages);
            files[path] = number == 1 ? First(board, entries, rows, snapshot.Settings, now) : $"# Resilience, page {number}\n\n{rows}{ExecutionReport.Footer(path)}";
        }

        return files.ToImmutable();
    }

    internal static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string PathOf(int number) => number == 1 ? ReportPaths.Dashboard : ReportPaths.DashboardPage(number);

    private static string First(ScoreBoard board, ImmutableArray<DashboardEntry> entries, string rows, RepositorySettings settings, DateTimeOffset now)
    {
        const string Page = ReportPaths.Dashboard;
        var score = board.ScoreOf(settings.ScoreProfile);
        var builder = new StringBuilder("# Resilience\n\n");
        builder.Add($"![{Badges.Badge.Label}]({ReportLinks.Relative(Page, ReportPaths.RepositoryBadge)})\n\n");
        builder.Append(score is null
            ? $"{ExecutionReport.Image(Page, ReportAssets.Letter((Score?)null), "no score")} **No evidence yet**: {Count(entries.Length, "experiment")}, none of which ran to a result.\n\n"
            : $"{ExecutionReport.Image(Page, ReportAssets.Letter(score), "score " + score.Letter)} **{ScoreNames.Mean(score.Mean)}** over {score.WithEvidence} of {Count(entries.Length, "experiment")} with evidence{(score.Provisional ? "; provisional, because none has three executions yet" : "")}.\n\n");
        builder.Append(Practice(Page, board));
        builder.Append("## Experiments by the attention they need\n\n").Append(rows);
        builder.Add($"## Scores\n\n![Scores by freshness]({ReportLinks.Relative(Page, ReportPaths.DashboardPlot)})\n\n");
        builder.Add($"## Activity\n\n![Executions a day]({ReportLinks.Relative(Page, ReportPaths.ActivityCalendar)})\n\n");
        builder.Add($"As of {ExecutionReport.Moment(now)}, profile `{ScoreNames.Of(settings.ScoreProfile)}`. For programs: [index.json]({ReportLinks.Relative(Page, ReportPaths.Index)}).\n\n");
        return builder.Append("---\n\nWritten by Reliably GitOps; changes here are overwritten\n").ToString();
    }

    /// <summary>How many attempts gave no evidence, and the experiments where three in a row did.</summary>
    private static string Practice(string page, ScoreBoard board)
    {
        var ran = board.Living.ToList();
        if (ran.Count == 0) return "";
        var attempts = ran.Sum(static card => card.Health.Attempts);
        var without = ran.Sum(static card => card.Health.WithoutEvidence);
        var text = $"Health of practice: {ExperimentReport.HealthText(attempts, without)}.\n\n";
        var findings = ran.Where(static card => card.Health.IsFinding).Take(10).ToList();
        return text + string.Concat(findings.Select(card =>
            $"> **{MarkdownText.Inline(MarkdownText.Cut(card.Title, 120))}** gave no evidence {card.Health.InARow} times in a row, last [{Verdicts.NameOf(card.NewestVerdict)}]({ReportLinks.Relative(page, ReportPaths.ExecutionPage(card.NewestExecution))}).\n\n"));
    }

    private static string Table(string page, ImmutableArray<DashboardEntry> entries, int skip, RepositorySettings settings, DateTimeOffset now)
    {
        if (entries.IsEmpty) return "There is no experiment in this repository yet.\n\n";
        var builder = new StringBuilder("| # | | Experiment | Trend\u00A0of\u00A0the\u00A0last\u00A0ten | Freshness | Last execution |\n|---:|---|---|---|---|---|\n");
        for (var i = skip; i < Math.Min(entries.Length, skip + PageSize); i++) builder.Append(Row(page, i + 1, entries[i], settings, now));
        return builder.Append('\n').ToString();
    }

    private static string Row(string page, int number, DashboardEntry entry, RepositorySettings settings, DateTimeOffset now)
    {
        var title = MarkdownText.Inline(MarkdownText.Cut(entry.Title, 120));
        var slug = MarkdownText.CodeCell(MarkdownText.Cut(entry.Slug.Value, 100));
        if (entry.Card is not { } card)
            return $"| {number} | {ExecutionReport.Image(page, ReportAssets.Letter((Score?)null), "no score")} | **{title}**<br>{slug} | {ExperimentReport.Pills(page, [])} | {ExecutionReport.Image(page, ReportAssets.Band(FreshnessBand.Never), "no evidence")} | never |\n";
        var score = card.ScoreOf(settings.ScoreProfile);
        var band = card.BandAt(now, settings.FreshnessHalfLife);
        var trend = ScoreNames.Sign(score?.Trend) is { Length: > 0 } sign ? "\u00A0" + sign : "";
        var count = score is null ? "" : $"<br>{score.Count}/{Score.Window}{trend}";
        var last = $"[{Day(card.NewestStart)}]({ReportLinks.Relative(page, ReportPaths.ExecutionPage(card.NewestExecution))}) {ExecutionReport.Image(page, ReportAssets.Chip(card.NewestVerdict), Verdicts.NameOf(card.NewestVerdict))}";
        return $"| {number} | {ExecutionReport.Image(page, ReportAssets.Letter(score), ScoreNames.Short(score))}{count} | [**{title}**]({ReportLinks.Relative(page, ReportPaths.ExperimentPage(entry.Slug))})<br>{slug} "
            + $"| {ExperimentReport.Pills(page, card.Behind(settings.ScoreProfile))} | {ExecutionReport.Image(page, ReportAssets.Band(band), Freshness.NameOf(band))} | {last} |\n";
    }

    private static string Pager(string page, int number, int pages)
    {
        if (pages == 1) return "";
        var links = Enumerable.Range(1, pages).Select(other => other == number ? $"**{other}**" : $"[{other}]({ReportLinks.Relative(page, PathOf(other))})");
        return $"Pages: {string.Join(" · ", links)}\n\n";
    }

    private static string Count(int count, string thing) => $"{count.ToString(CultureInfo.InvariantCulture)} {thing}{(count == 1 ? "" : "s")}";
}
