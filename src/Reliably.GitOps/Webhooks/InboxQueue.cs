namespace Reliably.GitOps.Webhooks;

/// <summary>An entry in line to be written, and whoever waits for it.</summary>
/// <param name="Entry">What is written.</param>
/// <param name="Written">
/// Told when the disk has it; null where nobody waits. Whoever waits goes on at once on the thread that wrote: on one core a hop to another thread costs
/// more than a delivery.
/// </param>
internal sealed record InboxAddition(InboxEntry Entry, TaskCompletionSource? Written);

/// <summary>What is to be written next. All that came while the disk was busy is written together.</summary>
internal sealed class InboxQueue
{
    /// <summary>How long entries that nobody waits for may stay here, so that they share a flush with others.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    /// <summary>Entries that are written at a time at most.</summary>
    private const int Most = 4096;

    private readonly object gate = new();
    private readonly Queue<InboxAddition> additions = new();
    private bool isUrgent;
    private bool isClosed;

    /// <summary>Puts an entry in line; false when it is too late.</summary>
    public bool TryAdd(InboxAddition addition)
    {
        lock (gate)
        {
            if (isClosed) return false;
            additions.Enqueue(addition);
            if (addition.Written is not null && !isUrgent) isUrgent = true;
            else if (additions.Count > 1) return true;
            Monitor.Pulse(gate);
            return true;
        }
    }

    /// <summary>Waits for entries and takes them; false when it is closed and nothing is left. For one thread.</summary>
    public bool Take(List<InboxAddition> batch)
    {
        lock (gate)
        {
            while (additions.Count == 0 && !isClosed) Monitor.Wait(gate);
            if (!isUrgent && !isClosed) Monitor.Wait(gate, Patience);
            while (batch.Count < Most && additions.TryDequeue(out var addition)) batch.Add(addition);
            isUrgent = additions.Count > 0;
            return batch.Count > 0;
        }
    }

    /// <summary>Takes no more.</summary>
    public void Close()
    {
        lock (gate)
        {
            isClosed = true;
            Monitor.PulseAll(gate);
        }
    }
}
