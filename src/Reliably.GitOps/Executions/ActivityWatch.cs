using System.Collections.Immutable;
using Reliably.GitOps.Executions.Control;

namespace Reliably.GitOps.Executions;

/// <summary>
/// Stops a run whose engine lets an activity go on for longer than the limit for one that names no timeout. Our own engine ends such an
/// activity itself; the Chaos Toolkit cannot, so the run is interrupted, with its rollbacks.
/// </summary>
internal sealed class ActivityWatch : IProgress<RunEvent>, IDisposable
{
    /// <summary>An engine that ends the activity itself has this time for it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly IProgress<RunEvent> next;
    private readonly RunControl control;
    private readonly TimeProvider clock;
    private readonly TimeSpan longest;
    private readonly ImmutableHashSet<string> free;
    private readonly Dictionary<RunPhase, ITimer> running = [];

    public ActivityWatch(IProgress<RunEvent> next, RunControl control, ExecutionOrder order, TimeSpan longest, TimeProvider clock)
    {
        (this.next, this.control, this.longest, this.clock) = (next, control, longest, clock);
        free = [.. order.Experiment.Experiment.Activities.Where(static activity => activity.Background || activity.Provider?.Source.Has("timeout") == true).Select(static activity => activity.Name)];
    }

    public void Report(RunEvent value)
    {
        switch (value)
        {
            case RunEvent.ActivityStarted { Phase: not RunPhase.Rollbacks } started when !free.Contains(started.Name): Begin(started.Phase, started.Name); break;
            case RunEvent.ActivityEnded ended when !free.Contains(ended.Name): End(ended.Phase); break;
            case RunEvent.PhaseStarted or RunEvent.ExperimentEnded: Dispose(); break;
            default: break;
        }

        next.Report(value);
    }

    public void Dispose()
    {
        foreach (var phase in Enum.GetValues<RunPhase>()) End(phase);
    }

    /// <summary>Activities of one phase follow each other: the next one says that the last has ended.</summary>
    private void Begin(RunPhase phase, string name)
    {
        lock (gate)
        {
            End(phase);
            running[phase] = clock.CreateTimer(_ => TakeTooLong(name), null, longest + Patience, Timeout.InfiniteTimeSpan);
        }
    }

    private void End(RunPhase phase)
    {
        lock (gate)
        {
            if (running.Remove(phase, out var timer)) timer.Dispose();
        }
    }

    private void TakeTooLong(string name) => control.Stop(new()
    {
        Who = "the service",
        Why = FormattableString.Invariant($"the activity '{name}' took longer than {longest.TotalSeconds} s, the limit for one that names no timeout"),
        Kind = "timeout",
    });
}
