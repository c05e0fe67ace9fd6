namespace Reliably.GitOps.Schedules;

/// <summary>When to try again after a failure: 5 seconds, doubled each time, up to 5 minutes.</summary>
internal sealed class BackOff(TimeProvider clock)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private TimeSpan wait = TimeSpan.Zero;
    private DateTimeOffset failed = DateTimeOffset.MinValue;

    /// <summary>A clock that was set back since the failure ends the wait: it could be years.</summary>
    public DateTimeOffset NotBefore => clock.GetUtcNow() is var now && now < failed ? now : failed + wait;

    public bool Allows => clock.GetUtcNow() >= NotBefore;

    public void Failed()
    {
        wait = wait == TimeSpan.Zero ? First : wait * 2 > Longest ? Longest : wait * 2;
        failed = clock.GetUtcNow();
    }

    public void Succeeded()
    {
        wait = TimeSpan.Zero;
        failed = DateTimeOffset.MinValue;
    }
}
