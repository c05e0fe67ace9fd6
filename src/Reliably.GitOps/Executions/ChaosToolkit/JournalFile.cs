using Reliably.GitOps.Documents;

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
        var size = new FileInfo(path).Length;
        if (size == 0) return new(null, "an empty journal");
        if (size <= WholeUpTo) return Of(File.ReadAllBytes(path), size);
        var shortening = new JournalShortening(LongestText, WholeUpTo);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var piece = new byte[Piece];
        while (file.Read(piece) is > 0 and var count)
        {
            if (!shortening.Add(piece.AsSpan(0, count))) return new(null, $"a journal of {Megabytes(size)}, too large to be read even with its long outputs cut");
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
