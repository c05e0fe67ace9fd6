using Reliably.GitOps.Plans;
using System.Globalization;

namespace Reliably.GitOps.Guards;

/// <summary>Something that refuses new runs, and (but for limits) stops those that run.</summary>
/// <param name="Kind">What a record calls it: <c>window</c>, <c>emergency-stop</c> or <c>limit</c>.</param>
/// <param name="Reason">A sentence for people.</param>
/// <param name="Who">Who put it there; null where nobody is known.</param>
public sealed record Obstacle(string Kind, string Reason, string? Who = null)
{
    public const string Window = "window";
    public const string Emergency = "emergency-stop";
    public const string Limit = "limit";

    /// <summary>What stands in the way at a moment: an emergency stop before a window. Null where nothing does.</summary>
    public static Obstacle? At(DateTimeOffset now, IEnumerable<EmergencyStop> emergencies, IEnumerable<BlackoutWindow> windows)
    {
        if (emergencies.FirstOrDefault() is { } emergency) return new(Emergency, emergency.Sentence, emergency.Who);
        return windows.FirstOrDefault(window => window.Covers(now)) is { } open ? new(Window, SentenceOf(open, now)) : null;
    }

    private static string SentenceOf(BlackoutWindow window, DateTimeOffset now)
    {
        var name = window.Title is { } title ? $"The blackout window '{title}'" : "A blackout window";
        return string.Create(CultureInfo.InvariantCulture, $"{name} is open until {window.EndAt(now).UtcDateTime:yyyy-MM-dd HH:mm} UTC: nothing is run in it.");
    }
}
