using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Integrations;

namespace Reliably.GitOps.Guards;

/// <summary>The guards of one execution: those that its plan names under <c>integrations:</c>, and those of <c>guardrails: integrations</c>.</summary>
public sealed record GuardSet
{
    public static GuardSet None { get; } = new();

    public ImmutableArray<Integration.PreCheck> PreChecks { get; init; } = [];

    public ImmutableArray<Integration.Safeguard> Safeguards { get; init; } = [];

    public ImmutableArray<Integration.AutoPause> AutoPauses { get; init; } = [];

    /// <summary>Guards that are named and cannot be used: a run without them must not be.</summary>
    public ImmutableArray<Slug> Missing { get; init; } = [];

    public bool IsEmpty => PreChecks.IsEmpty && Safeguards.IsEmpty && AutoPauses.IsEmpty && Missing.IsEmpty;

    /// <summary>Everything that is asked.</summary>
    public IEnumerable<AskedGuard> Questions =>
        PreChecks.Select(static guard => new AskedGuard("pre-check", guard.Slug, guard.Question)).Concat(Safeguards.Select(static guard => new AskedGuard("safeguard", guard.Slug, guard.Question)));

    /// <summary>The guards among some integrations, each once, in the order they are named.</summary>
    public static GuardSet Of(IEnumerable<Slug> names, IReadOnlyDictionary<Slug, Integration> integrations)
    {
        var distinct = names.Distinct().ToList();
        var found = distinct.Where(integrations.ContainsKey).Select(name => integrations[name]).ToList();
        return new()
        {
            PreChecks = [.. found.OfType<Integration.PreCheck>()],
            Safeguards = [.. found.OfType<Integration.Safeguard>()],
            AutoPauses = [.. found.OfType<Integration.AutoPause>()],
            Missing = [.. distinct.Where(name => !integrations.ContainsKey(name))],
        };
    }
}

/// <summary>A guard that is asked.</summary>
/// <param name="Kind"><c>pre-check</c> or <c>safeguard</c>.</param>
/// <param name="Slug">The integration.</param>
/// <param name="Question">What it is asked.</param>
public sealed record AskedGuard(string Kind, Slug Slug, GuardQuestion Question);
