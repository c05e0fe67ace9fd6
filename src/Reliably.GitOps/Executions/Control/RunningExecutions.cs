using System.Collections.Immutable;

namespace Reliably.GitOps.Executions.Control;

/// <summary>What runs in this process, with its control: where guards, the emergency stop and people at other terminals reach it. Safe from any thread.</summary>
public sealed class RunningExecutions
{
    private readonly Lock gate = new();
    private ImmutableSortedDictionary<ExecutionId, RunningExecution> running = ImmutableSortedDictionary<ExecutionId, RunningExecution>.Empty;

    /// <summary>Oldest first.</summary>
    public ImmutableArray<RunningExecution> All
    {
        get
        {
            lock (gate) return [.. running.Values];
        }
    }

    public void Add(RunningExecution execution)
    {
        lock (gate) running = running.SetItem(execution.Order.Id, execution);
    }

    public void Remove(ExecutionId id)
    {
        lock (gate) running = running.Remove(id);
    }
}

/// <summary>An execution that runs, and its control.</summary>
public sealed record RunningExecution(ExecutionOrder Order, DateTimeOffset Started, RunControl Control);
