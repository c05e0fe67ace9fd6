using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Experiments;
using Reliably.GitOps.Plans;
using Reliably.GitOps.Starters;
using Reliably.GitOps.Templates;

namespace Reliably.GitOps.Documents;

/// <summary>The names of one document while they are followed: what was found, and which documents were looked at.</summary>
internal sealed class NamePath(DocumentNames names, RepositorySnapshot documents)
{
    /// <summary>Looking for the nearest of thousands of names costs time; who names so many that are not there needs no more hints.</summary>
    private const int MostHints = 30;

    private readonly ImmutableArray<(DocumentKind Kind, Slug Slug)>.Builder looked = ImmutableArray.CreateBuilder<(DocumentKind Kind, Slug Slug)>();

    private int missing;

    public DiagnosticList Findings { get; } = new();

    public bool SawAllNames { get; private set; }

    public ImmutableArray<(DocumentKind Kind, Slug Slug)> Names => looked.ToImmutable();

    /// <summary>Follows the names that stand at some places; false where one of them leads to nothing that can be used.</summary>
    public bool Follow(DocumentKind kind, IEnumerable<DocumentCursor> places)
    {
        var good = true;
        foreach (var place in places)
        {
            if (place.Node is DataNode.Text text && Slug.TryParse(text.Value, out var written)) good &= Exists(kind, written, place);
        }

        return good;
    }

    /// <summary>The experiment that a plan makes from its template; null, with findings, where it makes none.</summary>
    public ExperimentDocument? Expand(Plan plan, TemplateUse use, DocumentCursor root)
    {
        if (!Follow(DocumentKind.Template, ReferenceRules.Single(root, "template"))) return null;
        var at = root.Field("template")!;
        var values = root.Field("with") ?? new DocumentCursor(at.File, "/with", DataNode.Mapping.Empty, at.Span);
        var expansion = TemplateExpander.Expand(documents.Templates[use.Template], values);
        Findings.Add(expansion.Diagnostics);
        if (expansion.Experiment is not { } mapping) return null;
        var content = Encoding.UTF8.GetBytes(JsonWriter.Indented(mapping) + "\n");
        var slug = PlanReader.ExperimentOf(plan.Slug);
        return ExperimentDocuments.Create(plan.Path, slug, mapping, content) with { Extension = ".json" };
    }

    private bool Exists(DocumentKind kind, Slug written, DocumentCursor place)
    {
        var slug = RepositoryLayout.Referred(kind, written);
        looked.Add((kind, slug));
        var comesWithUs = kind == DocumentKind.Starter && names.PathOf(kind, slug) is null && StarterCatalogue.BuiltIn.Has(slug);
        if (comesWithUs || documents.Has(kind, slug)) return true;
        var name = RepositoryLayout.NameOf(kind);
        if (names.PathOf(kind, slug) is { } path)
        {
            if (kind != DocumentKind.Starter) Findings.Add(DiagnosticCatalogue.BrokenReference.At(place, name, slug.Value, path.Length > 0 ? path : "its name"));
            return false;
        }

        SawAllNames = true;
        IReadOnlyCollection<string> candidates = kind switch
        {
            DocumentKind.Deployment => [.. names.Of(kind), "local"],
            DocumentKind.Starter => [.. names.Of(kind), .. StarterCatalogue.BuiltIn.Names.Select(static slug => slug.Value)],
            _ => names.Of(kind),
        };
        Findings.Add(names.IsLeftOut(slug) && kind == DocumentKind.Experiment
            ? DiagnosticCatalogue.LeftOutReference.At(place, slug.Value)
            : DiagnosticCatalogue.MissingReference.At(place, name, slug.Value, ++missing <= MostHints ? ReferenceHints.Of(kind, slug, names, candidates) : ""));
        return false;
    }
}
