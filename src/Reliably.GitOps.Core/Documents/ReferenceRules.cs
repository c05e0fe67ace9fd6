using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Environments;
using Reliably.GitOps.Experiments;
using Reliably.GitOps.Plans;
using Reliably.GitOps.Starters;

namespace Reliably.GitOps.Documents;

/// <summary>
/// Whether what documents name exists. A name that nobody has is an error with the nearest name; a document that is there but has errors of
/// its own only gets a warning: its errors are the cause.
/// </summary>
internal sealed class ReferenceRules(DocumentNames names, RepositorySnapshot documents)
{
    /// <summary>Whether a document can name others.</summary>
    public static bool Follows(DocumentReading reading) =>
        reading is { Place.Kind: DocumentKind.Plan or DocumentKind.Starter, Document: not null, Root: not null };

    /// <summary>Follows the names in a document, also where something else in it is wrong: all mistakes at once.</summary>
    public FollowedNames Follow(DocumentReading reading)
    {
        var path = new NamePath(names, documents);
        var resolved = reading.Document is Plan plan ? Resolve(plan, reading.Root!, path) : null;
        if (reading.Document is Starter starter) Check(starter, reading.Root!, path);
        return new()
        {
            Reading = reading,
            Names = path.Names,
            SawAllNames = path.SawAllNames,
            Findings = path.Findings.ToImmutable(),
            Plan = reading.HasErrors ? null : resolved,
        };
    }

    /// <summary>The plan and the experiment it makes; null where a name is not good.</summary>
    private ResolvedPlan? Resolve(Plan plan, DocumentCursor root, NamePath path)
    {
        var good = true;
        if (plan.Template is null) good &= path.Follow(DocumentKind.Experiment, root.Field("experiments")?.Items() ?? []);
        good &= path.Follow(DocumentKind.Environment, Single(root, "environment"));
        if (plan.Deployment.Value != "local") good &= path.Follow(DocumentKind.Deployment, Single(root, "deployment"));
        good &= path.Follow(DocumentKind.Integration, root.Field("integrations")?.Items() ?? []);
        var made = plan.Template is { } use ? path.Expand(plan, use, root) : null;
        VariableRules.Check(plan, root, documents, made, path.Findings);
        return good && (plan.Template is null || made is not null) ? new(plan, made) : null;
    }

    private void Check(Starter starter, DocumentCursor root, NamePath path)
    {
        if (starter.Related.Length > 0) path.Follow(DocumentKind.Starter, root.Field("related")?.Items() ?? []);
        if (starter.Rollback is not { } rollback || !path.Follow(DocumentKind.Starter, Single(root, "rollback"))) return;
        var undo = documents.Starters.GetValueOrDefault(rollback) ?? StarterCatalogue.BuiltIn.Find(rollback)!;
        if (undo.Kind == ActivityType.Probe) path.Findings.Add(DiagnosticCatalogue.RollbackIsProbe.At(root.Field("rollback")!, rollback.Value));
    }

    internal static ImmutableArray<DocumentCursor> Single(DocumentCursor root, string key) => root.Field(key) is { } place ? [place] : [];
}
