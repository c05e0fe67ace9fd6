using System.Collections.Immutable;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Plans;

namespace Reliably.GitOps.Documents;

/// <summary>
/// How a snapshot came about, step by step: each step is a pure function of those before it, so the next snapshot takes over whatever hangs
/// only on what did not change.
/// </summary>
internal sealed record SnapshotState
{
    public static SnapshotState Empty { get; } = new();

    /// <summary>All documents by themselves, in the order of their paths.</summary>
    public ImmutableArray<DocumentReading> Readings { get; init; } = [];

    public RepositorySettings Settings { get; init; } = RepositorySettings.Default;

    public DocumentNames Names { get; init; } = DocumentNames.Empty;

    /// <summary>The good documents with good names, but for plans and what they make.</summary>
    public RepositorySnapshot Documents { get; init; } = new();

    /// <summary>Where the names of each document lead, by its path.</summary>
    public ImmutableSortedDictionary<string, FollowedNames> Followed { get; init; } = ImmutableSortedDictionary.Create<string, FollowedNames>(StringComparer.Ordinal);

    public ImmutableSortedDictionary<Slug, Plan> Plans { get; init; } = ImmutableSortedDictionary<Slug, Plan>.Empty;

    /// <summary>The plans that a clock starts, by their concurrency groups, with what is wrong in each.</summary>
    public ImmutableSortedDictionary<string, PlanGroup> PlanGroups { get; init; } = ImmutableSortedDictionary.Create<string, PlanGroup>(StringComparer.Ordinal);

    /// <summary>The experiments of files and those that plans make from templates.</summary>
    public ImmutableSortedDictionary<Slug, ExperimentDocument> Experiments { get; init; } = ImmutableSortedDictionary<Slug, ExperimentDocument>.Empty;

    public ImmutableArray<Diagnostic> Diagnostics { get; init; } = [];

    public RepositorySnapshot ToSnapshot(CommitSha? commit) => Documents with
    {
        Commit = commit,
        Settings = Settings,
        Plans = Plans,
        Experiments = Experiments,
        Diagnostics = Diagnostics,
        State = this,
    };
}
