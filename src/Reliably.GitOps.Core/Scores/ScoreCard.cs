using System.Collections.Immutable;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Scores;

/// <summary>One execution behind a score.</summary>
public sealed record ScoredExecution(ExecutionId Id, Verdict Verdict, int HalfPoints);

/// <summary>
/// What an index, a badge and a dashboard need of one experiment. Holds nothing that ages: freshness is computed from
/// <see cref="NewestEvidence"/> when it is shown.
/// </summary>
public sealed record ScoreCard
{
    public required Slug Slug { get; init; }

    public required string Title { get; init; }

    /// <summary>Its document is no longer in the repository.</summary>
    public bool Retired { get; init; }

    public required string ContentHash { get; init; }

    /// <summary>The executions behind the score of profile <c>evidence</c>, from old to new.</summary>
    public ImmutableArray<ScoredExecution> Evidence { get; init; } = [];

    /// <summary>The same for profile <c>reliably</c>.</summary>
    public ImmutableArray<ScoredExecution> Reliably { get; init; } = [];

    /// <summary>End of the newest execution that has a value; null where there is none.</summary>
    public DateTimeOffset? NewestEvidence { get; init; }

    public required ExecutionId NewestExecution { get; init; }

    public required Verdict NewestVerdict { get; init; }

    public required DateTimeOffset NewestStart { get; init; }

    /// <summary>How many executions there ever were.</summary>
    public required int Executions { get; init; }

    public required PracticeHealth Health { get; init; }

    /// <summary>The card of a history with at least one execution.</summary>
    public static ScoreCard Of(ExperimentHistory history)
    {
        var newest = history.Newest ?? throw new ArgumentException("A history without executions has no score card.", nameof(history));
        var evidence = history.Evidence(ScoreProfile.Evidence);
        return new()
        {
            Slug = history.Slug,
            Title = newest.Title,
            ContentHash = newest.ContentHash,
            Evidence = [.. evidence.Select(static entry => new ScoredExecution(entry.Id, entry.Verdict, entry.HalfPoints ?? 0))],
            Reliably = [.. history.Evidence(ScoreProfile.Reliably).Select(static entry => new ScoredExecution(entry.Id, entry.Verdict, entry.ReliablyHalfPoints))],
            NewestEvidence = evidence.IsEmpty ? null : evidence[^1].End,
            NewestExecution = newest.Id,
            NewestVerdict = newest.Verdict,
            NewestStart = newest.Start,
            Executions = history.Executions,
            Health = PracticeHealth.Of(history),
        };
    }

    public ImmutableArray<ScoredExecution> Behind(ScoreProfile profile) => profile == ScoreProfile.Reliably ? Reliably : Evidence;

    /// <summary>Null where there is no evidence.</summary>
    public Score? ScoreOf(ScoreProfile profile) => Score.Of(Behind(profile).Select(static execution => execution.HalfPoints));

    public FreshnessBand BandAt(DateTimeOffset now, TimeSpan halfLife) => Freshness.BandOf(NewestEvidence, halfLife, now);

    /// <summary>From 0 (all is well) to 100: 100 − 100 × score × freshness / 100. Without evidence it is 100.</summary>
    public double AttentionAt(DateTimeOffset now, RepositorySettings settings) =>
        100 - ((ScoreOf(settings.ScoreProfile)?.Mean ?? 0) * (Freshness.Of(NewestEvidence, settings.FreshnessHalfLife, now) ?? 0));
}

/// <summary>
/// Health of the practice: of the newest attempts, back to the tenth that has a value, how many gave no evidence, and how many of the
/// newest in a row.
/// </summary>
public sealed record PracticeHealth(int Attempts, int WithoutEvidence, int InARow)
{
    /// <summary>Three attempts in a row without evidence are a finding.</summary>
    public bool IsFinding => InARow >= 3;

    public static PracticeHealth Of(ExperimentHistory history)
    {
        var attempts = 0;
        var valued = 0;
        var inARow = 0;
        foreach (var entry in history.Recent)
        {
            attempts++;
            if (entry.HalfPoints is not null) valued++;
            else if (valued == 0) inARow++;
            if (valued == Score.Window) break;
        }

        return new(attempts, attempts - valued, inARow);
    }
}
