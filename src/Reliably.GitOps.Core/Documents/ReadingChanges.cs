using System.Collections.Immutable;

namespace Reliably.GitOps.Documents;

/// <summary>A file whose reading changed: what it was (null for a new file) and what it is (null for one that is gone).</summary>
internal sealed record ReadingChange(DocumentReading? Before, DocumentReading? Now);

/// <summary>What changed from one list of readings to the next, both in the order of their paths.</summary>
internal static class ReadingChanges
{
    public static ImmutableArray<ReadingChange> Between(ImmutableArray<DocumentReading> before, ImmutableArray<DocumentReading> now)
    {
        var changes = ImmutableArray.CreateBuilder<ReadingChange>();
        var (b, n) = (0, 0);
        while (b < before.Length || n < now.Length)
        {
            var order = b == before.Length ? 1 : n == now.Length ? -1 : string.CompareOrdinal(before[b].Path, now[n].Path);
            var change = new ReadingChange(order <= 0 ? before[b++] : null, order >= 0 ? now[n++] : null);
            if (!ReferenceEquals(change.Before, change.Now)) changes.Add(change);
        }

        return changes.ToImmutable();
    }

    /// <summary>Whether the set of names is another one.</summary>
    public static bool ChangeNames(this ImmutableArray<ReadingChange> changes) =>
        changes.Any(static change => PartOf(change.Before) != PartOf(change.Now));

    /// <summary>Absent, one of the documents, or a file that is told of when somebody names it.</summary>
    private static int PartOf(DocumentReading? reading) => reading switch
    {
        null => 0,
        { Counts: true } => 1,
        { LeftOut: true } => 2,
        _ => 3,
    };

    /// <summary>The reading of a path; null where there is none.</summary>
    public static DocumentReading? At(this ImmutableArray<DocumentReading> readings, string path)
    {
        var (low, high) = (0, readings.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = string.CompareOrdinal(readings[middle].Path, path);
            if (order == 0) return readings[middle];
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }

        return null;
    }
}
