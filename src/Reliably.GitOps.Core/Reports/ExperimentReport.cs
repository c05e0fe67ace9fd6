using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Publishing;
using Reliably.GitOps.Scores;

namespace Reliably.GitOps.Reports;

/// <summary>What the page of an experiment is made of.</summary>
public sealed record ExperimentReportInput
{
    public required ExperimentHistory History { get; init; }

    public required RepositorySettings Settings { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>The document as it stands now; null when it is gone.</summary>
    public ExperimentDocument? Document { get; init; }

    /// <summary>The document as it was run last, from a journal; shown when there is no other.</summary>
    public DataNode.Mapping? LastRun { get; init; }

    /// <summary>Plans that run it.</summary>
    public ImmutableArray<string> Plans { get; init; } = [];

    /// <summary>Names it had before.</summary>
    public ImmutableArray<Slug> FormerNames { get; init; } = [];
}

/// <summary>The page of one experiment: what it does, its score, trend and freshness, and its newest executions.</summary>
public static class ExperimentReport
{
    public static string Write(ExperimentReportInput input)
    {
        var card = ScoreCard.Of(input.History);
        var slug = input.History.Slug;
        var page = ReportPaths.ExperimentPage(slug);
        var builder = new StringBuilder();
        builder.Add($"# {MarkdownText.Inline(MarkdownText.Cut(input.Document?.Experiment.Title ?? card.Title, 300))}\n\n");
        builder.Add($"[![{Badges.Badge.Label}]({ReportLinks.Relative(page, ReportPaths.BadgeImage(slug))})]({ReportLinks.Relative(page, ReportPaths.ExperimentData(slug))})\n\n");
        builder.Append(Notes(input, card));
        builder.Append(ScoreTable(page, input, card));
        builder.Add($"## What it does\n\n{Source(page, input)}");
        if ((input.Document?.Experiment.Source ?? input.LastRun) is { } source) builder.Append(ExperimentStory.Write(source));
        builder.Append(History(page, input.History));
        return builder.Append(ExecutionReport.Footer(page)).ToString();
    }

    /// <summary>What stands where an experiment was before it was renamed.</summary>
    public static string WriteMoved(Slug from, Slug to)
    {
        var page = ReportPaths.ExperimentPage(from);
        return $"# {MarkdownText.Inline(MarkdownText.Cut(from.Value, 300))}\n\nThis experiment is now [{MarkdownText.Inline(MarkdownText.Cut(to.Value, 300))}]({ReportLinks.Relative(page, ReportPaths.ExperimentPage(to))}).\n\n{ExecutionReport.Footer(page)}";
    }

    /// <summary>Ten pills, the oldest first, each a link to its execution; empty ones on the left.</summary>
    internal static string Pills(string page, ImmutableArray<ScoredExecution> executions)
    {
        var empty = ExecutionReport.Image(page, ReportAssets.Pill(null), "none");
        var pills = Enumerable.Repeat(empty, Score.Window - executions.Length).Concat(executions.Select(execution =>
            $"[{ExecutionReport.Image(page, ReportAssets.Pill(execution.HalfPoints), Verdicts.NameOf(execution.Verdict))}]({ReportLinks.Relative(page, ReportPaths.ExecutionPage(execution.Id))})"));
        return string.Concat(pills);
    }

    /// <summary>"3 of the last 13 attempts gave no evidence".</summary>
    internal static string HealthText(int attempts, int without) => (attempts, without) switch
    {
        (1, 0) => "the only attempt gave evidence",
        (1, _) => "the only attempt gave no evidence",
        (_, 0) => $"all of the last {attempts} attempts gave evidence",
        _ => $"{without} of the last {attempts} attempts gave no evidence",
    };

    private static string Notes(ExperimentReportInput input, ScoreCard card)
    {
        var builder = new StringBuilder();
        if (input.Document is null) builder.Append("> **Retired.** The experiment is no longer in the repository; its history stays.\n\n");
        else if (input.Document.ContentHash != card.ContentHash) builder.Append("> **Edited since.** The evidence below is of the experiment as it was run last; the next run starts anew.\n\n");
        if (card.Health.IsFinding) builder.Add($"> **No evidence {card.Health.InARow} times in a row.** The experiment is not testing what it should; the last reason: {MarkdownText.Inline(MarkdownText.Cut(input.History.Newest!.Reason, 300))}\n\n");
        return builder.ToString();
    }

