using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Plans;

namespace Reliably.GitOps.Reviews;

/// <summary>
/// The findings that a review tells: all in documents that the change touches, and those elsewhere that were not there before it. What is wrong
/// elsewhere anyway is only counted: nobody is held up by the mistakes of others.
/// </summary>
/// <param name="Told">Errors first, then in the order of their places; lines are those of the head.</param>
/// <param name="Elsewhere">How many errors other documents have that this change did not cause.</param>
internal sealed record ReviewFindings(ImmutableArray<Diagnostic> Told, int Elsewhere)
{
    /// <summary>Files in which something looks like a secret: none of their values is repeated.</summary>
    public IReadOnlySet<string> Revealing { get; } = Told.Where(static one => one.Code == DiagnosticCatalogue.SecretLiteral.Code || one.Code == DiagnosticCatalogue.LiteralSecret.Code)
        .Select(static one => one.Location.File).ToHashSet(StringComparer.Ordinal);

    public static ReviewFindings Of(ReviewInput input, ImmutableArray<ReviewedDocument> documents)
    {
        var touched = documents.Where(static one => one.Change is not null).Select(static one => one.Path).ToHashSet(StringComparer.Ordinal);
        var before = Found(input.Before, input.Now, touched.Contains).Select(Named).ToHashSet();
        var now = Found(input.After, input.Now, touched.Contains).Where(finding => !(input.WithNewSettings is not null && IsSettings(finding)));
        var told = new List<Diagnostic>(OfTheChange(input));
        var elsewhere = 0;
        foreach (var finding in now.Concat(input.WithNewSettings?.Diagnostics.Where(IsSettings) ?? []))
        {
            if (touched.Contains(finding.Location.File) || !before.Contains(Named(finding))) told.Add(finding);
            else if (finding.Severity == Severity.Error) elsewhere++;
        }

        return new([.. DiagnosticOrder.ByPlace(told).Select(finding => AtHead(finding, input)).OrderByDescending(static one => one.Severity)], elsewhere);
    }

    /// <summary>What no document says: paths that cannot be merged, reports that somebody else wrote, links.</summary>
    private static IEnumerable<Diagnostic> OfTheChange(ReviewInput input)
    {
        foreach (var path in input.Conflicts) yield return DiagnosticCatalogue.MergeConflict.At(DocumentCursor.OfFile(path), path);
        foreach (var change in input.Changes)
        {
            var report = new[] { change.Path, change.FormerPath }.FirstOrDefault(path => path is not null && Publishing.ReportPaths.IsReport(path) && !input.OwnReports.Contains(path));
            if (report is not null) yield return DiagnosticCatalogue.ReportChanged.At(DocumentCursor.OfFile(report), report);
            if (change.IsLink && RepositoryLayout.Classify(change.Path) is not null) yield return DiagnosticCatalogue.LinkNotFollowed.At(DocumentCursor.OfFile(change.Path), "");
        }
    }

    private static IEnumerable<Diagnostic> Found(RepositorySnapshot snapshot, DateTimeOffset now, Func<string, bool> isTouched)
    {
        var byFile = snapshot.Diagnostics.ToLookup(static finding => finding.Location.File, StringComparer.Ordinal);
        var schemas = from reading in snapshot.State?.Readings ?? []
                      where reading.HasErrors && isTouched(reading.Path) && byFile.Contains(reading.Path)
                      from finding in SchemaRules.Check(reading.File, reading.Place.Kind, [.. byFile[reading.Path]])
                      select finding;
        return snapshot.Diagnostics.Concat(PassedPlans.Find(snapshot, now)).Concat(schemas);
    }

    private static bool IsSettings(Diagnostic finding) => RepositoryLayout.Classify(finding.Location.File) is { Kind: DocumentKind.Settings };

    /// <summary>What makes a finding the same one before and after a change of another file.</summary>
    private static (string File, string Code, string Pointer, string Message) Named(Diagnostic finding) =>
        (finding.Location.File, finding.Code, finding.Pointer, finding.Message);

    private static Diagnostic AtHead(Diagnostic finding, ReviewInput input)
    {
        if (!input.Shifts.TryGetValue(finding.Location.File, out var hunks) || finding.Location.Span.Start.Line == 0) return finding;
        var (start, end) = (finding.Location.Span.Start, finding.Location.Span.End);
        var first = DiffHunk.Moved(start.Line, hunks);
        var last = Math.Max(first, DiffHunk.Moved(end.Line, hunks));
        return finding with { Location = finding.Location with { Span = new(start with { Line = first }, end with { Line = last }) } };
    }
}
