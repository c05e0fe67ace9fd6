using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Experiments;
using Reliably.GitOps.Plans;
using Reliably.GitOps.Starters;
using Reliably.GitOps.Templates;

namespace Reliably.GitOps.Documents;

/// <summary>A plan whose names all lead somewhere, and the experiment it makes from a template.</summary>
internal sealed record ResolvedPlan(Plan Plan, ExperimentDocument? Made);

/// <summary>
/// Whether what documents name exists. A name that nobody has is an error with the nearest name; a document that is there but has errors of
/// its own only gets a warning: its errors are the cause.
/// </summary>
internal sealed class ReferenceRules(Dictionary<(DocumentKind Kind, Slug Slug), string> paths, Builders documents, DiagnosticList findings)
{
    /// <summary>Follows the names of a plan. The plan and the experiment it makes; null where a name is not good.</summary>
    public ResolvedPlan? Resolve(Plan plan, DocumentCursor root)
    {
        var good = true;
        if (plan.Template is null) good &= Follow(DocumentKind.Experiment, root.Field("experiments")?.Items() ?? []);
        good &= Follow(DocumentKind.Environment, Single(root, "environment"));
        if (plan.Deployment.Value != "local") good &= Follow(DocumentKind.Deployment, Single(root, "deployment"));
        good &= Follow(DocumentKind.Integration, root.Field("integrations")?.Items() ?? []);
        var made = plan.Template is { } use ? Expand(plan, use, root) : null;
        return good && (plan.Template is null || made is not null) ? new(plan, made) : null;
    }

    public void Check(Starter starter, DocumentCursor root)
    {
        if (starter.Related.Length > 0) Follow(DocumentKind.Starter, root.Field("related")?.Items() ?? []);
        if (starter.Rollback is not { } rollback || !Follow(DocumentKind.Starter, Single(root, "rollback"))) return;
        var undo = documents.Starters.GetValueOrDefault(rollback) ?? StarterCatalogue.BuiltIn.Find(rollback)!;
        if (undo.Kind == ActivityType.Probe) findings.Add(DiagnosticCatalogue.RollbackIsProbe.At(root.Field("rollback")!, rollback.Value));
    }

    private bool Follow(DocumentKind kind, IEnumerable<DocumentCursor> places)
    {
        var good = true;
        foreach (var place in places)
        {
            if (place.Node is DataNode.Text text && Slug.TryParse(text.Value, out var written)) good &= Exists(kind, written, place);
        }

        return good;
    }

    private bool Exists(DocumentKind kind, Slug written, DocumentCursor place)
    {
        var slug = RepositoryLayout.Referred(kind, written);
        if (documents.Has(kind, slug) || (kind == DocumentKind.Starter && !paths.ContainsKey((kind, slug)) && StarterCatalogue.BuiltIn.Has(slug))) return true;
        var name = RepositoryLayout.NameOf(kind);
        if (paths.TryGetValue((kind, slug), out var path))
        {
            if (kind != DocumentKind.Starter) findings.Add(DiagnosticCatalogue.BrokenReference.At(place, name, slug.Value, path.Length > 0 ? path : "its name"));
            return false;
        }

        var candidates = paths.Keys.Where(key => key.Kind == kind).Select(static key => key.Slug.Value).ToList();
        if (kind == DocumentKind.Deployment) candidates.Add("local");
        if (kind == DocumentKind.Starter) candidates.AddRange(StarterCatalogue.BuiltIn.Names.Select(static name => name.Value));
        var folder = RepositoryLayout.FolderOf(kind);
        var otherwise = candidates.Count == 0 ? $"Nothing lies in {folder}." : $"It would be the file {folder}{slug.Value}.yaml.";
        findings.Add(DiagnosticCatalogue.MissingReference.At(place, name, slug.Value, Nearest.Hint(slug.Value, candidates, otherwise)));
        return false;
    }

    private ExperimentDocument? Expand(Plan plan, TemplateUse use, DocumentCursor root)
    {
        if (!Follow(DocumentKind.Template, Single(root, "template"))) return null;
        var at = root.Field("template")!;
        var values = root.Field("with") ?? new DocumentCursor(at.File, "/with", DataNode.Mapping.Empty, at.Span);
        var expansion = TemplateExpander.Expand(documents.Templates[use.Template], values);
        findings.Add(expansion.Diagnostics);
        if (expansion.Experiment is not { } mapping) return null;
        var content = Encoding.UTF8.GetBytes(JsonWriter.Indented(mapping) + "\n");
        var slug = PlanReader.ExperimentOf(plan.Slug);
        return ExperimentDocuments.Create(plan.Path, slug, mapping, content) with { Extension = ".json" };
    }

    private static ImmutableArray<DocumentCursor> Single(DocumentCursor root, string key) => root.Field(key) is { } place ? [place] : [];
}
