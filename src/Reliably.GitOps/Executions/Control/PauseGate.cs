namespace Reliably.GitOps.Executions.Control;

/// <summary>
/// What a runner asks before each activity. It is open unless the run is paused; a pause ends by itself when its time is over. Bookkeeping
/// only: who may pause, and what is recorded of it, is <see cref="RunControl"/>'s. Safe from any thread.
/// </summary>
public sealed class PauseGate(TimeProvider clock) : IDisposable
{
    private readonly Lock gate = new();
    private TaskCompletionSource? closed;
    private ITimer? timer;
    private RunPause? current;
    private bool openForGood;

    /// <summary>The pause that is on; null while the run may go on.</summary>
    public RunPause? Current
    {
        get
        {
            lock (gate) return current;
        }
    }

    /// <summary>Called when a pause is over because its time is, not when somebody resumed.</summary>
    internal Action<RunPause>? RanOut { get; set; }

    /// <summary>Asked as well, where the run is directed from outside of its container; null elsewhere.</summary>
    internal Func<CancellationToken, Task>? Beyond { get; set; }

    /// <summary>Comes at once while the run may go on, else when it may.</summary>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public ValueTask PassAsync(CancellationToken stop)
    {
        if (Beyond is { } ask) return new(ask(stop));
        lock (gate) return closed is null ? ValueTask.CompletedTask : new(WaitAsync(closed.Task, stop));
    }

    public void Dispose() => Open(forGood: true);

    /// <summary>The run is being stopped: nothing is held any more, and whoever waits is released by the stop itself, so that no activity begins.</summary>
    internal void GiveUp()
    {
        lock (gate)
        {
            openForGood = true;
            timer?.Dispose();
            (timer, current) = (null, null);
        }
    }

    /// <summary>Closes the gate. False where the run is past the point at which it can be paused.</summary>
    internal bool Close(RunPause pause)
    {
        lock (gate)
        {
            if (openForGood) return false;
            timer?.Dispose();
            current = pause;
            closed ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            timer = pause.Until is { } until ? clock.CreateTimer(End, pause, Shortened(until - clock.GetUtcNow()), Timeout.InfiniteTimeSpan) : null;
            return true;
        }
    }

    /// <summary>Opens the gate; returns the pause that was on.</summary>
    /// <param name="forGood">It is not closed again: the run is being stopped, or rolls back.</param>
    internal RunPause? Open(bool forGood = false)
    {
        lock (gate)
        {
            openForGood |= forGood;
            return OpenIt();
        }
    }

    /// <summary>The longest time a timer takes stands for every longer one.</summary>
    private static TimeSpan Shortened(TimeSpan time) => time < TimeSpan.Zero ? TimeSpan.Zero : time > TimeSpan.FromDays(24) ? TimeSpan.FromDays(24) : time;

    private RunPause? OpenIt()
    {
        var ended = current;
        timer?.Dispose();
        closed?.TrySetResult();
        (timer, closed, current) = (null, null, null);
        return ended;
    }

    private void End(object? pause)
    {
        lock (gate)
        {
            if (!ReferenceEquals(current, pause)) return; // somebody resumed, or paused anew, meanwhile
            OpenIt();
        }

        RanOut?.Invoke((RunPause)pause!);
    }

    private async Task WaitAsync(Task opened, CancellationToken stop)
    {
        await opened.WaitAsync(stop);
        await PassAsync(stop);
    }
}

/// <summary>A pause: it takes effect after the current activity.</summary>
/// <param name="Since">When it was asked for.</param>
/// <param name="Until">When it ends by itself; null until somebody resumes.</param>
/// <param name="Who">Who asked: a person, or what paused it by itself.</param>
/// <param name="Why">The reason that was given.</param>
public sealed record RunPause(DateTimeOffset Since, DateTimeOffset? Until, string? Who, string? Why);
