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

    public static ImmutableArray<Diagnostic> ByPlace(IEnumerable<Diagnostic> diagnostics)
    {
        var told = new HashSet<Diagnostic>(Sameness.Instance);
        return [.. diagnostics.Where(told.Add).Order(Places.Instance)];
    }

    internal static bool IsConsequence(Diagnostic diagnostic) => diagnostic.Code == DiagnosticCatalogue.BrokenReference.Code;

    /// <summary>Where the place is unknown, only the pointer tells two findings apart.</summary>
    private static string PointerWithoutPlace(Diagnostic diagnostic) => diagnostic.Location.Span == default ? diagnostic.Pointer : "";

    // Comparers, and no keys of several values: the runtime has compiled code for what compares references, and makes it anew at each start for the rest.
    private sealed class Sameness : IEqualityComparer<Diagnostic>
    {
        public static Sameness Instance { get; } = new();

        public bool Equals(Diagnostic? one, Diagnostic? other) =>
            one is not null && other is not null && one.Code == other.Code && one.Location.File == other.Location.File && one.Location.Span == other.Location.Span
            && one.Message == other.Message && PointerWithoutPlace(one) == PointerWithoutPlace(other);

        public int GetHashCode(Diagnostic one) => HashCode.Combine(one.Code, one.Location.File, one.Location.Span.Start.Line, one.Location.Span.Start.Column, one.Message);
    }

    private sealed class Places : IComparer<Diagnostic>
    {
        public static Places Instance { get; } = new();

        public int Compare(Diagnostic? one, Diagnostic? other)
        {
            if (one is null || other is null) return (one is null ? 0 : 1) - (other is null ? 0 : 1);
            var (first, second) = (one.Location.Span.Start, other.Location.Span.Start);
            if (IsConsequence(one) != IsConsequence(other)) return IsConsequence(one) ? 1 : -1;
            if (string.CompareOrdinal(one.Location.File, other.Location.File) is not 0 and var files) return files;
            if (first.Line != second.Line) return first.Line < second.Line ? -1 : 1;
            if (first.Column != second.Column) return first.Column < second.Column ? -1 : 1;
            return one.Severity == other.Severity ? string.CompareOrdinal(one.Code, other.Code) : one.Severity > other.Severity ? -1 : 1;
        }
    }
}
