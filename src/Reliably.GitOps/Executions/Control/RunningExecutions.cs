using System.Collections.Immutable;

namespace Reliably.GitOps.Executions.Control;

/// <summary>What runs in this process, or waits for its turn, with its control: where guards, the emergency stop and people at other terminals reach it. Safe from any thread.</summary>
/// <param name="whole">What this is a part of: whatever runs here runs there too. Null for the whole.</param>
public sealed class RunningExecutions(RunningExecutions? whole = null)
{
    private readonly Lock gate = new();
    private readonly List<RunningExecution> running = [];

    /// <summary>Oldest first.</summary>
    public ImmutableArray<RunningExecution> All
    {
        get
        {
            lock (gate) return [.. running.OrderBy(static one => one.Order.Id.Value, StringComparer.Ordinal)];
        }
    }

    public void Add(RunningExecution execution)
    {
        lock (gate) running.Add(execution);
        whole?.Add(execution);
    }

    public void Remove(ExecutionId id)
    {
        lock (gate) running.RemoveAll(one => one.Order.Id == id);
        whole?.Remove(id);
    }
}

/// <summary>An execution that runs or waits, and its control.</summary>
/// <param name="Order">What it is.</param>
/// <param name="Started">When it began; while it waits, since when.</param>
/// <param name="Control">Directs it.</param>
public sealed record RunningExecution(ExecutionOrder Order, DateTimeOffset Started, RunControl Control);
