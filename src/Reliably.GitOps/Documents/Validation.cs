using System.Collections.Immutable;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Plans;

namespace Reliably.GitOps.Documents;

/// <summary>What <c>reliably validate</c> found.</summary>
public sealed record ValidationResult
{
    public int Documents { get; init; }

    /// <summary>The revision that changes were looked for since; null for all documents.</summary>
    public string? Since { get; init; }

    public ImmutableArray<Diagnostic> Diagnostics { get; init; } = [];

    /// <summary>Texts of the files by the paths that findings show, for excerpts.</summary>
    public required IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Texts { get; init; }

    public int Count(Severity severity) => Diagnostics.Count(diagnostic => diagnostic.Severity == severity);
}

/// <summary>Validates folders and files: whole repositories with their cross-references, or a file by itself.</summary>
internal sealed class Validation(string workingFolder, IReadOnlyDictionary<string, string> variables)
{
    private readonly Dictionary<string, ReadOnlyMemory<byte>> texts = new(StringComparer.Ordinal);
    private readonly HashSet<string> counted = new(StringComparer.Ordinal);
    private readonly List<Diagnostic> diagnostics = [];
    private readonly Dictionary<string, (FolderReading Reading, ImmutableArray<Diagnostic> Found)> repositories = new(StringComparer.Ordinal);

    /// <summary>Validates the repository around the working folder, or the paths given.</summary>
    public ValidationResult Validate(IReadOnlyCollection<string> paths, DocumentKind? kind)
    {
        if (paths.Count == 0) ValidateBelow(WatchedFolder.Around(workingFolder), "");
        foreach (var path in paths.Select(path => Path.GetFullPath(path, workingFolder)))
        {
            if (Directory.Exists(path)) ValidateFolder(path);
            else ValidateFile(path, kind);
        }

        return new() { Documents = counted.Count, Diagnostics = DiagnosticOrder.ByPlace(diagnostics), Texts = texts };
    }

    private void ValidateFolder(string path)
    {
        var root = WatchedFolder.Around(path);
        var below = WatchedFolder.Relative(root, path);
        ValidateBelow(root, below == "." ? "" : below + "/");
    }

    private void ValidateFile(string path, DocumentKind? kind)
    {
        if (kind is null && WatchedFolder.Of(path) is { } root)
        {
            ValidateBelow(root, WatchedFolder.Relative(root, path));
            return;
        }

        var name = WatchedFolder.Relative(workingFolder, path);
        var reading = FolderReader.ReadFile(path, name);
        diagnostics.AddRange(reading.Diagnostics);
        counted.Add(name);
        foreach (var file in reading.Files)
        {
            texts[name] = file.Content;
            diagnostics.AddRange(Alone(file, kind ?? KindByName(path)));
        }
    }

    private ImmutableArray<Diagnostic> Alone(RepositoryFile file, DocumentKind kind)
    {
        var found = kind == DocumentKind.Server ? ServerConfigurationReader.Read(file, variables).Diagnostics : SnapshotReader.ReadAlone(file, kind);
        return [.. found, .. SchemaRules.Check(file, kind, found)];
    }

    private static FolderReading Read(string root, out ImmutableArray<Diagnostic> found)
    {
        var reading = FolderReader.Read(root);
        var snapshot = SnapshotReader.Read(reading.Files, null);
        var byFile = snapshot.Diagnostics.ToLookup(static diagnostic => diagnostic.Location.File);
        var schemas = reading.Files.SelectMany(file => SchemaRules.Check(file, RepositoryLayout.Classify(file.Path)!.Kind, [.. byFile[file.Path]]));
        var beside = reading.Diagnostics.Concat(PassedPlans.Find(snapshot, DateTimeOffset.UtcNow)).Without(snapshot.Settings.Ignored);
        found = [.. beside, .. snapshot.Diagnostics, .. schemas];
        return reading;
    }

    /// <summary>The findings of a repository whose files begin with a path.</summary>
    private void ValidateBelow(string root, string prefix)
    {
        if (!repositories.TryGetValue(root, out var repository))
        {
            var reading = Read(root, out var found);
            repositories[root] = repository = (reading, found);
        }

        foreach (var file in repository.Reading.Files.Where(file => IsBelow(file.Path, prefix)))
        {
            var name = Shown(root, file.Path);
            texts[name] = file.Content;
            counted.Add(name);
        }

        foreach (var finding in repository.Found.Where(finding => IsBelow(finding.Location.File, prefix)))
        {
            var name = Shown(root, finding.Location.File);
            counted.Add(name);
            diagnostics.Add(finding with { Location = finding.Location with { File = name } });
        }
    }

    private string Shown(string root, string path) => WatchedFolder.Relative(workingFolder, Path.Combine(root, path));

    private static bool IsBelow(string path, string prefix) =>
        prefix.Length == 0 || path == prefix || (prefix.EndsWith('/') && path.StartsWith(prefix, StringComparison.Ordinal));

    private static DocumentKind KindByName(string path) => Path.GetFileName(path) switch
    {
        "reliably-server.yaml" or "reliably-server.yml" => DocumentKind.Server,
        "reliably.yaml" or "reliably.yml" => DocumentKind.Settings,
        _ => DocumentKind.Experiment,
    };
}
