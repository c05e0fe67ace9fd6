using System.Collections.Immutable;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Dashboard;

/// <summary>An execution that is running, as far as its events tell.</summary>
public sealed record LiveExecution
{
    public required ExecutionOrder Order { get; init; }

    public required DateTimeOffset Started { get; init; }

    public RunPhase? Phase { get; init; }

    /// <summary>The activity that runs now; null between two.</summary>
    public string? Activity { get; init; }

    /// <summary>The newest pause, as its event says it; null while the run may go on.</summary>
    public ExecutionEvent? Paused { get; init; }

    /// <summary>Why it is being ended, as the event says it.</summary>
    public ExecutionEvent? Stopped { get; init; }

    /// <summary>The newest events, newest last; bounded.</summary>
    public ImmutableArray<RunEvent> Events { get; init; } = [];
}

/// <summary>What runs now and what has just ended, for the live page. Holds masked events only, and no more than a screen of them. Safe from any thread.</summary>
public sealed class LiveExecutions
{
    private const int MostEvents = 40;
    private const int MostEnded = 20;
    private readonly Lock gate = new();
    private ImmutableSortedDictionary<ExecutionId, LiveExecution> running = ImmutableSortedDictionary<ExecutionId, LiveExecution>.Empty;
    private ImmutableList<ExecutionRecord> ended = [];

    /// <summary>What runs, oldest first.</summary>
    public ImmutableArray<LiveExecution> Running
    {
        get
        {
            lock (gate) return [.. running.Values];
        }
    }

    /// <summary>What ended since the service started, newest first.</summary>
    public ImmutableArray<ExecutionRecord> Ended
    {
        get
        {
            lock (gate) return [.. ended];
        }
    }

    public void Start(ExecutionOrder order, DateTimeOffset now)
    {
        lock (gate) running = running.SetItem(order.Id, new() { Order = order, Started = now });
    }

    /// <summary>Events of an execution that is not running are ignored.</summary>
    public void Report(ExecutionId id, RunEvent item)
    {
        lock (gate)
        {
            if (running.TryGetValue(id, out var known)) running = running.SetItem(id, After(known, item));
        }
    }

    public void End(ExecutionRecord record)
    {
        lock (gate)
        {
            running = running.Remove(record.Id);
            ended = ended.RemoveAll(other => other.Id == record.Id).Insert(0, record);
            if (ended.Count > MostEnded) ended = ended.RemoveRange(MostEnded, ended.Count - MostEnded);
        }
    }

    private static LiveExecution After(LiveExecution known, RunEvent item)
    {
        var events = known.Events.Length < MostEvents ? known.Events.Add(item) : known.Events.RemoveAt(0).Add(item);
        return item switch
        {
            RunEvent.PhaseStarted phase => known with { Events = events, Phase = phase.Phase, Activity = null },
            RunEvent.ActivityStarted activity => known with { Events = events, Phase = activity.Phase, Activity = activity.Name },
            RunEvent.Intervened { Status: "paused", Event: var pause } => known with { Events = events, Paused = pause.Kind == "paused" ? pause : known.Paused },
            RunEvent.Intervened { Status: "stopping", Event: var stop } => known with { Events = events, Paused = null, Stopped = known.Stopped ?? stop },
            RunEvent.Intervened => known with { Events = events, Paused = null },
            RunEvent.ActivityEnded => known with { Events = events, Activity = null },
            _ => known with { Events = events },
        };
    }
}
