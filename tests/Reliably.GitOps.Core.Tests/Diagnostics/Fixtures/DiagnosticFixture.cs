using System.Collections.Immutable;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Diagnostics;

/// <summary>Documents that have a finding, or have it not any more, with the places where it must be found (Fixtures/diagnostics/README.md).</summary>
internal sealed record DiagnosticFixture
{
    private const string WorldFile = "world.txt";

    public required string Code { get; init; }

    /// <summary><c>bad.yaml</c>, <c>bad-null.json</c>, <c>good</c>.</summary>
    public required string Name { get; init; }

    public bool IsBad => Name.StartsWith("bad", StringComparison.Ordinal);

    /// <summary>What a single file is; null where the fixture is a repository of its own.</summary>
    public DocumentKind? Kind { get; init; }

    public required ImmutableArray<FixtureFile> Files { get; init; }

    /// <summary>What the fixture needs of the world beside files (links, pipes, variables, another command line): only the front door can read it.</summary>
    public ImmutableArray<string> World { get; init; } = [];

    /// <summary>Findings about what is no file of the fixture, such as a link.</summary>
    public ImmutableArray<ExpectedFinding> ExpectedElsewhere { get; init; } = [];

    public IEnumerable<ExpectedFinding> Expected => Files.SelectMany(static file => file.Expected).Concat(ExpectedElsewhere);

    public override string ToString() => $"{Code}/{Name}";

    /// <summary>All fixtures of a folder with one folder for each code.</summary>
    public static ImmutableArray<DiagnosticFixture> AllIn(string folder) =>
    [
        .. Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal)
            .SelectMany(static code => Directory.EnumerateFileSystemEntries(code).Order(StringComparer.Ordinal), static (code, entry) => (Code: Path.GetFileName(code), entry))
            .Where(static one => !one.entry.EndsWith(".expected", StringComparison.Ordinal))
            .Select(static one => Directory.Exists(one.entry) ? OfFolder(one.Code, one.entry) : OfFile(one.Code, one.entry)),
    ];

    private static DiagnosticFixture OfFile(string code, string path)
    {
        var name = Path.GetFileName(path);
        var kind = name.Split('.') is [_, var word, _] ? RepositoryLayout.KindNamed(word) ?? throw new FormatException($"{path}: '{word}' is no kind of document.") : DocumentKind.Experiment;
        var shown = kind switch
        {
            DocumentKind.Server => "reliably-server",
            DocumentKind.Settings => "reliably",
            _ => RepositoryLayout.NameOf(kind),
        };
        return new() { Code = code, Name = name, Kind = kind, Files = [FixtureFile.Read(path, shown + Path.GetExtension(name))] };
    }

    private static DiagnosticFixture OfFolder(string code, string path)
    {
        var files = Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Where(static one => !one.EndsWith(".expected", StringComparison.Ordinal) && Path.GetFileName(one) != WorldFile);
        var file = Path.Combine(path, WorldFile);
        var world = File.Exists(file) ? File.ReadLines(file).Where(static line => line.Length > 0 && line[0] != '#').ToLookup(static line => line.StartsWith("expect ", StringComparison.Ordinal)) : null;
        return new()
        {
            Code = code,
            Name = Path.GetFileName(path),
            Files = [.. files.Select(one => FixtureFile.Read(one, Path.GetRelativePath(path, one).Replace('\\', '/')))],
            World = [.. world?[false] ?? []],
            ExpectedElsewhere = [.. (world?[true] ?? []).Select(static line => line.Split(' ', 3)).SelectMany(static words => FixtureFile.Beside([words[2]], words[1]))],
        };
    }
}
