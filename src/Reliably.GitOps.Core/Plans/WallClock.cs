namespace Reliably.GitOps.Plans;

/// <summary>Where wall-clock times of a zone lie in time, around changes of the clock too. Looks at offsets alone: which of two is "summer" does not matter.</summary>
internal sealed class WallClock(TimeZoneInfo zone)
{
    /// <summary>No clock is changed by more.</summary>
    private static readonly TimeSpan LargestChange = TimeSpan.FromHours(3);

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>A wall-clock time, as if it were UTC, before all that can still lie after a moment.</summary>
    public DateTimeOffset Before(DateTimeOffset moment) => new(moment.UtcDateTime + zone.GetUtcOffset(moment) - LargestChange, TimeSpan.Zero);

    /// <summary>When a wall-clock time comes, and when it comes again. One that is left out comes when the clock was changed.</summary>
    public (DateTimeOffset First, DateTimeOffset? Second) Place(DateTime wall)
    {
        var asUtc = new DateTimeOffset(wall, TimeSpan.Zero);
        var before = asUtc - zone.GetUtcOffset(asUtc - Day);
        var after = asUtc - zone.GetUtcOffset(asUtc + Day);
        var (isBefore, isAfter) = (Shows(before, asUtc), Shows(after, asUtc));
        if (before == after || (isBefore && !isAfter)) return (before, null);
        if (isAfter && !isBefore) return (after, null);
        if (isBefore) return before < after ? (before, after) : (after, before);
        return (ChangeBetween(asUtc - zone.GetUtcOffset(asUtc - Day) - LargestChange, before), null);
    }

    private bool Shows(DateTimeOffset instant, DateTimeOffset asUtc) => instant + zone.GetUtcOffset(instant) == asUtc;

    /// <summary>The first second of the new offset.</summary>
    private DateTimeOffset ChangeBetween(DateTimeOffset low, DateTimeOffset high)
    {
        var old = zone.GetUtcOffset(low);
        while (high - low > TimeSpan.FromSeconds(1))
        {
            var middle = low + TimeSpan.FromSeconds(Math.Floor((high - low).TotalSeconds / 2));
            if (zone.GetUtcOffset(middle) == old) low = middle;
            else high = middle;
        }

        return high;
    }
}
