using System.Collections.Immutable;
using System.Text;

namespace Reliably.GitOps.PullRequests;

/// <summary>The audit log of a service: one line of JSON for each decision, appended, never changed, on disk before the decision is told. Readable by its owner alone.</summary>
internal sealed class AuditLog(string dataFolder)
{
    private const string Name = "audit.jsonl";
    private const int Tail = 64 * 1024;

    /// <summary>All logs of a process: two of them may write to one file.</summary>
    private static readonly Lock Gate = new();

    public string Path { get; } = System.IO.Path.Combine(dataFolder, Name);

    /// <summary>Adds a line. After a crash the same decision may come again: it is not written twice in a row of its repository.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public void Append(AuditEntry entry)
    {
        lock (Gate)
        {
            using var stream = Open();
            if (Newest(stream).Any(one => one with { At = entry.At } == entry)) return;
            var isTorn = stream.Length > 0 && LastByte(stream) != '\n';
            stream.Seek(0, SeekOrigin.End);
            stream.Write(Encoding.UTF8.GetBytes((isTorn ? "\n" : "") + entry.Write() + "\n"));
            stream.Flush(flushToDisk: true);
        }
    }

    /// <summary>Everything, in order. A line that a crash tore is counted and passed over.</summary>
    /// <param name="torn">Lines that cannot be read.</param>
    public ImmutableArray<AuditEntry> Read(out int torn)
    {
        torn = 0;
        var entries = ImmutableArray.CreateBuilder<AuditEntry>();
        if (!File.Exists(Path)) return [];
        using var stream = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0) continue;
            if (AuditEntry.Read(Encoding.UTF8.GetBytes(line)) is { } entry) entries.Add(entry);
            else torn++;
        }

        return entries.ToImmutable();
    }

    private FileStream Open()
    {
        var isNew = !File.Exists(Path);
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var stream = new FileStream(Path, options);
        if (isNew) DurableFile.SyncFolder(Path);
        return stream;
    }

    private static int LastByte(FileStream stream)
    {
        stream.Seek(-1, SeekOrigin.End);
        return stream.ReadByte();
    }

    private static ImmutableArray<AuditEntry> Newest(FileStream stream)
    {
        var length = (int)Math.Min(Tail, stream.Length);
        stream.Seek(-length, SeekOrigin.End);
        var tail = new byte[length];
        stream.ReadExactly(tail);
        return [.. Encoding.UTF8.GetString(tail).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => AuditEntry.Read(Encoding.UTF8.GetBytes(line))).OfType<AuditEntry>()];
    }
}
