using System.Collections.Immutable;

namespace Reliably.GitOps.Diagnostics;

/// <summary>The order in which findings are told: as they stand in the files, each once.</summary>
public static class DiagnosticOrder
{
    public static ImmutableArray<Diagnostic> ByPlace(IEnumerable<Diagnostic> diagnostics) =>
    [
        .. diagnostics.Distinct()
            .OrderBy(static diagnostic => diagnostic.Location.File, StringComparer.Ordinal)
            .ThenBy(static diagnostic => diagnostic.Location.Span.Start.Line)
            .ThenBy(static diagnostic => diagnostic.Location.Span.Start.Column)
            .ThenBy(static diagnostic => diagnostic.Code, StringComparer.Ordinal),
    ];
}
