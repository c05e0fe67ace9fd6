using System.Globalization;
using System.Text;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Publishing;
using Reliably.GitOps.Reports;

namespace Reliably.GitOps.Dashboard;

/// <summary>The page of what runs now. It loads itself anew: no script is needed.</summary>
internal static class LivePage
{
    private const int RefreshSeconds = 2;

    public static string Write(LiveExecutions live, DateTimeOffset now)
    {
        var body = new StringBuilder("<h1>Live</h1>\n");
        var running = live.Running;
        if (running.IsEmpty) body.Append("<p class=\"quiet\">Nothing runs at the moment.</p>\n");
        foreach (var execution in running) Running(body, execution, now);
        var ended = live.Ended;
        if (!ended.IsEmpty) body.Append("<h2>Ended since the service started</h2>\n<table><thead><tr><th>Execution</th><th>Experiment</th><th>Verdict</th><th>Why</th></tr></thead><tbody>\n");
        foreach (var record in ended)
        {
            body.Append(CultureInfo.InvariantCulture, $"<tr><td><a href=\"/{ReportPaths.ExecutionPage(record.Id)}\">{record.Id.Value}</a></td><td>{MarkdownText.Html(record.Title)}</td><td class=\"{(Verdicts.ValueOf(record) is 0 ? "bad" : Verdicts.ValueOf(record) is 1 ? "good" : "quiet")}\">{Verdicts.NameOf(record.Verdict)}</td><td>{MarkdownText.Html(MarkdownText.Cut(record.VerdictReason, 300))}</td></tr>\n");
        }

        if (!ended.IsEmpty) body.Append("</tbody></table>\n");
        return HtmlPage.Wrap(body.ToString(), "Live", RefreshSeconds);
    }

    private static void Running(StringBuilder body, LiveExecution execution, DateTimeOffset now)
    {
        var seconds = Durations.Text(Math.Floor(Math.Max(0, (now - execution.Started).TotalSeconds)));
        var plan = execution.Order.Plan is { } slug ? $" · plan <code>{MarkdownText.Html(slug.Value)}</code>" : "";
        body.Append(CultureInfo.InvariantCulture, $"<h2><span class=\"pulse\"></span>{MarkdownText.Html(execution.Order.Experiment.Experiment.Title)}</h2>\n");
        body.Append(CultureInfo.InvariantCulture, $"<p><code>{execution.Order.Id.Value}</code>{plan} · running for {seconds}{(execution.Phase is { } phase ? " · " + NameOf(phase) : "")}{(execution.Activity is { } activity ? $" · <b>{MarkdownText.Html(activity)}</b>" : "")}</p>\n");
        if (execution.Stopped is { } stop) body.Append(CultureInfo.InvariantCulture, $"<p class=\"bad\">{MarkdownText.Html(MarkdownText.Cut(stop.Line, 300))}</p>\n");
        else if (execution.Paused is { } pause) body.Append(CultureInfo.InvariantCulture, $"<p><b>{(execution.Activity is null ? "" : "After this activity: ")}{MarkdownText.Html(MarkdownText.Cut(pause.Line, 300))}</b></p>\n");
        if (execution.Events.IsEmpty) return;
        body.Append("<table><thead><tr><th>Time (UTC)</th><th>What happened</th></tr></thead><tbody>\n");
        foreach (var item in execution.Events.Reverse())
        {
            body.Append(CultureInfo.InvariantCulture, $"<tr><td>{item.At.UtcDateTime.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture)}</td><td>{Describe(item)}</td></tr>\n");
        }

        body.Append("</tbody></table>\n");
    }

    private static string Describe(RunEvent item) => item switch
    {
        RunEvent.ExperimentStarted started => $"Experiment starts: {MarkdownText.Html(started.Title)}",
        RunEvent.PhaseStarted phase => $"<b>{Capitalised(NameOf(phase.Phase))}</b>",
        RunEvent.ActivityStarted activity => $"{MarkdownText.Html(activity.Type)} {MarkdownText.Html(activity.Name)} …",
        RunEvent.ActivityEnded activity => $"{Outcome(activity)} {MarkdownText.Html(activity.Name)}{(activity.Duration is { } took ? $" <span class=\"quiet\">{Durations.Text(took.TotalSeconds)}</span>" : "")}",
        RunEvent.HypothesisEnded hypothesis => hypothesis.Met ? "<span class=\"good\">✓ hypothesis met</span>" : "<span class=\"bad\">✗ hypothesis not met</span>",
        RunEvent.ExperimentEnded over => $"Experiment ends: {MarkdownText.Html(over.Status)}{(over.Deviated ? ", <span class=\"bad\">deviated</span>" : "")}",
        RunEvent.Intervened intervened => $"<b>{MarkdownText.Html(MarkdownText.Cut(intervened.Event.Line, 300))}</b>",
        RunEvent.LogLine line => $"<span class=\"quiet\">{MarkdownText.Html(MarkdownText.Cut(line.Text, 300))}</span>",
        _ => "",
    };

    private static string Outcome(RunEvent.ActivityEnded activity) =>
        !activity.Succeeded ? "<span class=\"bad\">✗ failed</span>" : activity.ToleranceMet == false ? "<span class=\"bad\">✗ tolerance not met</span>" : "<span class=\"good\">✓</span>";

    private static string Capitalised(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string NameOf(RunPhase phase) => phase switch
    {
        RunPhase.HypothesisBefore => "hypothesis before the method",
        RunPhase.HypothesisDuring => "hypothesis during the method",
        RunPhase.Method => "method",
        RunPhase.HypothesisAfter => "hypothesis after the method",
        _ => "rollbacks",
    };
}
