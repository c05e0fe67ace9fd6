using System.Diagnostics;
using System.Runtime.InteropServices;
using Reliably.GitOps.Executions.Control;

namespace Reliably.GitOps.Executions;

/// <summary>
/// Ctrl-C, SIGTERM and SIGHUP for a run: the first interrupts it, with rollbacks by strategy and a journal; the second ends everything at
/// once, with no process left behind.
/// </summary>
internal sealed class RunInterruption : IDisposable
{
    /// <summary>Two signals in this time are one: <c>timeout</c> and some shells send theirs to the process and to its group.</summary>
    private static readonly TimeSpan Echo = TimeSpan.FromMilliseconds(500);

    private readonly RunControl run;
    private readonly Action<ControlAnswer> announce;
    private readonly Lock gate = new();
    private readonly PosixSignalRegistration control;
    private readonly PosixSignalRegistration terminate;
    private readonly PosixSignalRegistration hangUp;
    private long first;
    private bool second;

    /// <param name="run">The run that the signals are for.</param>
    /// <param name="announce">Told what becomes of each signal that counts.</param>
    public RunInterruption(RunControl run, Action<ControlAnswer> announce)
    {
        this.run = run;
        this.announce = announce;
        control = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Come(context, "Ctrl-C"));
        terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Come(context, "SIGTERM"));
        hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Come(context, "SIGHUP"));
    }

    public void Dispose()
    {
        control.Dispose();
        terminate.Dispose();
        hangUp.Dispose();
    }

    private void Come(PosixSignalContext context, string signal)
    {
        context.Cancel = true;
        lock (gate)
        {
            if (second || (first != 0 && Stopwatch.GetElapsedTime(first) < Echo)) return;
            second = first != 0;
            if (!second) first = Stopwatch.GetTimestamp();
        }

        announce(second ? run.Kill(signal, null) : run.Stop(new() { Who = signal }));
    }
}
