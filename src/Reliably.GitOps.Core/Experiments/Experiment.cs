using System.Collections.Immutable;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Experiments;

/// <summary>
/// A Chaos Toolkit experiment (https://chaostoolkit.org/reference/api/experiment/). <see cref="Source"/> is the document itself, never
/// changed; the other members are a typed view of it, as lenient as <c>chaos run --no-validation</c>. <c>ExperimentReader</c> makes it.
/// </summary>
public sealed record Experiment
{
    public required DataNode.Mapping Source { get; init; }

    public required string Title { get; init; }

    public string Description { get; init; } = "";

    public ImmutableArray<string> Tags { get; init; } = [];

    public DataNode.Mapping Configuration { get; init; } = DataNode.Mapping.Empty;

    public DataNode.Mapping Secrets { get; init; } = DataNode.Mapping.Empty;

    /// <summary>The steady-state hypothesis; null where there is none.</summary>
    public SteadyStateHypothesis? Hypothesis { get; init; }

    public ImmutableArray<Activity> Method { get; init; } = [];

    public ImmutableArray<Activity> Rollbacks { get; init; } = [];

    /// <summary><c>runtime.hypothesis.strategy</c>, as written; null where it is not set.</summary>
    public string? HypothesisStrategy { get; init; }

    /// <summary><c>runtime.rollbacks.strategy</c>, as written; null where it is not set.</summary>
    public string? RollbackStrategy { get; init; }

    /// <summary>Every activity of the document: hypothesis, method, rollbacks, in this order.</summary>
    public IEnumerable<Activity> Activities => (Hypothesis?.Probes ?? []).Concat(Method).Concat(Rollbacks);
}

/// <summary>What must hold for the system to be called steady.</summary>
public sealed record SteadyStateHypothesis
{
    public required DataNode.Mapping Source { get; init; }

    public string Title { get; init; } = "";

    public ImmutableArray<Activity> Probes { get; init; } = [];
}
