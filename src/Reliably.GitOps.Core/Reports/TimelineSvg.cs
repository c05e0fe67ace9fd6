using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Reports;

/// <summary>Draws a run as bars over time, one row a step: when it happened, how long it took, how it came out.</summary>
internal static class TimelineSvg
{
    private const int MostRows = 28;
    private const double Width = 880;
    private const double Left = 270;
    private const double Right = 96;
    private const double Row = 24;
    private const double Top = 46;
    private static readonly double[] Steps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400];

    public static string Draw(ExecutionRecord record, ImmutableArray<TimelineStep> steps)
    {
        var rows = steps.Where(static step => step.Kind is not (StepKind.Start or StepKind.End) && step.At is not null).ToList();
        var shown = rows.Take(MostRows).ToList();
        var origin = rows.Select(static step => step.At!.Value).Append(record.Start).Min();
        var end = rows.Select(step => Later(step.At!.Value, step.Duration)).Append(record.End).Max();
        var length = Math.Max(0.001, (end - origin).TotalSeconds);
        var more = rows.Count - shown.Count;
        var height = Top + (Math.Max(1, shown.Count) * Row) + (more > 0 ? 46 : 26);
        var builder = new StringBuilder(Svg.Open(Width, height, $"Timeline of {record.Id}: {Verdicts.NameOf(record.Verdict)} after {Durations.Text(length)}"));
        builder.Append(Svg.Style).Append('\n').Append(Svg.Card(Width, height));
        builder.Append(Svg.Label(18, 27, "Timeline", "ink", 14, bold: true));
        builder.Append(Svg.Label(Width - 18, 27, $"{Durations.Text(length)} in all, from {record.Start.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture)} UTC", "dim", 11, "end"));
        var bottom = Top + (Math.Max(1, shown.Count) * Row);
        Axis(builder, length, bottom);
        for (var i = 0; i < shown.Count; i++) Bar(builder, shown[i], Top + (i * Row), origin, length);
        if (shown.Count == 0) builder.Append(Svg.Label(Width / 2, Top + 16, "Nothing ran.", "dim", 12, "middle"));
        if (more > 0) builder.Append(Svg.Label(18, bottom + 34, $"and {more} more steps", "dim", 11));
        return builder.Append("</svg>\n").ToString();
    }

    private static double Span => Width - Left - Right;

    private static void Axis(StringBuilder builder, double length, double bottom)
    {
        var step = Steps.FirstOrDefault(candidate => length / candidate <= 7, length / 5);
        for (var i = 0; i * step <= length * 1.0001; i++)
        {
            var x = Left + (i * step / length * Span);
            builder.Append(Svg.Line(x, Top - 4, x, bottom));
            builder.Append(Svg.Label(x, bottom + 15, Durations.Text(i * step), "dim", 10, "middle"));
        }
    }

    private static void Bar(StringBuilder builder, TimelineStep step, double top, DateTimeOffset origin, double length)
    {
        var from = Math.Clamp((step.At!.Value - origin).TotalSeconds / length, 0, 1) * Span;
        var wide = Math.Clamp((step.Duration ?? 0) / length * Span, 4, Span + 4 - from);
        var x = Left + from;
        var style = StyleOf(step);
        var name = Svg.Fit(MarkdownText.OneLine(step.Name), Left - 36, 12);
        builder.Append("<g>");
        builder.Add($"<title>{Svg.Text($"{step.Name}: {(step.Says.Length > 0 ? step.Says : Word(step.Kind))}, {Durations.Text(step.Duration)}")}</title>");
        builder.Append(Svg.Label(step.IsHeading ? 18 : 30, top + 15.5, name, step.Kind == StepKind.Pause ? "dim" : "ink", 12, bold: step.IsHeading).TrimEnd('\n'));
        if (step.IsHeading && step.Duration is null) builder.Add($"<path class=\"{style}\" d=\"M{Svg.N(x)} {Svg.N(top + 5)}l6 6-6 6-6-6z\"/>");
        else builder.Add($"<rect class=\"{style}\" x=\"{Svg.N(x)}\" y=\"{Svg.N(top + 5)}\" width=\"{Svg.N(wide)}\" height=\"12\" rx=\"3\"{(step.Kind == StepKind.Pause ? " opacity=\"0.45\"" : "")}/>");
        var says = step.IsHeading ? step.Says : step.Outcome is StepOutcome.Bad or StepOutcome.Poor ? step.Says : "";
        if (says.Length > 0)
        {
            var after = step.IsHeading && step.Duration is null ? x + 11 : x + wide + 6;
            var room = Width - 12 - after;
            var fits = Svg.WidthOf(says, 11) <= room;
            builder.Append(Svg.Label(fits ? after : x - 10, top + 15, says, style, 11, fits ? "start" : "end", bold: true).TrimEnd('\n'));
        }

        builder.Append("</g>\n");
    }

    private static string Word(StepKind kind) => kind.ToString().ToLowerInvariant();

    private static string StyleOf(TimelineStep step) => (step.Kind, step.Outcome) switch
    {
        (_, StepOutcome.Bad) => "d",
        (_, StepOutcome.Poor) => "c",
        (StepKind.Pause or StepKind.Event or StepKind.Method, _) => "n",
        (StepKind.Action, _) => "w",
        (StepKind.Rollback, _) => "i",
        (_, StepOutcome.Good) => "a",
        _ => "i",
    };

    private static DateTimeOffset Later(DateTimeOffset time, double? seconds) =>
        seconds is { } known and > 0 && (DateTimeOffset.MaxValue - time).TotalSeconds > known ? time.AddSeconds(known) : time;
}
