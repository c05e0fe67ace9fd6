using Reliably.GitOps.Executions.Control;

namespace Reliably.GitOps.Executions;

/// <summary>
/// Ends a run that takes too long: the experiment by an interruption, with rollbacks; the rollbacks, which have a time of their own, by
/// force. Listens to the run's own events to know which of them it is.
/// </summary>
internal sealed class RunClock : IProgress<RunEvent>, IDisposable
{
    /// <summary>Between an interruption and the first rollback.</summary>
    private static readonly TimeSpan ToRollbacks = TimeSpan.FromSeconds(30);

    private readonly IProgress<RunEvent> next;
    private readonly RunControl control;
    private readonly TimeSpan rollbackTimeout;
    private readonly CancellationTokenSource timeout;
    private readonly CancellationTokenSource rollbacksTooLong;
    private readonly CancellationTokenSource interrupt;
    private readonly CancellationTokenSource kill;

    public RunClock(IProgress<RunEvent> next, RunControl control, TimeSpan longest, TimeSpan rollbackTimeout, TimeProvider clock)
    {
        this.next = next;
        this.control = control;
        var outer = control.Signals;
        this.rollbackTimeout = rollbackTimeout;
        timeout = new(longest, clock);
        rollbacksTooLong = new(Timeout.InfiniteTimeSpan, clock);
        interrupt = CancellationTokenSource.CreateLinkedTokenSource(outer.Interrupt, timeout.Token);
        kill = CancellationTokenSource.CreateLinkedTokenSource(outer.Kill, rollbacksTooLong.Token);
        interrupt.Token.Register(() => rollbacksTooLong.CancelAfter(ToRollbacks + rollbackTimeout));
    }

    public RunSignals Signals => control.Signals with { Interrupt = interrupt.Token, Kill = kill.Token };

    public bool TimedOut => timeout.IsCancellationRequested && !control.Signals.Interrupt.IsCancellationRequested;

    public bool RollbacksTimedOut => rollbacksTooLong.IsCancellationRequested && !control.Signals.Kill.IsCancellationRequested;

    public void Report(RunEvent value)
    {
        if (value is RunEvent.PhaseStarted { Phase: RunPhase.Rollbacks })
        {
            control.RollbacksBegan();
            timeout.CancelAfter(Timeout.InfiniteTimeSpan);
            rollbacksTooLong.CancelAfter(rollbackTimeout);
        }

        next.Report(value);
    }

    public void Dispose()
    {
        timeout.Dispose();
        rollbacksTooLong.Dispose();
        interrupt.Dispose();
        kill.Dispose();
    }
}
