namespace Reliably.GitOps.Demo;

/// <summary>The shop's incidents: opened by people or by the alarm, closed by people.</summary>
internal sealed class IncidentBook(TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly List<Incident> incidents = [];

    public IncidentList All
    {
        get
        {
            lock (gate) return new(incidents.Count(static incident => incident.ClosedAt is null), [.. incidents]);
        }
    }

    /// <summary>The newest one that is open; null where none is.</summary>
    public Incident? NewestOpen
    {
        get
        {
            lock (gate) return incidents.FindLast(static incident => incident.ClosedAt is null);
        }
    }

    public Incident Open(string title, string by)
    {
        lock (gate)
        {
            var incident = new Incident(incidents.Count + 1, title, by, clock.GetUtcNow(), null);
            incidents.Add(incident);
            return incident;
        }
    }

    public void CloseAll()
    {
        lock (gate)
        {
            for (var i = 0; i < incidents.Count; i++) incidents[i] = incidents[i] with { ClosedAt = incidents[i].ClosedAt ?? clock.GetUtcNow() };
        }
    }

    public void Forget()
    {
        lock (gate) incidents.Clear();
    }
}
