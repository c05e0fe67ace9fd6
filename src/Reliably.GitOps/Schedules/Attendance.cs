namespace Reliably.GitOps.Schedules;

/// <summary>Since when the service has been there without a gap, by a clock that may be set or stand still with its machine.</summary>
internal sealed class Attendance(TimeProvider clock)
{
    private static readonly TimeSpan ShortestGap = TimeSpan.FromMinutes(5);
    private DateTimeOffset lastLook = clock.GetUtcNow();
    private DateTimeOffset latest = clock.GetUtcNow();

    /// <summary>Instants before it may have been missed.</summary>
    public DateTimeOffset Since { get; private set; } = clock.GetUtcNow();

    /// <summary>The longest time between two looks that is no gap.</summary>
    public static TimeSpan Longest(TimeSpan pollInterval) => pollInterval * 3 > ShortestGap ? pollInterval * 3 : ShortestGap;

    public void Looked() => lastLook = clock.GetUtcNow();

    /// <summary>A machine that slept was not there: instants of that time were missed.</summary>
    public void NoticeGap(TimeSpan pollInterval)
    {
        if (clock.GetUtcNow() - lastLook > Longest(pollInterval)) Since = clock.GetUtcNow();
    }

    /// <summary>The clock was set back since the last time somebody asked: what waits for a moment of before would wait too long.</summary>
    public bool WasSetBack()
    {
        var now = clock.GetUtcNow();
        var back = now < latest;
        latest = now;
        if (lastLook > now) lastLook = now;
        if (Since > now) Since = now;
        return back;
    }
}
