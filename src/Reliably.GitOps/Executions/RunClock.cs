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
    private readonly RunSignals outer;
    private readonly TimeSpan rollbackTimeout;
    private readonly CancellationTokenSource timeout;
    private readonly CancellationTokenSource rollbacksTooLong;
    private readonly CancellationTokenSource interrupt;
    private readonly CancellationTokenSource kill;

    public RunClock(IProgress<RunEvent> next, RunSignals outer, TimeSpan longest, TimeSpan rollbackTimeout, TimeProvider clock)
    {
        this.next = next;
        this.outer = outer;
        this.rollbackTimeout = rollbackTimeout;
        timeout = new(longest, clock);
        rollbacksTooLong = new(Timeout.InfiniteTimeSpan, clock);
        interrupt = CancellationTokenSource.CreateLinkedTokenSource(outer.Interrupt, timeout.Token);
        kill = CancellationTokenSource.CreateLinkedTokenSource(outer.Kill, rollbacksTooLong.Token);
        interrupt.Token.Register(() => rollbacksTooLong.CancelAfter(ToRollbacks + rollbackTimeout));
    }

    public RunSignals Signals => new(interrupt.Token, kill.Token);

    public bool TimedOut => timeout.IsCancellationRequested && !outer.Interrupt.IsCancellationRequested;

    public bool RollbacksTimedOut => rollbacksTooLong.IsCancellationRequested && !outer.Kill.IsCancellationRequested;

    public void Report(RunEvent value)
    {
        if (value is RunEvent.PhaseStarted { Phase: RunPhase.Rollbacks })
        {
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
