using Reliably.GitOps.Scores;

namespace Reliably.GitOps.Reports;

/// <summary>A bubble of the plot: its row on the dashboard, where it belongs and how big it is.</summary>
internal sealed record Bubble(int Number, DashboardEntry Entry, Score Score, double X, double Y, double Radius)
{
    /// <summary>The field of its letter and its band: its middle must not leave it, whatever else is there.</summary>
    public required Box Field { get; init; }
}

/// <summary>A rectangle of a picture, in pixels.</summary>
internal readonly record struct Box(double Left, double Top, double Right, double Bottom)
{
    public bool Overlaps(Box other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;

    public bool Holds(Box other) => Left <= other.Left && Top <= other.Top && Right >= other.Right && Bottom >= other.Bottom;
}

/// <summary>Finds places for bubbles that do not cover each other, near where they belong, and for names that touch nothing. Deterministic.</summary>
internal static class BubbleLayout
{
    private const double Smallest = 7.5;
    private const double Gap = 2;
    private const double Rise = 11;

    /// <summary>A name that ends nearer than this to a bubble on its line reads as the name of that one.</summary>
    private const double Beside = 26;

    /// <summary>Each bubble in its place or the nearest free one of its field, made smaller where the field is crowded, and on top of others where it is full.</summary>
    public static List<Bubble> Place(IEnumerable<Bubble> bubbles, Box area)
    {
        var placed = new List<Bubble>();
        foreach (var bubble in bubbles)
        {
            placed.Add(Free(bubble, placed, area) ?? Free(bubble with { Radius = Smallest }, placed, area) ?? bubble);
        }

        return placed;
    }

    private static Bubble? Free(Bubble bubble, List<Bubble> placed, Box area)
    {
        var r = bubble.Radius;
        foreach (var (x, y) in Spots(bubble))
        {
            if (x - r < area.Left || x + r > area.Right || y - r < area.Top || y + r > area.Bottom) continue;
            if (IsFree(x, y, r + Gap, placed)) return bubble with { X = x, Y = y };
        }

        return null;
    }

    private static bool IsFree(double x, double y, double reach, List<Bubble> placed)
    {
        foreach (var other in placed)
        {
            var (dx, dy, apart) = (x - other.X, y - other.Y, reach + other.Radius);
            if ((dx * dx) + (dy * dy) < apart * apart) return false;
        }

        return true;
    }

    /// <summary>A name beside each bubble that has room for one.</summary>
    public static List<(string Text, double X, double Y, string Anchor)> Names(List<Bubble> bubbles, Box area)
    {
        var taken = bubbles.Select(static bubble => BoxOf(bubble)).ToList();
        var names = new List<(string, double, double, string)>();
        foreach (var bubble in bubbles)
        {
            var text = Svg.Fit(MarkdownText.OneLine(bubble.Entry.Slug.Value), 190, 11);
            var wide = Svg.WidthOf(text, 11);
            foreach (var (x, y, anchor, left) in Sides(bubble, wide))
            {
                var box = new Box(left - 2, y - Rise, left + wide + 2, y + 4);
                if (!area.Holds(box) || taken.Exists(box.Overlaps)) continue;
                if (bubbles.Exists(other => other != bubble && BoxOf(other, Beside).Overlaps(new(box.Left, y - 5, box.Right, y - 3)))) continue;
                taken.Add(box);
                names.Add((text, x, y, anchor));
                break;
            }
        }

        return names;
    }

    private static IEnumerable<(double X, double Y, string Anchor, double Left)> Sides(Bubble bubble, double wide)
    {
        var (right, left) = (bubble.X + bubble.Radius + 4, bubble.X - bubble.Radius - 4);
        yield return (right, bubble.Y + 4, "start", right);
        yield return (left, bubble.Y + 4, "end", left - wide);
        yield return (bubble.X, bubble.Y + bubble.Radius + 13, "middle", bubble.X - (wide / 2));
        yield return (bubble.X, bubble.Y - bubble.Radius - 5, "middle", bubble.X - (wide / 2));
        yield return (bubble.X + bubble.Radius, bubble.Y + bubble.Radius + 13, "end", bubble.X + bubble.Radius - wide);
        yield return (bubble.X + bubble.Radius, bubble.Y - bubble.Radius - 5, "end", bubble.X + bubble.Radius - wide);
    }

    /// <summary>The place itself, then flat rings around it within its field, to the left first: no evidence looks fresher than it is, and scores stay nearly level.</summary>
    private static IEnumerable<(double X, double Y)> Spots(Bubble bubble)
    {
        yield return (bubble.X, bubble.Y);
        for (var ring = 1; ring <= 60; ring++)
        {
            var distance = ring * 5.0;
            for (var turn = 0; turn <= 24; turn++)
            {
                var angle = Math.PI + ((turn % 2 == 0 ? 1 : -1) * ((turn + 1) / 2) * (Math.PI / 12));
                var (x, y) = (bubble.X + (Math.Cos(angle) * distance), bubble.Y + (Math.Sin(angle) * distance * 0.35));
                if (bubble.Field.Holds(new(x, y, x, y))) yield return (x, y);
            }
        }
    }

    private static Box BoxOf(Bubble bubble, double beside = 0) =>
        new(bubble.X - bubble.Radius - beside, bubble.Y - bubble.Radius, bubble.X + bubble.Radius + beside, bubble.Y + bubble.Radius);
}
