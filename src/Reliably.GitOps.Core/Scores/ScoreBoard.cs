using System.Collections.Immutable;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Scores;

/// <summary>The repository's own score: the mean over its experiments with evidence, as an exact fraction.</summary>
/// <param name="Mean">From 0 to 1.</param>
/// <param name="Letter">Its letter.</param>
/// <param name="WithEvidence">How many experiments are behind it.</param>
public sealed record RepositoryScore(double Mean, ScoreLetter Letter, int WithEvidence)
{
    public bool Provisional { get; init; }
}

/// <summary>All experiments of a repository that ever ran, and how many executions each day saw: what <c>reports/index.json</c> holds.</summary>
public sealed record ScoreBoard
{
    /// <summary>Days that the calendar of activity keeps: 53 weeks.</summary>
    public const int CalendarDays = 371;

    /// <summary>Least common multiple of 1 to 10, twice: every mean of half-points of ten executions or fewer is a whole number of these.</summary>
    private const int Parts = 5040;

    public static ScoreBoard Empty { get; } = new();

    public ImmutableSortedDictionary<Slug, ScoreCard> Cards { get; init; } = ImmutableSortedDictionary<Slug, ScoreCard>.Empty;

    /// <summary>Executions by the day of their start, UTC, back from the newest day.</summary>
    public ImmutableSortedDictionary<DateOnly, int> Activity { get; init; } = ImmutableSortedDictionary<DateOnly, int>.Empty;

    /// <summary>Experiments that were renamed, in order of time.</summary>
    public ImmutableArray<ExperimentMove> Moves { get; init; } = [];

    /// <summary>Those whose documents are in the repository.</summary>
    public IEnumerable<ScoreCard> Living => Cards.Values.Where(static card => !card.Retired);

    /// <summary>The board with new executions counted; the cards of their experiments are set apart.</summary>
    public ScoreBoard With(IEnumerable<ScoreCard> cards, IEnumerable<ExecutionRecord> added)
    {
        var activity = Activity.ToBuilder();
        foreach (var record in added)
        {
            var day = DateOnly.FromDateTime(record.Start.UtcDateTime);
            activity[day] = activity.GetValueOrDefault(day) + 1;
        }

        if (activity.Count > 0)
        {
            var newest = activity.Keys.Max();
            activity.RemoveRange(activity.Keys.Where(day => newest.DayNumber - day.DayNumber >= CalendarDays).ToList());
        }

        return this with { Cards = Cards.SetItems(cards.Select(static card => KeyValuePair.Create(card.Slug, card))), Activity = activity.ToImmutable() };
    }

    /// <summary>The board with what records say of renames; an old name has no card of its own any more.</summary>
    public ScoreBoard Moved(IEnumerable<ExperimentMove> moves)
    {
        var added = moves.Except(Moves).ToList();
        return this with { Moves = [.. Moves.Concat(added).Order()], Cards = Cards.RemoveRange(added.Select(static move => move.From)) };
    }

    /// <summary>The board with everything retired whose document is gone, and nothing else.</summary>
    public ScoreBoard Against(RepositorySnapshot snapshot) => this with
    {
        Cards = Cards.SetItems(Cards.Values
            .Where(card => card.Retired == snapshot.Experiments.ContainsKey(card.Slug))
            .Select(static card => KeyValuePair.Create(card.Slug, card with { Retired = !card.Retired }))),
    };

    /// <summary>Null where no experiment has evidence.</summary>
    public RepositoryScore? ScoreOf(ScoreProfile profile)
    {
        var scores = Living.Select(card => card.ScoreOf(profile)).OfType<Score>().ToList();
        if (scores.Count == 0) return null;
        var total = scores.Sum(static score => (long)score.Total * (Parts / 2) / score.Count);
        var outOf = (long)Parts * scores.Count;
        return new((double)total / outOf, Score.LetterOf(total, outOf), scores.Count) { Provisional = scores.All(static score => score.Provisional) };
    }

    /// <summary>When the newest evidence of all living experiments ended; null where there is none.</summary>
    public DateTimeOffset? NewestEvidence => Living.Max(static card => card.NewestEvidence);
}
