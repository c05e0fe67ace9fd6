using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Experiments;

/// <summary>Experiments as documents: a file's bytes, its place in the repository and what it says.</summary>
public static class ExperimentDocuments
{
    /// <summary>An experiment from one file, as <c>reliably run FILE</c> takes it. Null where the file holds none; the diagnostics say why.</summary>
    public static ExperimentDocument? FromFile(string path, ReadOnlyMemory<byte> content, out ImmutableArray<Diagnostic> diagnostics)
    {
        var node = DocumentReader.TryParse(new RepositoryFile(path, content), out diagnostics);
        if (node is null) return null;
        if (node is not DataNode.Mapping mapping)
        {
            diagnostics = [.. diagnostics, DiagnosticCatalogue.NotADocument(path, node)];
            return null;
        }

        return Create(path, SlugOf(path), mapping, content);
    }

    /// <summary>The same, checked by every rule: null or not, the diagnostics say all that is wrong, in the order of their places.</summary>
    public static ExperimentDocument? FromFileChecked(string path, ReadOnlyMemory<byte> content, out ImmutableArray<Diagnostic> diagnostics)
    {
        var document = FromFile(path, content, out diagnostics);
        if (document is null) return null;
        var findings = new DiagnosticList();
        findings.Add(diagnostics);
        ExperimentRules.Check(DocumentCursor.Root(path, document.Experiment.Source), findings);
        diagnostics = DiagnosticOrder.ByPlace(findings.ToImmutable());
        return document;
    }

    internal static ExperimentDocument Create(string path, Slug slug, DataNode.Mapping mapping, ReadOnlyMemory<byte> content) => new()
    {
        Slug = slug,
        Path = path,
        Experiment = ExperimentReader.Read(mapping),
        NeededVariables = Experiments.NeededVariables.Of(mapping),
        Content = content,
        Extension = DocumentReader.ExtensionOf(path) ?? ".json",
    };

    /// <summary>The name of a file that lies in no watched repository: its own, without folder and extension.</summary>
    private static Slug SlugOf(string path)
    {
        var name = path.Replace('\\', '/').Split('/')[^1];
        name = name[..^(DocumentReader.ExtensionOf(name)?.Length ?? 0)];
        return Slug.TryParse(name, out var slug) ? slug : Slug.Parse("experiment");
    }
}
