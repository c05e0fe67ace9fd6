using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Plans;

namespace Reliably.GitOps.Documents;

/// <summary>A plan whose names all lead somewhere, and the experiment it makes from a template.</summary>
internal sealed record ResolvedPlan(Plan Plan, ExperimentDocument? Made);

/// <summary>Where the names in one document lead.</summary>
internal sealed record FollowedNames
{
    public required DocumentReading Reading { get; init; }

    /// <summary>The documents it names, whether they exist or not: when one of them changes, its names are followed again.</summary>
    public required ImmutableArray<(DocumentKind Kind, Slug Slug)> Names { get; init; }

    /// <summary>A finding names the nearest of all names, so it hangs on all of them.</summary>
    public bool SawAllNames { get; init; }

    /// <summary>Set for a plan without errors whose names are all good.</summary>
    public ResolvedPlan? Plan { get; init; }

    public ImmutableArray<Diagnostic> Findings { get; init; } = [];
}
