using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Publishing;

/// <summary>
/// Keeps committed journals small (PRODUCT: one output ≤ 64 KiB, a journal ≤ 1 MiB by default). A journal that is within its limits is
/// committed unchanged, and one that cannot be made to fit is withheld.
/// </summary>
internal static class JournalSize
{
    public static (string? Text, bool Withheld) Fit(string text, long limit)
    {
        var size = Encoding.UTF8.GetByteCount(text);
        if (size <= Math.Min(limit, JournalLimits.LongestOutput)) return (text, false);
        if (Journal.TryParse(text) is not { } journal) return size <= limit ? (text, false) : (null, true);
        var limited = JournalLimits.Apply(journal.Source, limit);
        if (limited.Journal is not { } kept) return (null, true);
        return (limited.Cut ? JsonWriter.Indented(kept) : text, false);
    }
}
