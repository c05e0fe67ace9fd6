using System.Collections.Immutable;
using Reliably.GitOps.Plans;

namespace Reliably.GitOps.Executions;

/// <summary>The plans that run or wait for their turn: one lane for each concurrency group, in order.</summary>
internal sealed class PlanLanes
{
    private readonly Lock gate = new();
    private readonly List<PlanRun> active = [];
    private readonly Dictionary<string, Task> tails = new(StringComparer.Ordinal);

    public ImmutableArray<ActivePlan> Active
    {
        get
        {
            lock (gate) return [.. active.Select(static item => item.Active)];
        }
    }

    /// <summary>Starts a run as soon as those of its group before it have ended. Its failure is the caller's to see in the task.</summary>
    /// <param name="entering">The run.</param>
    /// <param name="run">Carries it out when its turn comes.</param>
    public Task Enter(PlanRun entering, Func<PlanRun, Task> run)
    {
        lock (gate)
        {
            active.Add(entering);
            var before = tails.GetValueOrDefault(entering.Group, Task.CompletedTask);
            return tails[entering.Group] = AfterAsync(before, entering, run);
        }
    }

    /// <summary>Interrupts a run, or gives up one that waits.</summary>
    public void Interrupt(Func<PlanRun, bool> which, string reason)
    {
        ImmutableArray<PlanRun> meant;
        lock (gate) meant = [.. active.Where(which)];
        foreach (var item in meant) item.Interrupt(reason);
    }

    /// <summary>Comes when nothing runs and nothing waits.</summary>
    public async Task EmptyAsync()
    {
        while (true)
        {
            Task[] tasks;
            lock (gate) tasks = [.. tails.Values.Where(static task => !task.IsCompleted)];
            if (tasks.Length == 0) return;
            await Task.WhenAll(tasks);
        }
    }

    private async Task AfterAsync(Task before, PlanRun entering, Func<PlanRun, Task> run)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        try
        {
            await run(entering);
        }
        finally
        {
            lock (gate) active.Remove(entering);
            entering.Dispose();
        }
    }
}
