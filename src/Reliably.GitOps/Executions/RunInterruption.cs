using System.Diagnostics;
using System.Runtime.InteropServices;
using Reliably.GitOps.Executions.Control;
using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Executions;

/// <summary>
/// Ctrl-C, SIGTERM and SIGHUP for a run: the first interrupts it, with rollbacks by strategy and a journal; the second ends everything at
/// once, with no process left behind. SIGUSR2 interrupts it without rollbacks.
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
    private readonly PosixSignalRegistration? leave;
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
        leave = OperatingSystem.IsLinux() ? PosixSignalRegistration.Create((PosixSignal)Posix.SigUsr2, Leave) : null;
    }

    public void Dispose()
    {
        control.Dispose();
        terminate.Dispose();
        hangUp.Dispose();
        leave?.Dispose();
    }

    /// <summary>As with <c>chaos run</c>: it ends, and nothing is undone.</summary>
    private void Leave(PosixSignalContext context)
    {
        context.Cancel = true;
        announce(run.Stop(new() { Who = "SIGUSR2", Rollbacks = false }));
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
