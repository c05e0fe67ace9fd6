using System.Diagnostics.CodeAnalysis;
using Quartz;

namespace Reliably.GitOps.Plans;

/// <summary>
/// Five fields (or a macro such as <c>@daily</c>) in a zone. A wall-clock time that a change of the clock leaves out fires once, right after
/// the gap; one that comes twice fires once. Instants are whole seconds, in UTC.
/// </summary>
public sealed class CronPattern
{
    private readonly CronExpression expression;

    private CronPattern(CronExpression expression) => this.expression = expression;

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

        if (!TryRead(pattern.Trim(), out var read))
        {
            problem = $"'{pattern}' is not a cron pattern of five fields (minute, hour, day of month, month, day of week) or a macro such as @daily.";
            return null;
        }

        var cron = new CronPattern(read.WithTimeZone(zone));
        if (cron.NextAfter(new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero)) is not null) return cron;
        problem = $"'{pattern}' names a date that never comes.";
        return null;
    }

    /// <exception cref="FormatException">The pattern or the zone cannot be read.</exception>
    public static CronPattern Parse(string pattern, string timeZone) =>
        TryParse(pattern, timeZone, out var problem) ?? throw new FormatException(problem);

    /// <summary>The first instant after a moment; null where there is none.</summary>
    public DateTimeOffset? NextAfter(DateTimeOffset moment) => expression.GetNextValidTimeAfter(moment)?.ToUniversalTime();

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
