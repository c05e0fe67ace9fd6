using Microsoft.Win32.SafeHandles;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Executions.ChaosToolkit;

/// <summary>The journal that <c>chaos run</c> left, or why there is none that can be read.</summary>
/// <param name="Journal">The journal; null with a problem.</param>
/// <param name="Problem">What is wrong, in the middle of a sentence; null with a journal.</param>
internal sealed record JournalFile(DataNode.Mapping? Journal, string? Problem)
{
    /// <summary>A journal up to this size is read as it is.</summary>
    public const int WholeUpTo = 32 * 1024 * 1024;

    /// <summary>Longest text of a journal that is larger, in bytes. Half a secret beside a cut is taken away when secrets are hidden.</summary>
    private const int LongestText = 1024 * 1024;

    private const int Piece = 128 * 1024;

    /// <summary>The same of a run that may have put a link to a file of ours in its place.</summary>
    public static JournalFile ReadLeft(string path) => new FileInfo(path).LinkTarget is null ? Read(path) : new(null, "a link instead of a journal");

    public static JournalFile Read(string path)
    {
        if (!File.Exists(path)) return new(null, "no journal");
        using var handle = File.OpenHandle(path);
        return Read(handle);
    }

    /// <summary>The same from a folder that belongs to another account, which may have put anything there.</summary>
    public static JournalFile ReadOfOther(string folder, string name)
    {
        using var handle = OwnedFile.TryOpen(folder, name);
        return handle is null ? new(null, Path.Exists(Path.Combine(folder, name)) ? "something else than a file of its own in the place of its journal" : "no journal") : Read(handle);
    }

    private static JournalFile Read(SafeFileHandle handle)
    {
        var size = RandomAccess.GetLength(handle);
        if (size == 0) return new(null, "an empty journal");
        if (size <= WholeUpTo)
        {
            var whole = new byte[size];
            var length = 0;
            while (length < size && RandomAccess.Read(handle, whole.AsSpan(length), length) is > 0 and var more) length += more;
            return Of(whole.AsSpan(0, length), length);
        }

        var shortening = new JournalShortening(LongestText, WholeUpTo);
        var piece = new byte[Piece];
        for (var at = 0L; RandomAccess.Read(handle, piece, at) is > 0 and var count; at += count)
        {
            if (at > size || !shortening.Add(piece.AsSpan(0, count))) return new(null, $"a journal of {Megabytes(size)}, too large to be read even with its long outputs cut");
        }

        return Of(shortening.Text, size);
    }

    private static JournalFile Of(ReadOnlySpan<byte> text, long size) => JsonReader.TryParse(text, out var problem) switch
    {
        DataNode.Mapping journal => new(journal, null),
        null => new(null, $"a journal that is no JSON: it ends or breaks in line {problem!.Position.Line}, after {Megabytes(size)}"),
        _ => new(null, "a journal that is no object"),
    };

    private static string Megabytes(long bytes) => bytes < 1_000_000 ? FormattableString.Invariant($"{bytes} bytes") : FormattableString.Invariant($"{bytes / 1e6:0.#} MB");
}
