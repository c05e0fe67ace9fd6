using System.Collections.Immutable;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.PullRequests;

/// <summary>What somebody wants to see run on a pull request, at one commit.</summary>
public sealed record RunWish
{
    /// <summary>Number of the pull request.</summary>
    public required int Number { get; init; }

    /// <summary>Experiment or plan, as typed: a name, or a path.</summary>
    public required string Target { get; init; }

    /// <summary>Environment, as typed; null for the plan's, or none.</summary>
    public string? Environment { get; init; }

    /// <summary>Nothing is carried out.</summary>
    public bool Dry { get; init; }

    /// <summary>Who asked.</summary>
    public required string Actor { get; init; }
}

/// <summary>What a run on a pull request is decided from.</summary>
public sealed record RunGround
{
    /// <summary>The newest commit of the base branch: everything but the experiment is taken from here.</summary>
    public required RepositorySnapshot Base { get; init; }

    /// <summary>The head, read under the settings of the base: the experiment is taken from here, and nothing else.</summary>
    public required RepositorySnapshot Head { get; init; }

    /// <summary>Name of the base branch.</summary>
    public required string Branch { get; init; }

    public required RepositoryGrants Grants { get; init; }

    public RunnerChoice Runner { get; init; } = RunnerChoice.Auto;

    /// <summary>The files of the head as the base's settings see them: what a change says of settings is not in force.</summary>
    /// <param name="before">The base.</param>
    /// <param name="files">The files of the head.</param>
    public static ImmutableArray<RepositoryFile> UnderSettingsOf(RepositorySnapshot before, IEnumerable<RepositoryFile> files)
    {
        ArgumentNullException.ThrowIfNull(before);
        return [.. files.Where(static file => RepositoryLayout.Classify(file.Path) is not { Kind: DocumentKind.Settings }), .. before.FilesOf(DocumentKind.Settings)];
    }
}

/// <summary>What becomes of a wish. All texts are plain and may hold words of others: whoever shows them escapes them.</summary>
public abstract record RunDecision
{
    private RunDecision()
    {
    }

    /// <summary>It may run.</summary>
    public sealed record Granted : RunDecision
    {
        /// <summary>The plan of the base; null for an experiment by itself.</summary>
        public required Plans.Plan? Plan { get; init; }

        /// <summary>An order for each experiment, complete but for its identifier.</summary>
        public required ImmutableArray<ExecutionOrder> Orders { get; init; }
    }

    /// <summary>It may not, or cannot.</summary>
    /// <param name="Reason">Why, as a sentence.</param>
    /// <param name="Hint">What to do, as a sentence.</param>
    public sealed record Refused(string Reason, string Hint) : RunDecision;
}
