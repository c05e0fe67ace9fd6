namespace Reliably.GitOps.Executions;

/// <summary>
/// The time of one run: that of the wall when it is made, and from then on as much later as has passed. Somebody who sets the machine's clock
/// meanwhile changes no duration and no order of events. Never for what a calendar decides, such as schedules and windows.
/// </summary>
internal sealed class SteadyClock(TimeProvider wall) : TimeProvider
{
    private readonly DateTimeOffset start = wall.GetUtcNow();
    private readonly long since = wall.GetTimestamp();

    public override TimeZoneInfo LocalTimeZone => wall.LocalTimeZone;

    public override long TimestampFrequency => wall.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => start + wall.GetElapsedTime(since);

    public override long GetTimestamp() => wall.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => wall.CreateTimer(callback, state, dueTime, period);
}
