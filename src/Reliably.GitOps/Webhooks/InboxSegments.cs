using System.Globalization;

namespace Reliably.GitOps.Webhooks;

/// <summary>
/// The files of the inbox: entries are only ever added at the end of the newest, and a file goes as a whole when nothing in it is needed any
/// more. One writer at a time.
/// </summary>
internal sealed class InboxSegments : IDisposable
{
    private const string Extension = ".inbox";

    private readonly string folder;
    private readonly long longest;
    private FileStream current;
    private int number;
    private long good;

    private InboxSegments(string folder, long longest, FileStream current, int number)
    {
        (this.folder, this.longest, this.current, this.number) = (folder, longest, current, number);
        good = current.Length;
    }

    /// <summary>The file that is written now.</summary>
    public int Newest => number;

    /// <summary>Opens the folder, and gives every entry in it with the file it lies in, oldest first.</summary>
    /// <param name="folder">Made where it is missing.</param>
    /// <param name="longest">Bytes after which the next file begins.</param>
    /// <param name="found">Told of each entry.</param>
    /// <param name="broken">Told of each line in the middle of a file that is no entry. The last of a file may be half: a crash wrote it.</param>
    public static InboxSegments Open(string folder, long longest, Action<int, InboxEntry> found, Action<string, int> broken)
    {
        Directory.CreateDirectory(folder);
        var numbers = Directory.EnumerateFiles(folder, "*" + Extension).Select(NumberOf).OfType<int>().Order().ToList();
        foreach (var one in numbers) Read(Path.Combine(folder, NameOf(one)), one, found, broken);
        var newest = numbers.Count == 0 ? 1 : numbers[^1];
        return new(folder, longest, Append(Path.Combine(folder, NameOf(newest))), newest);
    }

    /// <summary>Adds entries and waits until the disk has them. All or none: what was written in part is cut off before the next.</summary>
    /// <exception cref="IOException">The disk is full or broken.</exception>
    public void Write(ReadOnlySpan<byte> entries)
    {
        if (current.Length != good) current.SetLength(good);
        if (good > 0 && good + entries.Length > longest) Next();
        RandomAccess.Write(current.SafeFileHandle, entries, good);
        RandomAccess.FlushToDisk(current.SafeFileHandle);
        good += entries.Length;
    }

    /// <summary>Removes a file in which nothing is needed any more; never the one that is written now.</summary>
    public void Remove(int segment)
    {
        if (segment != number) File.Delete(Path.Combine(folder, NameOf(segment)));
    }

    public void Dispose() => current.Dispose();

    private void Next()
    {
        var last = current;
        current = Append(Path.Combine(folder, NameOf(number + 1)));
        (number, good) = (number + 1, current.Length);
        last.Dispose();
    }

    private static void Read(string path, int segment, Action<int, InboxEntry> found, Action<string, int> broken)
    {
        ReadOnlySpan<byte> rest = File.ReadAllBytes(path);
        var whole = 0;
        for (var line = 1; !rest.IsEmpty; line++)
        {
            var end = rest.IndexOf((byte)'\n');
            if (end < 0) break;
            if (InboxEntry.Read(rest[..end]) is { } entry) found(segment, entry);
            else broken(path, line);
            whole += end + 1;
            rest = rest[(end + 1)..];
        }

        if (rest.IsEmpty) return;
        using var half = new FileStream(path, FileMode.Open, FileAccess.Write);
        half.SetLength(whole);
    }

    private static FileStream Append(string path)
    {
        var isNew = !File.Exists(path);
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        if (isNew) DurableFile.SyncFolder(path);
        return file;
    }

    private static string NameOf(int segment) => segment.ToString("D8", CultureInfo.InvariantCulture) + Extension;

    private static int? NumberOf(string path) =>
        int.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
