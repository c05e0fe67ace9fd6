using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Plans;

/// <summary>What to run, where, when and with which environment (<c>plans/**/*.yaml</c>; PRODUCT: Plan).</summary>
public sealed record Plan
{
    public required Slug Slug { get; init; }

    /// <summary>Path of the file from the repository's root.</summary>
    public required string Path { get; init; }

    public required string Title { get; init; }

    /// <summary>Experiments by slug, run in this order. For a plan made from a template: one, <c>plan/&lt;plan slug&gt;</c>.</summary>
    public required ImmutableArray<Slug> Experiments { get; init; }

    /// <summary>The template it is made from, with its values; null where <see cref="Experiments"/> are files.</summary>
    public TemplateUse? Template { get; init; }

    public Slug Deployment { get; init; } = Slug.Parse("local");

    public Slug? Environment { get; init; }

    public required Schedule Schedule { get; init; }

    /// <summary>Where <c>at:</c> of the schedule stands in the file; the default where there is none.</summary>
    public SourceSpan InstantPlace { get; init; }

    public Concurrency? Concurrency { get; init; }

    /// <summary>Longest time for one experiment; rollbacks have their own.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromHours(1);

    public ImmutableArray<Slug> Integrations { get; init; } = [];

    public bool Suspended { get; init; }

    /// <summary><c>stop-on: deviated</c>: a deviation keeps the plan's later experiments from running.</summary>
    public bool StopOnDeviated { get; init; }

    /// <summary>Rollback strategy asked for by the plan; null where it asks for none.</summary>
    public string? RollbackStrategy { get; init; }

    /// <summary>Hash of what the plan means: its document in canonical form. The same plan elsewhere has the same hash.</summary>
    public required string ContentHash { get; init; }
}

/// <summary><c>template:</c> and <c>with:</c> of a plan.</summary>
public sealed record TemplateUse(Slug Template, ImmutableSortedDictionary<string, DataNode> Values);

/// <summary>What happens to a run that is due while another of the same group is running.</summary>
public enum ConcurrencyPolicy
{
    Forbid,
    Queue,
    Replace,
}

/// <summary>Runs of one group exclude each other.</summary>
public sealed record Concurrency(string Group, ConcurrencyPolicy Policy);
