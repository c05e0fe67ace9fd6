using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Scores;

namespace Reliably.GitOps.Reviews;

/// <summary>What a review is decided from: two states of a repository, and what lies between them.</summary>
public sealed record ReviewInput
{
    /// <summary>The newest commit of the change.</summary>
    public required CommitSha Head { get; init; }

    /// <summary>The newest commit of the branch that it goes to.</summary>
    public required CommitSha Base { get; init; }

    /// <summary>The documents of the base.</summary>
    public required RepositorySnapshot Before { get; init; }

    /// <summary>The documents of the merge result, read with the settings of the base: a change of settings is not in force yet.</summary>
    public required RepositorySnapshot After { get; init; }

    /// <summary>The merge result read with its own settings, where the change touches them; null where it does not.</summary>
    public RepositorySnapshot? WithNewSettings { get; init; }

    /// <summary>What the head changes since the commit where it left the base, in the order of the paths.</summary>
    public required ImmutableArray<FileChange> Changes { get; init; }

    /// <summary>Paths that both sides changed so that git cannot merge them; the merge result holds the head's text there.</summary>
    public ImmutableArray<string> Conflicts { get; init; } = [];

    /// <summary>Changed paths below <c>reports/</c> that the service itself wrote. All others there are an error.</summary>
    public ImmutableHashSet<string> OwnReports { get; init; } = [];

    /// <summary>What a forge shows of the changed documents, by path: a suggestion must lie within one of these stretches.</summary>
    public IReadOnlyDictionary<string, ImmutableArray<DiffHunk>> Hunks { get; init; } = ImmutableDictionary<string, ImmutableArray<DiffHunk>>.Empty;

    /// <summary>Marks of the suggestions that the forge cannot show at their lines: they are patches in the comment.</summary>
    public ImmutableHashSet<string> Withheld { get; init; } = [];

    /// <summary>Where the head's text differs from the merge result, by path: findings are told at the lines of the head.</summary>
    public IReadOnlyDictionary<string, ImmutableArray<DiffHunk>> Shifts { get; init; } = ImmutableDictionary<string, ImmutableArray<DiffHunk>>.Empty;

    /// <summary>Scores as the base publishes them.</summary>
    public ScoreBoard Board { get; init; } = ScoreBoard.Empty;

    /// <summary>Histories of the experiments that <see cref="Review.HistoriesOf"/> names, as far as there are any.</summary>
    public IReadOnlyDictionary<Slug, ExperimentHistory> Histories { get; init; } = ImmutableDictionary<Slug, ExperimentHistory>.Empty;

    public required DateTimeOffset Now { get; init; }

    public required ReviewLinks Links { get; init; }
}
