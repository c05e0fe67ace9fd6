using System.Globalization;
using System.Text;
using Reliably.GitOps.Scores;

namespace Reliably.GitOps.Reports;

/// <summary>Draws a year of executions, a column a week and a cell a day, as people know it from GitHub and Reliably. Effort is the team's, never a person's.</summary>
internal static class ActivityCalendarSvg
{
    private const int Weeks = 53;
    private const double Cell = 12;
    private const double Step = 15;
    private const double Left = 62;
    private const double Top = 64;

    public static string Draw(ScoreBoard board, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var first = today.AddDays(-(int)today.DayOfWeek - (7 * (Weeks - 1)));
        var days = board.Activity.Where(day => day.Key >= first && day.Key <= today).ToDictionary(static day => day.Key, static day => day.Value);
        var total = days.Values.Sum();
        var most = days.Count == 0 ? 0 : days.Values.Max();
        const double Width = 880;
        const double Height = Top + (7 * Step) + 38;
        var title = $"{total.ToString(CultureInfo.InvariantCulture)} execution{(total == 1 ? "" : "s")} in the year up to {Name(today)}";
        var builder = new StringBuilder(Svg.Open(Width, Height, title)).Append(Svg.Style).Append('\n').Append(Svg.Card(Width, Height));
        builder.Append(Svg.Label(18, 27, title, "ink", 13, bold: true));
        Months(builder, first, today);
        foreach (var (row, name) in new[] { (1, "Mon"), (3, "Wed"), (5, "Fri") }) builder.Append(Svg.Label(Left - 8, Top + (row * Step) + 10, name, "dim", 10, "end"));
        for (var day = first; day <= today; day = day.AddDays(1)) builder.Append(Day(day, first, days.GetValueOrDefault(day), most));
        Legend(builder, Width, Height);
        return builder.Append("</svg>\n").ToString();
    }

    /// <summary>0 for none, then quarters of the busiest day, so that few executions show as well as many.</summary>
    private static int Level(int count, int most) => count == 0 ? 0 : most <= 4 ? Math.Min(4, count) : 1 + Math.Min(3, (count - 1) * 4 / most);

    private static string Day(DateOnly day, DateOnly first, int count, int most)
    {
        var offset = day.DayNumber - first.DayNumber;
        var (x, y) = (Left + (offset / 7 * Step), Top + (offset % 7 * Step));
        var title = count == 0 ? "" : $"<title>{Name(day)}: {count.ToString(CultureInfo.InvariantCulture)}</title>";
        return $"<rect class=\"l{Level(count, most)} cell\" x=\"{Svg.N(x)}\" y=\"{Svg.N(y)}\" width=\"{Svg.N(Cell)}\" height=\"{Svg.N(Cell)}\" rx=\"2\"{(title.Length == 0 ? "/>" : $">{title}</rect>")}\n";
    }

    /// <summary>A month is named over the first week that begins in it; the first one only where there is room.</summary>
    private static void Months(StringBuilder builder, DateOnly first, DateOnly today)
    {
        var last = -4;
        for (var week = 0; week < Weeks; week++)
        {
            var begins = first.AddDays(7 * week);
            var turns = week == 0 ? begins.Day <= 7 : begins.Month != begins.AddDays(-7).Month;
            if (!turns || week - last < 3 || week > Weeks - 2 || begins > today) continue;
            builder.Append(Svg.Label(Left + (week * Step), Top - 8, begins.ToString("MMM", CultureInfo.InvariantCulture), "dim", 10));
            last = week;
        }
    }

    private static void Legend(StringBuilder builder, double width, double height)
    {
        var x = width - 18 - 26 - (5 * Step);
        builder.Append(Svg.Label(x - 6, height - 12, "Less", "dim", 10, "end"));
        for (var level = 0; level < 5; level++)
        {
            builder.Add($"<rect class=\"l{level} cell\" x=\"{Svg.N(x + (level * Step))}\" y=\"{Svg.N(height - 21.5)}\" width=\"{Svg.N(Cell)}\" height=\"{Svg.N(Cell)}\" rx=\"2\"/>\n");
        }

        builder.Append(Svg.Label(x + (5 * Step) + 2, height - 12, "More", "dim", 10));
    }

    private static string Name(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
