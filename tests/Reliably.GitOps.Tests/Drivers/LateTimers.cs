namespace Reliably.GitOps.Drivers;

/// <summary>
/// A clock whose timers are on their way when they are disposed of: the runtime does not wait for a callback that has begun, and what one throws ends the
/// process. A test lets them all arrive.
/// </summary>
internal sealed class LateTimers : TimeProvider
{
    private readonly List<Action> callbacks = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (callbacks) callbacks.Add(() => callback(state));
        return new Timer();
    }

    /// <summary>How many arrived.</summary>
    public int Arrive()
    {
        Action[] all;
        lock (callbacks) all = [.. callbacks];
        foreach (var callback in all) callback();
        return all.Length;
    }

    private sealed class Timer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
            // It is on its way already.
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
