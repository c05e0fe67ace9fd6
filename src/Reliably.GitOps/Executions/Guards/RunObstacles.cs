using System.Collections.Immutable;
using Reliably.GitOps.Guards;
using Reliably.GitOps.Plans;

namespace Reliably.GitOps.Executions.Guards;

/// <summary>
/// What may stand in the way of the runs of one repository: emergency stops, blackout windows, and limits on how many are started. Asked before
/// a run and again and again during it, so it is cheap; its sources may change at any time. Safe from any thread.
/// </summary>
public sealed class RunObstacles(TimeProvider clock, ImmutableArray<EmergencyFile> emergencies, StartBook starts)
{
    private readonly Lock gate = new();
    private readonly HashSet<string> running = new(StringComparer.Ordinal);
    private volatile Guardrails guardrails = Guardrails.None;
    private volatile EmergencyStop? ordered;

    /// <summary>Windows of the server, which hold for every repository.</summary>
    public ImmutableArray<BlackoutWindow> ServerWindows { get; init; } = [];

    /// <summary>What the repository's settings say now.</summary>
    public Guardrails Guardrails
    {
        get => guardrails;
        set => guardrails = value;
    }

    /// <summary>The emergency stop that lies on the watched branch; null while there is none.</summary>
    public EmergencyStop? Ordered
    {
        get => ordered;
        set => ordered = value;
    }

    /// <summary>What stands in the way at this moment, of runs that begin and of those that run.</summary>
    public Obstacle? Standing() => Obstacle.At(clock.GetUtcNow(), Emergencies(), ServerWindows.Concat(guardrails.Windows));

    /// <summary>Lets a run begin and counts it, or says what stands in its way. Whoever entered leaves.</summary>
    public Obstacle? Enter(ExecutionOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (Standing() is { } standing) return standing;
        lock (gate)
        {
            var now = clock.GetUtcNow();
            if (guardrails.LimitReached(running.Count, starts.Known, now) is { } limit) return limit;
            starts.Add(now); // first: where the disk does not take it, nobody entered
            running.Add(order.Id.Value);
            return null;
        }
    }

    public void Leave(ExecutionOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        lock (gate) running.Remove(order.Id.Value);
    }

    private IEnumerable<EmergencyStop> Emergencies() =>
        emergencies.Select(static file => file.Read()).Append(ordered).OfType<EmergencyStop>();
}
