using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Scores;

namespace Reliably.GitOps.Reports;

/// <summary>
/// Draws the experiments of the dashboard as Reliably does: freshness to the right, score upwards, a bubble each, its size by the number of
/// executions. Bubbles carry the number of their row in the table; those at one place lie side by side, and a name stands only where it fits.
/// </summary>
internal static class DashboardPlotSvg
{
    private const double Width = 880;
    private const double Height = 470;
    private const double Left = 64;
    private const double Top = 64;
    private const double Plot = 780;
    private const double Tall = 330;

    public static string Draw(ImmutableArray<DashboardEntry> entries, RepositorySettings settings, DateTimeOffset now)
    {
        var bubbles = new List<Bubble>();
        var scale = Math.Clamp(Math.Sqrt(20.0 / Math.Max(1, entries.Length)), 0.6, 1);
        for (var i = 0; i < Math.Min(entries.Length, DashboardReport.PageSize); i++)
        {
            if (entries[i].Card is not { } card || card.ScoreOf(settings.ScoreProfile) is not { } score) continue;
            var freshness = Freshness.Of(card.NewestEvidence, settings.FreshnessHalfLife, now) ?? 0;
            bubbles.Add(new(i + 1, entries[i], score, X(freshness), Y(score.Mean), Math.Max(9, Math.Min(26, 8 + (2.2 * Math.Sqrt(card.Executions))) * scale)) { Field = FieldOf(freshness, score.Letter) });
        }

        var without = entries.Length - bubbles.Count;
        var title = $"{bubbles.Count} experiment{(bubbles.Count == 1 ? "" : "s")} by freshness and score, as of {DashboardReport.Day(now)}";
        var builder = new StringBuilder(Svg.Open(Width, Height, title)).Append(Svg.Style).Append('\n').Append(Svg.Card(Width, Height));
        builder.Append(Svg.Label(18, 28, "Scores", "ink", 14, bold: true));
        builder.Append(Svg.Label(Width - 18, 28, $"as of {DashboardReport.Day(now)}{(without > 0 ? $" · {without} without evidence, not shown" : "")}", "dim", 11, "end"));
        Grid(builder);
        if (bubbles.Count == 0) builder.Append(Svg.Label(Left + (Plot / 2), Top + (Tall / 2), "No evidence yet", "dim", 14, "middle"));
        var placed = BubbleLayout.Place(bubbles, new(Left, Top - 26, Left + Plot + 22, Top + Tall + 22));
        foreach (var bubble in placed) Circle(builder, bubble);
        foreach (var (text, x, y, anchor) in BubbleLayout.Names(placed, new(Left + 2, Top - 24, Width - 8, Top + Tall + 24))) builder.Append(Svg.Label(x, y, text, "ink halo", 11, anchor));
        return builder.Append("</svg>\n").ToString();
    }

    private static double X(double freshness) => Left + (freshness / 100 * Plot);

    private static double Y(double score) => Top + ((1 - score) * Tall);

    private static Box FieldOf(int freshness, ScoreLetter letter)
    {
        var (left, right) = Freshness.BandOf(freshness) switch
        {
            FreshnessBand.Fresh => (76, 100),
            FreshnessBand.Good => (51, 75),
            FreshnessBand.Old => (26, 50),
            _ => (0, 25),
        };
        var (bottom, top) = letter switch
        {
            ScoreLetter.A => (0.9, 1.0),
            ScoreLetter.B => (0.7, 0.89),
            ScoreLetter.C => (0.5, 0.69),
            _ => (0.0, 0.49),
        };
        return new(X(left) - 0.01, Y(top) - 0.01, X(right) + 0.01, Y(bottom) + 0.01);
    }

    private static void Grid(StringBuilder builder)
    {
        builder.Add($"<rect class=\"soft\" x=\"{Svg.N(Left)}\" y=\"{Svg.N(Top)}\" width=\"{Svg.N(Plot)}\" height=\"{Svg.N(Tall)}\"/>\n");
        foreach (var freshness in new[] { 0, 25, 50, 75, 100 }) builder.Append(Svg.Line(X(freshness), Top, X(freshness), Top + Tall + 6));
        foreach (var score in new[] { 0, 0.5, 0.7, 0.9, 1 }) builder.Append(Svg.Line(Left - 6, Y(score), Left + Plot, Y(score)));
        foreach (var (letter, middle) in new[] { ("A", 0.95), ("B", 0.8), ("C", 0.6), ("D", 0.25) })
        {
            builder.Append(Svg.Label(Left - 14, Y(middle) + 4.5, letter, letter.ToLowerInvariant(), 13, "end", bold: true));
        }

        foreach (var (name, style, middle) in new[] { ("Too old", "d", 12.5), ("Old", "c", 37.5), ("Good", "b", 62.5), ("Fresh", "a", 87.5) })
        {
            builder.Append(Svg.Label(X(middle), Top + Tall + 42, name, style, 12, "middle", bold: true));
        }

        builder.Append(Svg.Label(Left + (Plot / 2), Height - 12, "Freshness", "dim", 11, "middle"));
        builder.Add($"<text class=\"dim\" font-size=\"11\" text-anchor=\"middle\" transform=\"translate(22 {Svg.N(Top + (Tall / 2))}) rotate(-90)\">Score</text>\n");
    }

    private static void Circle(StringBuilder builder, Bubble bubble)
    {
        var style = Colours.StyleOf(bubble.Score.Letter);
        var hollow = bubble.Score.Provisional;
        var title = $"{bubble.Entry.Title}: {ScoreNames.Short(bubble.Score)}{(hollow ? ", provisional" : "")}";
        builder.Add($"<g><title>{Svg.Text(title)}</title>");
        builder.Append(hollow
            ? $"<circle class=\"card s{style}\" cx=\"{Svg.N(bubble.X)}\" cy=\"{Svg.N(bubble.Y)}\" r=\"{Svg.N(bubble.Radius - 1)}\" style=\"stroke-width:2;stroke-dasharray:3 2\"/>"
            : $"<circle class=\"{style}\" cx=\"{Svg.N(bubble.X)}\" cy=\"{Svg.N(bubble.Y)}\" r=\"{Svg.N(bubble.Radius)}\"/>");
        builder.Append(Svg.Label(bubble.X, bubble.Y + (bubble.Radius < 9 ? 3 : 3.8), bubble.Number.ToString(System.Globalization.CultureInfo.InvariantCulture), hollow ? "ink" : "on", bubble.Radius < 9 ? 8.5 : 10.5, "middle", bold: true).TrimEnd('\n'));
        builder.Append("</g>\n");
    }
}
