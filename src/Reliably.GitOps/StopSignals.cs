using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Reliably.GitOps;

/// <summary>
/// Ctrl-C and SIGTERM as a token, for a verb that has something to finish before it ends. The process survives the first; the second ends it
/// at once, for somebody who does not want to wait.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    /// <summary>Two signals in this time are one: <c>timeout</c> and some shells send theirs to the process and to its group.</summary>
    private static readonly TimeSpan Echo = TimeSpan.FromMilliseconds(500);

    private readonly Action? again;
    private readonly Lock gate = new();
    private long first;
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration interrupt;
    private readonly PosixSignalRegistration terminate;
    private readonly PosixSignalRegistration hangUp;

    /// <param name="again">What a second signal does before it ends the process.</param>
    public StopSignals(Action? again = null)
    {
        this.again = again;
        interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
    }

    public CancellationToken Token => source.Token;

    /// <summary>Waits until one of them comes.</summary>
    public async Task WaitAsync(CancellationToken alsoWhen)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(source.Token, alsoWhen);
        var waiting = new TaskCompletionSource();
        await using var registration = either.Token.Register(waiting.SetResult);
        await waiting.Task;
    }

    public void Dispose()
    {
        interrupt.Dispose();
        terminate.Dispose();
        hangUp.Dispose();
        source.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        lock (gate)
        {
            if (first == 0) first = Stopwatch.GetTimestamp();
            context.Cancel = Stopwatch.GetElapsedTime(first) < Echo;
        }

        if (context.Cancel) source.Cancel();
        else again?.Invoke();
    }
}
