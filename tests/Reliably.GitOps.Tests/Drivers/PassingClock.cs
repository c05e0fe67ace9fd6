using System.Diagnostics;

namespace Reliably.GitOps.Drivers;

/// <summary>A clock that goes as the machine's does, until a test lets minutes pass at once.</summary>
internal sealed class PassingClock : TimeProvider, IAsyncDisposable
{
    private readonly ManualClock clock = new(DateTimeOffset.UtcNow);
    private readonly CancellationTokenSource end = new();
    private readonly Task going;

    public PassingClock() => going = Task.Run(GoAsync);

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => clock.CreateTimer(callback, state, dueTime, period);

    public void Pass(TimeSpan time) => clock.Advance(time);

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await going;
        end.Dispose();
    }

    private async Task GoAsync()
    {
        var watch = Stopwatch.StartNew();
        for (var gone = TimeSpan.Zero; !end.IsCancellationRequested;)
        {
            var now = watch.Elapsed;
            clock.Advance(now - gone);
            gone = now;
            await Task.Delay(10);
        }
    }
}
