using System.Globalization;

namespace Reliably.GitOps.Demo;

/// <summary>The log of one replica: the newest lines in memory, all of them in a file. It outlives the process it speaks of.</summary>
internal sealed class ReplicaLog(string path, TimeProvider clock) : IDisposable
{
    private const int Kept = 500;
    private readonly Lock gate = new();
    private readonly Queue<string> newest = new();

    // Held open, so that a folder that is cleaned away under a living shop costs the file and not the shop.
    private readonly StreamWriter file = new(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete)) { AutoFlush = true };

    public string Path => path;

    public void Write(string text)
    {
        var line = clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) + " " + text;
        lock (gate)
        {
            newest.Enqueue(line);
            if (newest.Count > Kept) newest.Dequeue();
            file.Write(line + "\n");
        }
    }

    public string Newest(int lines)
    {
        lock (gate) return string.Concat(newest.TakeLast(lines).Select(static line => line + "\n"));
    }

    public void Dispose() => file.Dispose();
}
