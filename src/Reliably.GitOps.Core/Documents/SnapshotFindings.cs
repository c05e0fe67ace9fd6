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
        foreach (var group in state.PlanGroups.Values) together.Add(group.Findings);
        RepositoryRules.Check(state, together);
        var all = Merged(state.Readings, together.ToImmutable());
        return state.Settings.Ignored.IsEmpty ? all : [.. all.Without(state.Settings.Ignored)];
    }

    /// <summary>Own findings are in order already, so only the files that others have something to say about are sorted.</summary>
    private static ImmutableArray<Diagnostic> Merged(ImmutableArray<DocumentReading> readings, ImmutableArray<Diagnostic> together)
    {
        var byFile = together.ToLookup(static finding => finding.Location.File, StringComparer.Ordinal);
        var all = ImmutableArray.CreateBuilder<Diagnostic>(readings.Sum(static reading => reading.Findings.Length) + together.Length);
        var consequences = new List<Diagnostic>();
        var left = together.Length;
        foreach (var reading in readings)
        {
            if (!byFile.Contains(reading.Path))
            {
                all.AddRange(reading.Findings);
                continue;
            }

            var sorted = FindingsLimit.Hold(DiagnosticOrder.ByPlace([.. reading.Findings, .. byFile[reading.Path]]));
            all.AddRange(sorted.Where(static finding => !DiagnosticOrder.IsConsequence(finding)));
            consequences.AddRange(sorted.Where(DiagnosticOrder.IsConsequence));
            left -= byFile[reading.Path].Count();
        }

        all.AddRange(consequences);
        return left == 0 ? all.ToImmutable() : DiagnosticOrder.ByPlace([.. all, .. together]);
    }
}
