using System.Collections.Immutable;
using Reliably.GitOps.Plans;

namespace Reliably.GitOps.Executions;

/// <summary>A plan that was claimed, with an order for each of its experiments.</summary>
internal sealed class PlanRun(DuePlan due, ImmutableArray<ExecutionOrder> orders) : IDisposable
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource interrupt = new();
    private bool ended;

    public DuePlan Due => due;

    public ImmutableArray<ExecutionOrder> Orders => orders;

    public string Group { get; } = ConcurrencyRules.GroupOf(due.Plan);

    /// <summary>Ends the running experiment with its rollbacks; the others do not begin.</summary>
    public CancellationToken Interrupted => interrupt.Token;

    /// <summary>Why it was interrupted or given up; null while it was not.</summary>
    public string? Reason { get; private set; }

    public bool Running { get; set; }

    /// <summary>An entry for each order, in order; empty until somebody expects the run.</summary>
    public ImmutableArray<AwaitedExecution> Awaited { get; set; } = [];

    public ActivePlan Active => new(due.ClaimKey, due.Plan.Slug, Group, Running);

    public void Interrupt(string reason)
    {
        lock (gate)
        {
            if (ended) return;
            Reason ??= reason;
            _ = interrupt.CancelAsync();
        }
    }

    public void Dispose()
    {
        lock (gate) ended = true;
        foreach (var item in Awaited) item.Dispose();
        interrupt.Dispose();
    }
}
