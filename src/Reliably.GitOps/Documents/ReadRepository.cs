using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Plans;

namespace Reliably.GitOps.Documents;

/// <summary>A repository as it lies in a folder: its files, and everything that is wrong with them.</summary>
internal sealed class ReadRepository
{
    private readonly RepositorySnapshot snapshot;

    private ReadRepository(string root, FolderReading reading)
    {
        Root = root;
        Files = reading.Files;
        snapshot = SnapshotReader.Read(reading.Files, null);
        Findings = [.. reading.Diagnostics.Without(snapshot.Settings.Ignored), .. FindingsOf(snapshot, reading.Files)];
    }

    public string Root { get; }

    public ImmutableArray<RepositoryFile> Files { get; }

    public ImmutableArray<Diagnostic> Findings { get; }

    /// <param name="root">The folder.</param>
    /// <param name="input">A document that stands for the file of its path, where that lies in this repository.</param>
    public static ReadRepository At(string root, StandardInput? input)
    {
        var reading = FolderReader.Read(root);
        return new(root, input?.Path is { } path && WatchedFolder.Of(path) == root ? reading.With(new(WatchedFolder.Relative(root, path), input.Content)) : reading);
    }

    /// <summary>The findings in files that changed, and those in other files that were not there before the change.</summary>
    public IEnumerable<Diagnostic> FindingsSince(ChangedDocuments changes)
    {
        var elsewhere = Findings.Where(finding => !changes.Paths.Contains(finding.Location.File)).ToList();
        var touched = Findings.Where(finding => changes.Paths.Contains(finding.Location.File));
        if (elsewhere.Count == 0) return touched;
        var before = Files.Where(file => !changes.Paths.Contains(file.Path)).Concat(changes.Before()).ToList();
        var known = FindingsOf(SnapshotReader.Read(before, null, snapshot), before).Select(Named).ToHashSet();
        return touched.Concat(elsewhere.Where(finding => !known.Contains(Named(finding))));
    }

    /// <summary>What makes a finding the same one before and after a change of another file.</summary>
    private static (string File, string Code, string Pointer, string Message) Named(Diagnostic finding) =>
        (finding.Location.File, finding.Code, finding.Pointer, finding.Message);

    private static IEnumerable<Diagnostic> FindingsOf(RepositorySnapshot snapshot, IReadOnlyList<RepositoryFile> files)
    {
        var byFile = snapshot.Diagnostics.ToLookup(static diagnostic => diagnostic.Location.File);
        return snapshot.Diagnostics.Concat(PassedPlans.Find(snapshot, DateTimeOffset.UtcNow).Without(snapshot.Settings.Ignored)).Concat(files.Where(file => byFile.Contains(file.Path))
            .SelectMany(file => SchemaRules.Check(file, RepositoryLayout.Classify(file.Path)!.Kind, [.. byFile[file.Path]])));
    }
}
