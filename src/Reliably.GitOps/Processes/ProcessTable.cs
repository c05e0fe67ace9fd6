using System.Globalization;
using System.Text;

namespace Reliably.GitOps.Processes;

/// <summary>A living process as the kernel lists it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Session">The number of its session: that of the process that began it.</param>
/// <param name="Start">When it started, in the kernel's ticks since the machine started; a number and a start name one process for good.</param>
internal readonly record struct ProcessEntry(int Id, int Session, long Start);

/// <summary>The processes of this machine, from Linux's <c>/proc</c>. Elsewhere the list is empty.</summary>
internal static class ProcessTable
{
    private const string Root = "/proc";

    /// <summary>Names this run of the kernel: numbers of processes mean nothing after the machine started anew. Empty where nobody tells.</summary>
    public static string Boot()
    {
        try
        {
            return File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>All that live: neither the dead that nobody has reaped yet, nor ourselves.</summary>
    public static IEnumerable<ProcessEntry> Living()
    {
        if (!Directory.Exists("/proc/self")) yield break;
        foreach (var folder in Directory.EnumerateDirectories(Root))
        {
            if (!int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id == Environment.ProcessId) continue;
            if (Find(id) is { } entry) yield return entry;
        }
    }

    /// <summary>One process; null where it has ended.</summary>
    public static ProcessEntry? Find(int id)
    {
        Span<byte> bytes = stackalloc byte[1024];
        var length = ReadSmall(string.Create(CultureInfo.InvariantCulture, $"{Root}/{id}/stat"), bytes);
        var text = bytes[..length];
        var name = text.LastIndexOf((byte)')'); // the name of a program may hold anything
        if (name < 0) return null;
        var (session, start) = (0, 0L);
        var rest = text[(name + 1)..];
        for (var field = 2; !rest.IsEmpty; field++)
        {
            var space = rest.IndexOf((byte)' ');
            var value = space < 0 ? rest : rest[..space];
            rest = space < 0 ? default : rest[(space + 1)..];
            switch (field)
            {
                case 3 when value.Length == 1 && value[0] is (byte)'Z' or (byte)'X' or (byte)'x': return null;
                case 6: _ = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out session); break;
                case 22: _ = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out start); break;
                default: break;
            }
        }

        return start == 0 ? null : new(id, session, start);
    }

    /// <summary>True where the environment with which a process was started holds these bytes (<c>name=value</c> and a zero).</summary>
    public static bool Carries(int id, ReadOnlySpan<byte> mark)
    {
        try
        {
            ReadOnlySpan<byte> bytes = File.ReadAllBytes(string.Create(CultureInfo.InvariantCulture, $"{Root}/{id}/environ"));
            while (bytes.IndexOf(mark) is var at and >= 0)
            {
                if (at == 0 || bytes[at - 1] == 0) return true;
                bytes = bytes[(at + 1)..];
                if (bytes.IndexOf((byte)0) is var next and >= 0) bytes = bytes[(next + 1)..];
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false; // it has ended meanwhile, or belongs to somebody else
        }

        return false;
    }

    public static byte[] MarkOf(string name, string value) => Encoding.UTF8.GetBytes(name + "=" + value + "\0");

    private static int ReadSmall(string path, Span<byte> bytes)
    {
        try
        {
            using var file = File.OpenHandle(path);
            return RandomAccess.Read(file, bytes, 0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
