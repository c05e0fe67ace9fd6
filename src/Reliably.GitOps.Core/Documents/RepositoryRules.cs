using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Documents;

/// <summary>
/// What is wrong with the documents of a repository together, beyond their names and references. These rules are run for every new snapshot
/// over all documents, so they look only at what is at hand: no text is read again.
/// </summary>
internal static class RepositoryRules
{
    public static void Check(SnapshotState state, DiagnosticList findings) => Strangers(state, findings);

    /// <summary>Data that lies beside experiments is told once a folder.</summary>
    private static void Strangers(SnapshotState state, DiagnosticList findings)
    {
        var folders = state.Readings.Select(static reading => reading.Stranger).OfType<DocumentCursor>()
            .GroupBy(static head => head.File[..(head.File.LastIndexOf('/') + 1)]);
        foreach (var folder in folders)
        {
            var files = folder.ToList();
            var what = files.Count == 1 ? "A file" : FormattableString.Invariant($"{files.Count} files of {folder.Key}");
            findings.Add(DiagnosticCatalogue.NotAnExperiment.At(files[0], what));
        }
    }
}
