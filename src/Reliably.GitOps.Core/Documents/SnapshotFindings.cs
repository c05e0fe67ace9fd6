using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Documents;

/// <summary>All findings of a snapshot in the order of their places: those of each document by itself, and those of documents together.</summary>
internal static class SnapshotFindings
{
    public static ImmutableArray<Diagnostic> Of(SnapshotState state)
    {
        var together = new DiagnosticList();
        together.Add(state.Names.Findings);
        foreach (var followed in state.Followed.Values) together.Add(followed.Findings);
        RepositoryRules.Check(state, together);
        return Merged(state.Readings, together.ToImmutable());
    }

    /// <summary>Own findings are in order already, so only the files that others have something to say about are sorted.</summary>
    private static ImmutableArray<Diagnostic> Merged(ImmutableArray<DocumentReading> readings, ImmutableArray<Diagnostic> together)
    {
        var byFile = together.ToLookup(static finding => finding.Location.File, StringComparer.Ordinal);
        var left = together.Length;
        var all = ImmutableArray.CreateBuilder<Diagnostic>(readings.Sum(static reading => reading.Findings.Length) + together.Length);
        foreach (var reading in readings)
        {
            var others = byFile[reading.Path];
            if (!byFile.Contains(reading.Path)) all.AddRange(reading.Findings);
            else all.AddRange(DiagnosticOrder.ByPlace([.. reading.Findings, .. others]));
            left -= others.Count();
        }

        return left == 0 ? all.ToImmutable() : DiagnosticOrder.ByPlace([.. all, .. together]);
    }
}
