using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Publishing;

namespace Reliably.GitOps.Reports;

/// <summary>
/// The page of one execution: what came out and why in the first lines, then the facts, the timeline and every activity. Depends on record and
/// journal alone. A journal that is damaged or withheld gives a shorter page, never an error.
/// </summary>
public static class ExecutionReport
{
    private const int MostActivities = 150;
    private const int MostSamples = 10;

    /// <summary>The page as Markdown.</summary>
    public static string Write(ExecutedRun run)
    {
        var record = run.Record;
        var journal = run.JournalText is { } text ? Journal.TryParse(text) : null;
        var page = ReportPaths.ExecutionPage(record.Id);
        var steps = Timeline.Of(record, journal);
        var builder = new StringBuilder();
        builder.Add($"# {MarkdownText.Inline(MarkdownText.Cut(record.Title, 300))}\n\n");
        builder.Add($"{Image(page, ReportAssets.Chip(record.Verdict), Verdicts.NameOf(record.Verdict))} **{MarkdownText.Inline(MarkdownText.Cut(record.VerdictReason, 800))}**\n\n");
        builder.Append(FirstDeviation(record, journal));
        builder.Append(Facts(run, page, journal));
        if (HasTimeline(steps)) builder.Add($"![Timeline]({ReportLinks.Relative(page, ReportPaths.ExecutionTimeline(record.Id))})\n\n");
        builder.Append(journal is null ? Missing(run) : States(journal));
        if (HasTimeline(steps)) builder.Append(Steps(page, steps));
        if (journal is not null) builder.Append(Activities(journal)).Append(Configuration(journal));
        return builder.Append(record.PullRequest is { } origin ? Footer(page, FormattableString.Invariant($"Runs of pull request {origin.Number}")) : Footer(page)).ToString();
    }

    /// <summary>The picture on the page; null where nothing happened that it could show.</summary>
    public static string? Picture(ExecutedRun run)
    {
        var steps = Timeline.Of(run.Record, run.JournalText is { } text ? Journal.TryParse(text) : null);
        return HasTimeline(steps) ? TimelineSvg.Draw(run.Record, steps) : null;
    }

    /// <summary>More than its start and its end.</summary>
    private static bool HasTimeline(ImmutableArray<TimelineStep> steps) => steps.Length > 2;

    internal static string Image(string page, string asset, string alternative) => $"![{alternative}]({ReportLinks.Relative(page, asset)})";

