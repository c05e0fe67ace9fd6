using System.Collections.Immutable;
using System.Globalization;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Diagnostics;

/// <summary>
/// Holds the findings of one document to what somebody can read. A document of a megabyte can have hundreds of thousands, which would cost a
/// gigabyte to tell.
/// </summary>
internal static class FindingsLimit
{
    public const int Most = 1000;

    /// <summary>The findings in their order; of too many the gravest, with one more that stands where the first of the others would.</summary>
    public static ImmutableArray<Diagnostic> Hold(ImmutableArray<Diagnostic> ordered)
    {
        if (ordered.Length <= Most) return ordered;
        ImmutableArray<Diagnostic> gravestFirst = [.. ordered.OrderByDescending(static finding => finding.Severity)];
        var first = gravestFirst[Most];
        var place = new DocumentCursor(first.Location.File, first.Pointer, DataNode.None, first.Location.Span);
        var more = DiagnosticCatalogue.MoreFindings.At(place, (ordered.Length - Most).ToString(CultureInfo.InvariantCulture));
        return DiagnosticOrder.ByPlace([.. gravestFirst.AsSpan(0, Most), more]);
    }
}
