namespace Reliably.GitOps.Processes;

/// <summary>
/// One thread that waits for any number of processes: it drains their streams, so that none blocks on a full pipe, and finishes each when it
/// has ended and its streams are closed. A thousand processes need no thousand threads.
/// </summary>
internal sealed class ProcessLoop
{
    private static readonly Lazy<ProcessLoop> SharedLoop = new(static () => new(stays: true));

    private readonly bool stays;
    private readonly (int Read, int Write) wake = Posix.Pipe();
    private readonly Lock gate = new();
    private readonly List<WatchedProcess> coming = [];
    private Posix.PollEntry[] entries = new Posix.PollEntry[8];
    private bool started;
    private bool over;

    private ProcessLoop(bool stays) => this.stays = stays;

    /// <summary>Watches a process on the thread that all share, or on one of its own where somebody reads along and may take time.</summary>
    public static ProcessLoop For(ProcessReaders? readers) => readers is null ? SharedLoop.Value : new(stays: false);

    /// <summary>Takes a process over. Its watcher is told of an error that a reader of its output threw.</summary>
    public void Add(WatchedProcess process)
    {
        bool starts;
        lock (gate)
        {
            coming.Add(process);
            starts = !started;
            started = true;
        }

        if (!starts) Wake();
        else new Thread(Run) { IsBackground = true, Name = "processes" }.Start();
    }

    /// <summary>Looks at its processes again: one of them was told to let go.</summary>
    public unsafe void Wake()
    {
        lock (gate)
        {
            if (over) return;
            byte one = 1;
            _ = Posix.write(wake.Write, &one, 1);
        }
    }

    private void Run()
    {
        var watched = new List<WatchedProcess>();
        var buffer = new byte[65536];
        while (TakeComing(watched))
        {
            var count = Describe(watched);
            var polled = Posix.Poll(entries, count);
            if (polled && entries[0].Returned != 0) _ = Posix.Read(wake.Read, buffer);
            for (var i = watched.Count - 1; i >= 0; i--)
            {
                if (!polled) watched[i].LetGo();
                if (watched[i].Advance(entries, buffer)) watched.RemoveAt(i);
            }
        }
    }

    /// <summary>False where there is nothing left to wait for, and never will be.</summary>
    private bool TakeComing(List<WatchedProcess> watched)
    {
        lock (gate)
        {
            watched.AddRange(coming);
            coming.Clear();
            if (stays || watched.Count > 0) return true;
            over = true;
            _ = Posix.close(wake.Read);
            _ = Posix.close(wake.Write);
            return false;
        }
    }

    private int Describe(List<WatchedProcess> watched)
    {
        if (entries.Length < 1 + 2 * watched.Count) entries = new Posix.PollEntry[2 + 4 * watched.Count];
        entries[0] = new() { Descriptor = wake.Read, Events = Posix.PollIn };
        var count = 1;
        foreach (var process in watched) process.Describe(entries, ref count);
        return count;
    }
}
