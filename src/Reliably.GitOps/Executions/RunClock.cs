using System.Globalization;
using Reliably.GitOps.Executions.Control;

namespace Reliably.GitOps.Executions;

/// <summary>
/// The deadlines of a run, which listens to the run's own events to know how far it is. The experiment that takes too long is stopped, with
/// rollbacks. An engine that was asked to end and does not come to its rollbacks is given up, and so are rollbacks, which have a time of
/// their own: the engine is then killed with all it started.
/// </summary>
internal sealed class RunClock : IProgress<RunEvent>, IDisposable
{
    private readonly IProgress<RunEvent> next;
    private readonly RunControl control;
    private readonly RunDeadlines deadlines;
    private readonly ITimer timeout;
    private readonly ITimer patience;
    private readonly CancellationTokenSource givenUp = new();
    private readonly CancellationTokenSource kill;
    private readonly CancellationTokenRegistration asked;
    private readonly CancellationTokenRegistration cutOff;
    private readonly Lock gate = new();
    private bool ended;

    public RunClock(IProgress<RunEvent> next, RunControl control, RunDeadlines deadlines, TimeProvider clock)
    {
        (this.next, this.control, this.deadlines) = (next, control, deadlines);
        var signals = control.Signals;
        kill = CancellationTokenSource.CreateLinkedTokenSource(signals.Kill, givenUp.Token);
        patience = clock.CreateTimer(_ => GiveUp(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timeout = clock.CreateTimer(_ => TakeTooLong(), null, deadlines.Experiment, Timeout.InfiniteTimeSpan);
        asked = signals.Interrupt.Register(WaitUnlessRollingBack);
        cutOff = signals.NoRollbacks.Register(() => patience.Change(deadlines.Stop, Timeout.InfiniteTimeSpan));
    }

    /// <summary>What the engine obeys.</summary>
    public RunSignals Signals => control.Signals with { Kill = kill.Token };

    /// <summary>The engine was killed because it did not end when it was asked to, or its rollbacks did not.</summary>
    public bool GaveUp => givenUp.IsCancellationRequested;

    /// <summary>The engine has begun to change something: there may be something to undo.</summary>
    public bool MethodBegan { get; private set; }

    public bool RollbacksBegan { get; private set; }

    /// <summary>The engine said that the experiment is over: it has played what it plays.</summary>
    public bool Finished { get; private set; }

    public void Report(RunEvent value)
    {
        MethodBegan |= value is RunEvent.PhaseStarted { Phase: RunPhase.Method } or RunEvent.ActivityStarted { Phase: RunPhase.Method };
        Finished |= value is RunEvent.ExperimentEnded;
        if (value is RunEvent.PhaseStarted { Phase: RunPhase.Rollbacks }) BeginRollbacks();
        next.Report(value);
    }

    /// <summary>The engine has ended: nothing is late any more.</summary>
    public void End()
    {
        lock (gate) ended = true;
        asked.Unregister();
        cutOff.Unregister();
        timeout.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        patience.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        End();
        asked.Dispose();
        cutOff.Dispose();
        timeout.Dispose();
        patience.Dispose();
        givenUp.Dispose();
        kill.Dispose();
    }

    /// <summary>A duration for people: <c>20 min</c>.</summary>
    public static string Words(TimeSpan time) =>
        time.TotalMinutes >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0.##} min") : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.##} s");

    private void BeginRollbacks()
    {
        RollbacksBegan = true;
        control.RollbacksBegan();
        timeout.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        patience.Change(deadlines.Rollbacks, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Once rollbacks play, their own time counts.</summary>
    private void WaitUnlessRollingBack()
    {
        if (!RollbacksBegan) patience.Change(deadlines.Stop, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A timer that is put off or disposed of may be on its way here already: then the engine has ended in time, and nothing is left to stop.</summary>
    private void TakeTooLong()
    {
        lock (gate)
        {
            if (!ended) control.Stop(new() { Kind = "timeout", Sentence = $"It took longer than its timeout of {Words(deadlines.Experiment)}." });
        }
    }

    /// <inheritdoc cref="TakeTooLong"/>
    private void GiveUp()
    {
        lock (gate)
        {
            if (ended) return;
            control.Record(
                "killed",
                RollbacksBegan ? $"The rollbacks took longer than {Words(deadlines.Rollbacks)} and were cut off." : $"The engine did not end within {Words(deadlines.Stop)} of being asked to.",
                null);
            _ = givenUp.CancelAsync();
        }
    }
}

/// <summary>How long what may take.</summary>
/// <param name="Experiment">The experiment without its rollbacks.</param>
/// <param name="Stop">From a stop to the first rollback, or to the end.</param>
/// <param name="Rollbacks">All rollbacks together.</param>
internal sealed record RunDeadlines(TimeSpan Experiment, TimeSpan Stop, TimeSpan Rollbacks);
