using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Environments;
using Reliably.GitOps.Experiments;

namespace Reliably.GitOps.Commands;

/// <summary>What <c>reliably run</c> was asked to run: a file, or a name in the repository of the working folder.</summary>
internal sealed record RunTarget(ExperimentDocument? Document, ExecutionEnvironment? Environment, ImmutableArray<Diagnostic> Problems)
{
    /// <summary>Root of the repository it belongs to.</summary>
    public required string Root { get; init; }

    private static readonly ImmutableArray<string> Extensions = [".yaml", ".yml", ".json"];

    /// <exception cref="CannotRunException">There is no such experiment or environment.</exception>
    public static RunTarget Find(Terminal terminal, RunArguments arguments)
    {
        var path = Path.GetFullPath(arguments.Experiment, terminal.WorkingFolder);
        var root = RootAround(File.Exists(path) ? Path.GetDirectoryName(path)! : terminal.WorkingFolder);
        var file = File.Exists(path) ? path : FindBelow(root, "experiments", arguments.Experiment);
        if (file is null) return new(FindMade(root, arguments.Experiment), EnvironmentOf(root, arguments), []) { Root = root };
        var name = RepositoryLayout.Classify(Relative(root, file)) is null ? arguments.Experiment : Relative(root, file);
        var content = Read(file);
        var document = arguments.Options.NoValidation
            ? ExperimentDocuments.FromFile(name, content, out var problems)
            : ExperimentDocuments.FromFileChecked(name, content, out problems);
        if (document is not null && RepositoryLayout.Classify(name) is { Kind: DocumentKind.Experiment } place) document = document with { Slug = place.Slug };
        return new(document, EnvironmentOf(root, arguments), Wanted(problems, root)) { Root = root };
    }

    /// <summary>What looks like a secret stops no run where the settings turn that off. They are read only where something looks like one.</summary>
    private static ImmutableArray<Diagnostic> Wanted(ImmutableArray<Diagnostic> problems, string root)
    {
        if (problems.All(static problem => problem.Code != DiagnosticCatalogue.SecretLiteral.Code)) return problems;
        return [.. problems.Without(SnapshotReader.Read(SettingsOf(root), null).Settings.Ignored)];
    }

    internal static IEnumerable<RepositoryFile> SettingsOf(string root) =>
        ((string[])["reliably.yaml", "reliably.yml"]).Where(name => File.Exists(Path.Combine(root, name))).Select(name => new RepositoryFile(name, Read(Path.Combine(root, name))));

    private static ExecutionEnvironment? EnvironmentOf(string root, RunArguments arguments) =>
        arguments.Environment is { } environment ? FindEnvironment(root, environment) : null;

    /// <summary>An experiment that a plan makes from a template, <c>plan/&lt;plan slug&gt;</c>: it has no file of its own.</summary>
    private static ExperimentDocument FindMade(string root, string name) =>
        name.StartsWith("plan/", StringComparison.Ordinal) && Slug.TryParse(name, out var slug)
        && SnapshotReader.Read(FolderReader.Read(root).Files, null).Experiments.TryGetValue(slug, out var made)
            ? made
            : throw Missing(name, root);

    private static ExecutionEnvironment FindEnvironment(string root, string name)
    {
        var file = FindBelow(root, "environments", name)
            ?? throw new CannotRunException($"There is no environment '{name}' in {root}.", $"Write environments/{name}.yaml, or name one that is there.");
        var snapshot = SnapshotReader.Read([new(Relative(root, file), Read(file))], null);
        return snapshot.Environments.Values.FirstOrDefault() ?? throw new CannotRunException(
            $"The environment '{name}' cannot be used.",
            string.Join(' ', snapshot.Diagnostics.Select(static problem => $"{problem.Location}: {problem.Message}")));
    }

    /// <summary>A document by slug or by its path from the root.</summary>
    internal static string? FindBelow(string root, string folder, string name)
    {
        if (!Slug.TryParse(name, out _)) return null;
        var candidates = Extensions.Select(extension => Path.Combine(root, folder, name + extension)).Append(Path.Combine(root, name));
        return candidates.FirstOrDefault(File.Exists);
    }

    private static string RootAround(string folder)
    {
        for (var current = folder; current is not null; current = Path.GetDirectoryName(current))
        {
            if (File.Exists(Path.Combine(current, "reliably.yaml")) || Path.Exists(Path.Combine(current, ".git"))) return current;
        }

        return folder;
    }

    internal static string Relative(string root, string file) => Path.GetRelativePath(root, file).Replace('\\', '/');

    internal static byte[] Read(string file)
    {
        try
        {
            return PlainFile.Read(file, YamlReader.MaxBytes) ?? throw new CannotRunException($"{file} is not a plain file.", "Name a file, not a pipe, a socket or a device.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CannotRunException($"{file} cannot be read: {exception.Message}", "Look at its permissions.", exception);
        }
    }

    private static CannotRunException Missing(string name, string root) =>
        new($"There is no file '{name}' and no experiment of that name in {root}.", "Name a file (.yaml, .yml or .json), or an experiment below experiments/ by its path without the extension.");
}
