using System.Collections.Immutable;

namespace Reliably.GitOps.Diagnostics;

/// <summary>
/// The order in which findings are told: as they stand in the files, at one place the gravest first, and what is only the consequence of
/// another finding after all causes. What is said twice of one place (a value that aliases bring to several) is told once.
/// </summary>
public static class DiagnosticOrder
{
    public static ImmutableArray<Diagnostic> ByPlace(ImmutableArray<Diagnostic> diagnostics) =>
        diagnostics.Length < 2 ? diagnostics : ByPlace(diagnostics.AsEnumerable());

    public static ImmutableArray<Diagnostic> ByPlace(IEnumerable<Diagnostic> diagnostics) =>
    [
        .. diagnostics.DistinctBy(static diagnostic => (diagnostic.Code, diagnostic.Location, diagnostic.Message, PointerWithoutPlace(diagnostic)))
            .OrderBy(IsConsequence)
            .ThenBy(static diagnostic => diagnostic.Location.File, StringComparer.Ordinal)
            .ThenBy(static diagnostic => diagnostic.Location.Span.Start.Line)
            .ThenBy(static diagnostic => diagnostic.Location.Span.Start.Column)
            .ThenByDescending(static diagnostic => diagnostic.Severity)
            .ThenBy(static diagnostic => diagnostic.Code, StringComparer.Ordinal),
    ];

    internal static bool IsConsequence(Diagnostic diagnostic) => diagnostic.Code == DiagnosticCatalogue.BrokenReference.Code;

    /// <summary>Where the place is unknown, only the pointer tells two findings apart.</summary>
    private static string PointerWithoutPlace(Diagnostic diagnostic) => diagnostic.Location.Span == default ? diagnostic.Pointer : "";
}
