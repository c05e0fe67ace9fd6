namespace Reliably.GitOps.Schedules;

/// <summary>Something to wait for that others may set at any time, any number of times.</summary>
internal sealed class Wake
{
    // Timers cannot wait for ever; whoever waits looks again then.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private volatile TaskCompletionSource source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Set() => source.TrySetResult();

    /// <summary>Waits until it is set, a moment has come, or a stop; true when it was set.</summary>
    public async Task<bool> WaitAsync(TimeSpan longest, TimeProvider clock, CancellationToken stop)
    {
        try
        {
            await source.Task.WaitAsync(longest < TimeSpan.Zero ? TimeSpan.Zero : longest > Longest ? Longest : longest, clock, stop);
            source = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return true;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }
}
