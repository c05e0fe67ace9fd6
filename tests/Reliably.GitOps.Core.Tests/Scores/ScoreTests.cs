using Reliably.GitOps.Configuration;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Scores;

public class ScoreTests
{
    /// <summary>The worked examples of SCORES.</summary>
    [Theory]
    [InlineData("P", "1.00 A", "1.00 A 1/10 provisional")]
    [InlineData("DP", "0.50 C", "0.50 C 2/10 provisional")]
    [InlineData("PPPPPPPPDD", "0.80 B", "0.80 B 10/10 ▼")]
    [InlineData("DDDDDPPPPP", "0.50 C", "0.50 C 10/10 ▲")]
    [InlineData("PPPPPDDDDD", "0.50 C", "0.50 C 10/10 ▼")]
    [InlineData("PPPPPIIIPP", "0.70 B", "1.00 A 7/10 ►")]
    [InlineData("PPPAA", "0.60 C", "1.00 A 3/10")]
    [InlineData("BBBBB", "1.00 A", "–")]
    [InlineData("NNNNN", "1.00 A", "–")]
    [InlineData("FFFFF", "0.50 C", "0.50 C 5/10 ►")]
    [InlineData("DDDDDDDDDDPPPPPPPPPD", "0.90 A", "0.90 A 10/10 ▼")]
    public void Scores_the_worked_examples(string executions, string reliably, string evidence)
    {
        var card = ScoreCard.Of(HistoryOf(executions));
        Short(card.ScoreOf(ScoreProfile.Reliably)).ShouldStartWith(reliably);
        Short(card.ScoreOf(ScoreProfile.Evidence)).ShouldBe(evidence);
    }

    [Fact]
    public void Counts_attempts_without_evidence()
    {
        ScoreCard.Of(HistoryOf("PPPAA")).Health.ShouldBe(new(5, 2, 2));
        ScoreCard.Of(HistoryOf("BBBBB")).Health.IsFinding.ShouldBeTrue();
        ScoreCard.Of(HistoryOf("PPPPPIIIPP")).Health.ShouldBe(new(10, 3, 0));
        ScoreCard.Of(HistoryOf("DPPPPPIIIPPPPP")).Health.ShouldBe(new(13, 3, 0));
    }

    [Theory]
    [InlineData(9, 10, ScoreLetter.A)]
    [InlineData(89, 100, ScoreLetter.B)]
    [InlineData(7, 10, ScoreLetter.B)]
    [InlineData(69, 100, ScoreLetter.C)]
    [InlineData(5, 10, ScoreLetter.C)]
    [InlineData(49, 100, ScoreLetter.D)]
    public void Letters_begin_exactly_at_their_limits(int points, int outOf, ScoreLetter letter) => Score.LetterOf(points, outOf).ShouldBe(letter);

    [Fact]
    public void The_middle_of_an_odd_number_is_in_neither_half()
    {
        Score.Of([0, 0, 2, 0, 0])!.Trend.ShouldBe(Trend.Level);
        Score.Of([2, 2, 0, 1, 2])!.Trend.ShouldBe(Trend.Down);
        Score.Of([0, 2, 2])!.Trend.ShouldBeNull();
        Score.Of([2, 2, 2, 2, 2, 2, 2, 2, 2, 0])!.Trend.ShouldBe(Trend.Down);
    }

    [Fact]
    public void Editing_the_fault_starts_the_evidence_again()
    {
        var before = Records.Of(Verdict.Deviated, "2026-11-20T03:00:00Z");
        var after = Records.Of(Verdict.Passed, "2026-11-21T03:00:00Z") with { ContentHash = "ffff0000ffff0000ffff0000ffff0000" };
        var card = ScoreCard.Of(ExperimentHistory.Of(before.Experiment, [before, after]));
        Short(card.ScoreOf(ScoreProfile.Evidence)).ShouldBe("1.00 A 1/10 provisional");
        card.NewestEvidence.ShouldBe(after.End);
    }

    [Fact]
    public void The_repository_scores_the_mean_of_its_experiments()
    {
        var board = ScoreBoard.Empty.With([CardOf("a", "PPP"), CardOf("b", "DDD"), CardOf("c", "BBB"), CardOf("d", "PPD")], []);
        board.ScoreOf(ScoreProfile.Evidence).ShouldBe(new RepositoryScore(5 / 9.0, ScoreLetter.C, 3));
        ScoreBoard.Empty.ScoreOf(ScoreProfile.Evidence).ShouldBeNull();
        board.Against(new RepositorySnapshot()).ScoreOf(ScoreProfile.Evidence).ShouldBeNull();
    }

    [Fact]
    public void Scores_stay_within_their_bounds() => Seeded.Each(300, random =>
    {
        var score = Score.Of(Enumerable.Range(0, random.Next(1, 25)).Select(_ => random.Next(3)))!;
        score.Count.ShouldBeLessThanOrEqualTo(Score.Window);
        score.Mean.ShouldBeInRange(0, 1);
        Score.Of(score.HalfPoints.Select(static value => Math.Min(2, value + 1)))!.Mean.ShouldBeGreaterThanOrEqualTo(score.Mean);
    });

    internal static ExperimentHistory HistoryOf(string executions, string slug = "checkout/replica-loss") =>
        ExperimentHistory.Of(Slug.Parse(slug), executions.Select((letter, i) => Records.Of(VerdictOf(letter), Records.Time("2026-11-01T03:00:00Z").AddDays(i).ToString("o"), slug)));

    private static ScoreCard CardOf(string slug, string executions) => ScoreCard.Of(HistoryOf(executions, slug));

    private static Verdict VerdictOf(char letter) => letter switch
    {
        'P' => Verdict.Passed,
        'D' => Verdict.Deviated,
        'F' => Verdict.Failed,
        'I' => Verdict.Interrupted,
        'A' => Verdict.Aborted,
        'B' => Verdict.BaselineUnmet,
        _ => Verdict.NotInjected,
    };

    private static string Short(Score? score) => score is null
        ? ScoreNames.NoScore
        : $"{ScoreNames.Mean(score.Mean)} {ScoreNames.Short(score)}{(score.Provisional ? " provisional" : "")} {ScoreNames.Sign(score.Trend)}".TrimEnd();
}