    internal static string Moment(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";

    internal static string Footer(string page, string up = "Dashboard") =>
        $"---\n\n[{up}]({ReportLinks.Relative(page, ReportPaths.Dashboard)}) · written by Reliably GitOps; changes here are overwritten\n";

    private static string FirstDeviation(ExecutionRecord record, Journal? journal)
    {
        if (journal is null || Deviation.FirstOf(journal) is not { } deviation) return "";
        var when = deviation.Phase switch
        {
            RunPhase.HypothesisBefore => "before the method",
            RunPhase.HypothesisDuring => "during the method",
            _ => "after the method",
        };
        var at = deviation.Probe.Start is { } start ? " at " + Clock(start) : "";
        var sentence = deviation.Sentence();
        return record.VerdictReason.Contains(sentence, StringComparison.Ordinal)
            ? $"First deviation {when}{at}.\n\n"
            : $"First deviation {when}{at}: {MarkdownText.Inline(MarkdownText.Cut(sentence, 600))}\n\n";
    }

    private static string Facts(ExecutedRun run, string page, Journal? journal)
    {
        var record = run.Record;
        (string Name, string Value)[] rows =
        [
            ("Experiment", Experiment(record, page)),
            ("Execution", MarkdownText.CodeCell(record.Id.Value)),
            ("Started", $"{Moment(record.Start)}, took {Durations.Text((record.End - record.Start).TotalSeconds)}"),
            ("Status", MarkdownText.CodeCell(record.Status ?? "none") + (record.Deviated ? ", deviated" : "")),
            ("Trigger", Trigger(record)),
            ("Plan", record.Plan is { } plan ? MarkdownText.CodeCell(plan.Value) : "none, run by hand"),
            ("Environment", record.Environment is { } environment ? MarkdownText.CodeCell(environment.Value) : "none"),
            ("Deployment", MarkdownText.CodeCell(record.Deployment.Value)),
            ("Runner", record.Runner is { } runner ? MarkdownText.CodeCell($"{runner.Name} {runner.Version}") : "nothing ran"),
            ("Rollbacks", Strategy(record.RollbackStrategy)),
            ("Hypothesis", Strategy(record.HypothesisStrategy)),
            ("Commit", record.Commit is { } commit ? MarkdownText.CodeCell(commit.Value[..12]) : "none"),
            ("Content", MarkdownText.CodeCell(record.ContentHash)),
            ("Machine", journal is null ? "–" : MarkdownText.CodeCell($"{Journal.TextOf(journal.Source["node"])} {Journal.TextOf(journal.Source["platform"])}".Trim())),
            ("Path", MarkdownText.CodeCell(record.ExperimentPath)),
            ("Actor", record.Actor is { } actor ? MarkdownText.Inline(actor) : record.Plan is null ? "–" : "the plan"),
            ("Masked", record.MaskedValues == 0 ? "no secret value was seen" : $"{record.MaskedValues.ToString(CultureInfo.InvariantCulture)} secret values"),
            ("Journal", JournalLink(run, page)),
            .. Origin(record),
        ];
        return "| | | | |\n|---|---|---|---|\n" + string.Concat(rows.Chunk(2).Select(static pair => $"| **{pair[0].Name}** | {pair[0].Value} | **{pair[1].Name}** | {pair[1].Value} |\n")) + "\n";
    }

    /// <summary>What is not merged has no page of its own: its executions count for no score.</summary>
    private static string Experiment(ExecutionRecord record, string page)
    {
        var name = MarkdownText.Inline(record.Experiment.Value);
        return record.PullRequest is not null ? name : $"[{name}]({ReportLinks.Relative(page, ReportPaths.ExperimentPage(record.Experiment))})";
    }

    private static IEnumerable<(string Name, string Value)> Origin(ExecutionRecord record) => record.PullRequest is not { } origin ? [] :
    [
        ("Pull request", MarkdownText.Inline("#" + origin.Number.ToString(CultureInfo.InvariantCulture)) + ", not merged: it counts for no score"),
        ("The rest from", $"the base branch at {MarkdownText.CodeCell(origin.Base.Value[..12])}"),
    ];

    private static string Trigger(ExecutionRecord record)
    {
        var name = ExecutionRecordJson.NameOf(record.Trigger);
        var due = record.Instant is { } instant ? $", due {Moment(instant)}" : "";
        return name + due;
    }

    private static string Strategy(StrategyChoice choice) => $"{MarkdownText.CodeCell(choice.Value)} ({MarkdownText.Inline(choice.Source)})";

    private static string JournalLink(ExecutedRun run, string page)
    {
        var record = $"[record]({ReportLinks.Relative(page, ReportPaths.Record(run.Record.Id))})";
        if (run.Record.JournalWithheld) return "withheld, " + record;
        return run.JournalText is null ? "none, " + record : $"[journal]({ReportLinks.Relative(page, ReportPaths.Journal(run.Record.Id))}), {record}";
    }

    private static string Missing(ExecutedRun run) => run.Record.JournalWithheld
        ? "> The journal was withheld: it might hold a secret that could not be masked, or it is longer than the repository allows.\n\n"
        : run.JournalText is null ? "> There is no journal of this execution.\n\n" : "> The journal of this execution cannot be read; the file is as it was found.\n\n";

    private static string States(Journal journal)
    {
        var rows = new List<string>();
        if (journal.Before is { } before) rows.Add(State("before the method", before));
        if (!journal.During.IsEmpty)
        {
            var unmet = journal.During.Count(static sample => !sample.Met);
            rows.Add($"| during the method | {(unmet == 0 ? "✓ met in every sample" : $"✗ not met in {unmet} of {journal.During.Length} samples")} | {journal.During.Length} samples |");
        }

        if (journal.After is { } after) rows.Add(State("after the method", after));
        var title = Journal.TextOf((journal.Experiment["steady-state-hypothesis"] as DataNode.Mapping)?["title"]);
        var heading = "## Steady state\n\n" + (title is null ? "" : MarkdownText.Inline(title) + "\n\n");
        return rows.Count == 0
            ? "## Steady state\n\nNo hypothesis was checked.\n\n"
            : heading + "| When | Hypothesis | Probes |\n|---|---|---|\n" + string.Concat(rows.Select(static row => row + "\n")) + "\n";
    }

    private static string State(string when, SteadyState state) =>
        $"| {when} | {(state.Met ? "✓ met" : "✗ not met")} | {string.Join("<br>", state.Probes.Take(20).Select(Probe))} |";

    private static string Probe(ActivityRun run)
    {
        var (outcome, says) = Timeline.OutcomeOf(run);
        return $"{ActivitySection.Sign(outcome)} {MarkdownText.Inline(MarkdownText.Cut(run.Name, 120))} ({says})";
    }

    private static string Steps(string page, ImmutableArray<TimelineStep> steps)
    {
        var builder = new StringBuilder("## Timeline\n\n| Time\u00A0(UTC) | | Step | Outcome | Took |\n|---|---|---|---|---|\n");
        foreach (var step in steps.Take(MostActivities))
        {
            var mark = step.Kind.ToString().ToLowerInvariant();
            var name = MarkdownText.Inline(MarkdownText.Cut(step.Name, 200));
            builder.Add($"| {(step.At is { } at ? Clock(at) : "")} | {Image(page, ReportAssets.Mark(mark), mark)} | {(step.IsHeading ? $"**{name}**" : name)} | {Outcome(step)} | {(step.Duration is null ? "" : Durations.Text(step.Duration))} |\n");
        }

        if (steps.Length > MostActivities) builder.Add($"| | | and {steps.Length - MostActivities} more steps in the journal | | |\n");
        return builder.Append('\n').ToString();
    }

    private static string Outcome(TimelineStep step) => step.Says.Length == 0 ? "" : step.Outcome switch
    {
        StepOutcome.Bad => $"✗ **{MarkdownText.Inline(step.Says)}**",
        StepOutcome.None => MarkdownText.Inline(step.Says),
        _ => $"{ActivitySection.Sign(step.Outcome)} {MarkdownText.Inline(step.Says)}",
    };

    private static string Activities(Journal journal)
    {
        var builder = new StringBuilder("## Activities\n\n");
        var left = MostActivities;
        Section(builder, "Hypothesis before the method", journal.Before?.Probes ?? [], ref left);
        Section(builder, "Method", journal.Run, ref left);
        var samples = journal.During.Where(static sample => !sample.Met).Take(MostSamples).SelectMany(static sample => sample.Probes).ToImmutableArray();
        Section(builder, "Hypothesis during the method: samples that were not met", samples, ref left);
        Section(builder, "Hypothesis after the method", journal.After?.Probes ?? [], ref left);
        Section(builder, "Rollbacks", journal.Rollbacks, ref left);
        if (left == MostActivities) builder.Append("No activity ran.\n\n");
        return builder.ToString();
    }

    private static void Section(StringBuilder builder, string name, ImmutableArray<ActivityRun> runs, ref int left)
    {
        if (runs.IsEmpty) return;
        builder.Add($"### {name}\n\n");
        foreach (var run in runs.Take(left)) builder.Append(ActivitySection.Write(run, Timeline.OutcomeOf(run).Outcome == StepOutcome.Bad));
        if (runs.Length > left) builder.Add($"{runs.Length - left} more are in the journal.\n\n");
        left = Math.Max(0, left - runs.Length);
    }

    /// <summary>As the experiment declares it: values of the environment stay references.</summary>
    private static string Configuration(Journal journal) => journal.Experiment["configuration"] is DataNode.Mapping { Entries.Length: > 0 } configuration
        ? $"## Configuration\n\n<details><summary>{configuration.Entries.Length.ToString(CultureInfo.InvariantCulture)} values</summary>\n\n{MarkdownText.Fence(MarkdownText.CutMiddle(JsonWriter.Indented(configuration), 6000), "json")}\n</details>\n\n"
        : "";

    private static string Clock(DateTimeOffset time) => time.UtcDateTime.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
}
