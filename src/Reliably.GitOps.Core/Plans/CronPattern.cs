using System.Diagnostics.CodeAnalysis;
using Quartz;

namespace Reliably.GitOps.Plans;

/// <summary>
/// Five fields (or a macro such as <c>@daily</c>) in a zone. A wall-clock time that a change of the clock leaves out fires once, right after
/// the gap; one that comes twice fires the first time, and both times where the pattern runs every hour. Instants are whole seconds, in UTC.
/// Quartz reads the pattern and finds wall-clock times; <see cref="WallClock"/> places them in time, so that what is an instant does not
/// depend on where the question starts.
/// </summary>
public sealed class CronPattern
{
    private readonly CronExpression expression;
    private readonly WallClock clock;
    private readonly bool everyHour;

    private CronPattern(CronExpression expression, WallClock clock, bool everyHour) =>
        (this.expression, this.clock, this.everyHour) = (expression, clock, everyHour);

    /// <summary>Reads a pattern.</summary>
    /// <param name="pattern">Minute, hour, day of month, month, day of week; or a macro.</param>
    /// <param name="timeZone">An IANA name.</param>
    /// <param name="problem">Why there is none, as a sentence.</param>
    /// <returns>Null where the pattern cannot be read, its zone is unknown, or it never fires.</returns>
    public static CronPattern? TryParse(string pattern, string timeZone, out string? problem)
    {
        problem = null;
        if (!TimeZones.TryFind(timeZone, out var zone))
        {
            problem = $"'{timeZone}' is not the name of a time zone (such as Europe/Paris).";
            return null;
        }

        problem = CronSyntax.Read(pattern).Problem?.Message;
        if (problem is not null) return null;
        if (!TryRead(pattern.Trim(), out var read))
        {
            problem = $"'{pattern}' is not a cron pattern of five fields (minute, hour, day of month, month, day of week) or a macro such as @daily.";
            return null;
        }

        var cron = new CronPattern(read.WithTimeZone(TimeZoneInfo.Utc), new(zone), RunsEveryHour(pattern.Trim()));
        if (cron.NextAfter(new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero)) is not null) return cron;
        problem = $"'{pattern}' names a date that never comes.";
        return null;
    }

    /// <exception cref="FormatException">The pattern or the zone cannot be read.</exception>
    public static CronPattern Parse(string pattern, string timeZone) =>
        TryParse(pattern, timeZone, out var problem) ?? throw new FormatException(problem);

    /// <summary>The first instant after a moment; null where there is none.</summary>
    public DateTimeOffset? NextAfter(DateTimeOffset moment)
    {
        DateTimeOffset? second = null;
        for (var wall = expression.GetNextValidTimeAfter(clock.Before(moment)); wall is { } time; wall = expression.GetNextValidTimeAfter(time))
        {
            var placed = clock.Place(time.UtcDateTime);
            if (everyHour && placed.Second is { } again && again > moment && (second is null || again < second)) second = again;
            if (placed.First > moment) return second < placed.First ? second : placed.First;
        }

        return second;
    }

    /// <summary>The newest instant that is after <paramref name="floor"/> and not after <paramref name="now"/>, found by bisection.</summary>
    public DateTimeOffset? NewestAt(DateTimeOffset now, DateTimeOffset floor)
    {
        if (NextAfter(floor) is not { } newest || newest > now) return null;
        var (low, high) = (floor, now);
        while (high - low > TimeSpan.FromSeconds(1))
        {
            var middle = low + ((high - low) / 2);
            if (NextAfter(middle) is { } next && next <= now) (low, newest) = (middle, next);
            else high = middle;
        }

        return newest;
    }

    private static bool RunsEveryHour(string pattern) =>
        pattern.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["@hourly"] or [_, ['*', ..], ..];

    private static bool TryRead(string pattern, [NotNullWhen(true)] out CronExpression? expression)
    {
        expression = null;
        try
        {
            return CronExpression.TryParse(pattern, CronFormat.Unix, out expression);
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
