using System.Runtime.InteropServices;

namespace Reliably.GitOps.Executions;

/// <summary>
/// Ctrl-C, SIGTERM and SIGHUP for a run: the first interrupts it, with rollbacks by strategy and a journal; the second ends everything at
/// once, with no process left behind.
/// </summary>
internal sealed class RunInterruption : IDisposable
{
    private readonly CancellationTokenSource interrupt = new();
    private readonly CancellationTokenSource kill = new();
    private readonly Action<bool> announce;
    private readonly PosixSignalRegistration control;
    private readonly PosixSignalRegistration terminate;
    private readonly PosixSignalRegistration hangUp;

    /// <param name="announce">Told of each signal that counts; true for the second.</param>
    public RunInterruption(Action<bool> announce)
    {
        this.announce = announce;
        control = PosixSignalRegistration.Create(PosixSignal.SIGINT, Come);
        terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Come);
        hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Come);
    }

    public RunSignals Signals => new(interrupt.Token, kill.Token);

    public void Dispose()
    {
        control.Dispose();
        terminate.Dispose();
        hangUp.Dispose();
        interrupt.Dispose();
        kill.Dispose();
    }

    private void Come(PosixSignalContext context)
    {
        context.Cancel = true;
        var second = interrupt.IsCancellationRequested;
        if (second && kill.IsCancellationRequested) return;
        announce(second);
        if (second) kill.Cancel();
        else interrupt.Cancel();
    }
}
