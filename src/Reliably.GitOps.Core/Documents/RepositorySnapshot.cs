using System.Collections.Immutable;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Deployments;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Environments;
using Reliably.GitOps.Experiments;
using Reliably.GitOps.Integrations;
using Reliably.GitOps.Plans;
using Reliably.GitOps.Starters;
using Reliably.GitOps.Templates;

namespace Reliably.GitOps.Documents;

/// <summary>
/// All documents of a repository at one commit, with everything found wrong in them. Immutable. A document that cannot be used is
/// absent and has an error among the diagnostics. <c>SnapshotReader</c> makes it.
/// </summary>
public sealed record RepositorySnapshot
{
    /// <summary>The commit it was read at; null for files that lie in a folder.</summary>
    public CommitSha? Commit { get; init; }

    public RepositorySettings Settings { get; init; } = RepositorySettings.Default;

    /// <summary>Experiments by slug, also those that plans make from templates (<c>plan/&lt;plan slug&gt;</c>).</summary>
    public ImmutableSortedDictionary<Slug, ExperimentDocument> Experiments { get; init; } = ImmutableSortedDictionary<Slug, ExperimentDocument>.Empty;

    public ImmutableSortedDictionary<Slug, Template> Templates { get; init; } = ImmutableSortedDictionary<Slug, Template>.Empty;

    public ImmutableSortedDictionary<Slug, Starter> Starters { get; init; } = ImmutableSortedDictionary<Slug, Starter>.Empty;

    public ImmutableSortedDictionary<Slug, ExecutionEnvironment> Environments { get; init; } = ImmutableSortedDictionary<Slug, ExecutionEnvironment>.Empty;

    public ImmutableSortedDictionary<Slug, Deployment> Deployments { get; init; } = ImmutableSortedDictionary<Slug, Deployment>.Empty;

    public ImmutableSortedDictionary<Slug, Integration> Integrations { get; init; } = ImmutableSortedDictionary<Slug, Integration>.Empty;

    public ImmutableSortedDictionary<Slug, Plan> Plans { get; init; } = ImmutableSortedDictionary<Slug, Plan>.Empty;

    public ImmutableArray<Diagnostic> Diagnostics { get; init; } = [];

    /// <summary>How it came about, for the snapshot after it; null where it was put together by hand.</summary>
    internal SnapshotState? State { get; init; }

    /// <summary>The files of a kind that it was read from; none where it was put together by hand.</summary>
    public IEnumerable<RepositoryFile> FilesOf(DocumentKind kind) => State?.Readings.Where(reading => reading.Place.Kind == kind).Select(static reading => reading.File) ?? [];

    internal bool Has(DocumentKind kind, Slug slug) => kind switch
    {
        DocumentKind.Experiment => Experiments.ContainsKey(slug),
        DocumentKind.Template => Templates.ContainsKey(slug),
        DocumentKind.Starter => Starters.ContainsKey(slug),
        DocumentKind.Environment => Environments.ContainsKey(slug),
        DocumentKind.Deployment => Deployments.ContainsKey(slug),
        DocumentKind.Integration => Integrations.ContainsKey(slug),
        _ => Plans.ContainsKey(slug),
    };
}

/// <summary>An experiment as it stands in the repository.</summary>
public sealed record ExperimentDocument
{
    public required Slug Slug { get; init; }

    /// <summary>Path of its file; for an experiment made by a plan, the plan's path.</summary>
    public required string Path { get; init; }

    /// <summary>What it says. For a file of a snapshot it is read again when it is asked for, so that thousands of experiments stay small.</summary>
    public Experiment Experiment { get => Kept.Value; init => Kept = ExperimentContent.Of(value); }

    public string Title => Kept.Title;

    /// <summary>
    /// The text a runner is given: the file's own bytes, or for an experiment made from a template the expanded document as JSON.
    /// </summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>Extension of the file a runner is given, with the dot: <c>.yaml</c>, <c>.yml</c> or <c>.json</c>.</summary>
    public required string Extension { get; init; }

    /// <summary>Hash of method, hypothesis, rollbacks, configuration and runtime in canonical form (SCORES). See <c>Experiments.ContentHash</c>.</summary>
    public string ContentHash { get => field ?? Kept.Hash; init; }

    /// <summary>The environment variables without which it fails.</summary>
    internal ImmutableArray<string> NeededVariables { get; init; } = [];

    private ExperimentContent Kept { get; init; } = null!;

    /// <summary>An experiment of a snapshot: its text is kept and its values are not.</summary>
    internal static ExperimentDocument OfFile(RepositoryFile file, Slug slug, DataNode.Mapping values) => new()
    {
        Slug = slug,
        Path = file.Path,
        Kept = ExperimentContent.Of(file, values),
        NeededVariables = Reliably.GitOps.Experiments.NeededVariables.Of(values),
        Content = file.Content,
        Extension = DocumentReader.ExtensionOf(file.Path) ?? ".json",
    };
}
