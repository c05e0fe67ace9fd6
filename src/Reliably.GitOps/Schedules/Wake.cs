namespace Reliably.GitOps.Schedules;

/// <summary>Something to wait for that others may set at any time, any number of times.</summary>
internal sealed class Wake
{
    // Timers cannot wait for ever; whoever waits looks again then.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private volatile TaskCompletionSource source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Set() => source.TrySetResult();

    /// <summary>Waits until it is set, a moment has come, or a stop; true when it was set.</summary>
    public async Task<bool> WaitAsync(DateTimeOffset until, TimeProvider clock, CancellationToken stop)
    {
        var longest = until - clock.GetUtcNow();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            var waiting = source.Task.WaitAsync(longest < TimeSpan.Zero ? TimeSpan.Zero : longest > Longest ? Longest : longest, clock, enough.Token);
            if (clock.GetUtcNow() >= until) await enough.CancelAsync(); // the clock was set while the wait began
            await waiting;
            source = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return true;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }
}