    private static string ScoreTable(string page, ExperimentReportInput input, ScoreCard card)
    {
        var profile = input.Settings.ScoreProfile;
        var score = card.ScoreOf(profile);
        var band = card.BandAt(input.Now, input.Settings.FreshnessHalfLife);
        var newest = card.NewestEvidence is { } time ? "<br>newest evidence of " + DashboardReport.Day(time) : "";
        var mean = score is null ? "no evidence" : $"{ScoreNames.Mean(score.Mean)} · {score.Count}/{Score.Window}{(score.Provisional ? " · provisional" : "")}";
        var trend = score?.Trend is { } going ? $" {ScoreNames.Sign(going)} {ScoreNames.Of(going)}" : "";
        return "| Score | Trend\u00A0of\u00A0the\u00A0last\u00A0ten | Freshness | Health of practice |\n|---|---|---|---|\n"
            + $"| {ExecutionReport.Image(page, ReportAssets.Letter(score), ScoreNames.Short(score))} {mean} | {Pills(page, card.Behind(profile))}{trend} "
            + $"| {ExecutionReport.Image(page, ReportAssets.Band(band), Freshness.NameOf(band))}{newest} | {HealthText(card.Health.Attempts, card.Health.WithoutEvidence)} |\n\n"
            + $"Profile `{ScoreNames.Of(profile)}`; freshness as of {DashboardReport.Day(input.Now)}.\n\n";
    }

    private static string Source(string page, ExperimentReportInput input)
    {
        var path = input.Document?.Path ?? input.History.Newest!.Path;
        var name = input.Document is null ? MarkdownText.Code(path) : $"[{MarkdownText.Inline(path)}]({ReportLinks.Relative(page, path)})";
        var plans = input.Plans.IsEmpty ? "no plan runs it" : "run by " + string.Join(", ", input.Plans.Take(20).Select(MarkdownText.Code));
        var former = input.FormerNames.IsEmpty ? "" : "; formerly " + string.Join(", ", input.FormerNames.Take(5).Select(static slug => MarkdownText.Code(slug.Value)));
        return $"{name}, {plans}{former}.\n\n";
    }

    private static string History(string page, ExperimentHistory history)
    {
        var builder = new StringBuilder("## History\n\n");
        builder.Add($"{history.Executions} execution{(history.Executions == 1 ? "" : "s")}: ");
        builder.Append(string.Join(", ", history.Totals.OrderByDescending(static total => total.Value).ThenBy(static total => total.Key).Select(static total => $"{total.Value} {Verdicts.NameOf(total.Key)}")));
        builder.Add($".{(history.Executions > ExperimentHistory.Listed ? $" The newest {ExperimentHistory.Listed}:" : "")}\n\n");
        builder.Append("| When\u00A0it\u00A0started\u00A0(UTC) | Verdict | Why | Trigger | Took |\n|---|---|---|---|---|\n");
        foreach (var entry in history.Recent)
        {
            var trigger = entry.Plan is { } plan ? $"{ExecutionRecordJson.NameOf(entry.Trigger)} {MarkdownText.CodeCell(plan.Value)}" : ExecutionRecordJson.NameOf(entry.Trigger);
            builder.Add($"| [{entry.Start.UtcDateTime.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture)}]({ReportLinks.Relative(page, ReportPaths.ExecutionPage(entry.Id))}) | {ExecutionReport.Image(page, ReportAssets.Chip(entry.Verdict), Verdicts.NameOf(entry.Verdict))} | {MarkdownText.Inline(MarkdownText.Cut(entry.Reason, 160))} | {trigger} | {Durations.Text((entry.End - entry.Start).TotalSeconds)} |\n");
        }

        return builder.Append('\n').ToString();
    }
}
