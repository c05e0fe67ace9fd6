using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Scores;

namespace Reliably.GitOps.Advice;

/// <summary>What a piece of advice is about.</summary>
public enum AdviceKind
{
    /// <summary>What the experiment puts at risk.</summary>
    Risked,

    /// <summary>What it does, and nobody looks at.</summary>
    Unverified,

    /// <summary>A starter that would add evidence.</summary>
    Starter,

    /// <summary>What happened the last times, here and next door.</summary>
    History,
}

/// <summary>One piece of advice in plain words. It never changes a verdict.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Markdown">One line; whatever comes from documents is escaped.</param>
public sealed record AdviceNote(AdviceKind Kind, string Markdown);

/// <summary>What the advisor knows beside the document in hand.</summary>
public sealed record AdviceSurroundings
{
    public required RepositorySnapshot Snapshot { get; init; }

    public ScoreBoard Board { get; init; } = ScoreBoard.Empty;

    /// <summary>Histories by slug, as far as they were read.</summary>
    public IReadOnlyDictionary<Slug, ExperimentHistory> Histories { get; init; } = ImmutableDictionary<Slug, ExperimentHistory>.Empty;

    public required DateTimeOffset Now { get; init; }

    /// <summary>A bot listens: advice names the comment to write, not a line for a terminal.</summary>
    public bool TakesCommands { get; init; }
}
