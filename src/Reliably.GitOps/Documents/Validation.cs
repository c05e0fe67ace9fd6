using System.Collections.Immutable;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Documents;

/// <summary>Validates folders and files: whole repositories with their cross-references, or a file by itself.</summary>
internal sealed class Validation(string workingFolder, IReadOnlyDictionary<string, string> variables)
{
    private readonly Dictionary<string, ReadOnlyMemory<byte>> texts = new(StringComparer.Ordinal);
    private readonly HashSet<string> counted = new(StringComparer.Ordinal);
    private readonly List<Diagnostic> diagnostics = [];
    private readonly Dictionary<string, ReadRepository> repositories = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ChangedDocuments> changes = new(StringComparer.Ordinal);

    /// <summary>Stands for <c>-</c> among the paths.</summary>
    public StandardInput? Input { get; init; }

    /// <summary>Tells what changed below a folder; null where everything is meant.</summary>
    public Func<string, ChangedDocuments>? ChangesIn { get; init; }

    /// <summary>Validates the repository around the working folder, or the paths given.</summary>
    public ValidationResult Validate(IReadOnlyCollection<string> paths, DocumentKind? kind)
    {
        if (paths.Count == 0) ValidateBelow(WatchedFolder.Around(workingFolder), "");
        foreach (var path in paths)
        {
            var full = Path.GetFullPath(path, workingFolder);
            if (path == StandardInput.Word && Input is not null) ValidateInput(Input, kind);
            else if (Directory.Exists(full)) ValidateFolder(full);
            else ValidateFile(full, kind);
        }

        return new() { Documents = counted.Count, Diagnostics = DiagnosticOrder.ByPlace(diagnostics), Texts = texts };
    }

    private void ValidateFolder(string path)
    {
        var root = WatchedFolder.Around(path);
        var below = WatchedFolder.Relative(root, path);
        ValidateBelow(root, below == "." ? "" : below + "/");
    }

    private void ValidateInput(StandardInput input, DocumentKind? kind)
    {
        if (input.Path is not { } path)
        {
            Add(StandardInput.Unnamed, new() { Files = [new(input.NameByText, input.Content)] }, kind ?? DocumentKind.Experiment);
        }
        else if (kind is null && WatchedFolder.Of(path) is { } root)
        {
            ValidateBelow(root, WatchedFolder.Relative(root, path));
        }
        else
        {
            Add(Shown(path), new() { Files = [new(Shown(path), input.Content)] }, kind ?? KindByName(path));
        }
    }

    private void ValidateFile(string path, DocumentKind? kind)
    {
        if (kind is null && WatchedFolder.Of(path) is { } root)
        {
            ValidateBelow(root, WatchedFolder.Relative(root, path));
        }
        else if (ChangesIn is null || Changes(Path.GetDirectoryName(path)!).Paths.Contains(Path.GetFileName(path)))
        {
            Add(Shown(path), FolderReader.ReadFile(path, Shown(path)), kind ?? KindByName(path));
        }
    }

    /// <summary>One file by itself, under the name that findings show.</summary>
    private void Add(string name, FolderReading reading, DocumentKind kind)
    {
        counted.Add(name);
        var found = new List<Diagnostic>(reading.Diagnostics);
        foreach (var file in reading.Files)
        {
            texts[name] = file.Content;
            found.AddRange(Alone(file, kind).Select(finding => finding.Location.File == file.Path ? Called(finding, name) : finding));
        }

        diagnostics.AddRange(found);
    }

    private ImmutableArray<Diagnostic> Alone(RepositoryFile file, DocumentKind kind)
    {
        var found = kind == DocumentKind.Server ? ServerConfigurationReader.Read(file, variables).Diagnostics : SnapshotReader.ReadAlone(file, kind);
        return [.. found, .. SchemaRules.Check(file, kind, found)];
    }

    /// <summary>The findings of a repository whose files begin with a path.</summary>
    private void ValidateBelow(string root, string prefix)
    {
        if (!repositories.TryGetValue(root, out var repository)) repositories[root] = repository = ReadRepository.At(root, Input);
        var touched = ChangesIn is null ? null : Changes(root);
        foreach (var file in repository.Files.Where(file => IsBelow(file.Path, prefix)))
        {
            var name = Shown(Path.Combine(root, file.Path));
            texts[name] = file.Content;
            if (touched is null || touched.Paths.Contains(file.Path)) counted.Add(name);
        }

        foreach (var finding in (touched is null ? repository.Findings : repository.FindingsSince(touched)).Where(finding => IsBelow(finding.Location.File, prefix)))
        {
            var name = Shown(Path.Combine(root, finding.Location.File));
            counted.Add(name);
            diagnostics.Add(Called(finding, name));
        }
    }

    private ChangedDocuments Changes(string folder) => changes.TryGetValue(folder, out var known) ? known : changes[folder] = ChangesIn!(folder);

    private static Diagnostic Called(Diagnostic finding, string name) => finding with { Location = finding.Location with { File = name } };

    private string Shown(string path) => WatchedFolder.Relative(workingFolder, path);

    private static bool IsBelow(string path, string prefix) =>
        prefix.Length == 0 || path == prefix || (prefix.EndsWith('/') && path.StartsWith(prefix, StringComparison.Ordinal));

    private static DocumentKind KindByName(string path) => Path.GetFileName(path) switch
    {
        "reliably-server.yaml" or "reliably-server.yml" => DocumentKind.Server,
        "reliably.yaml" or "reliably.yml" => DocumentKind.Settings,
        _ => DocumentKind.Experiment,
    };
}
