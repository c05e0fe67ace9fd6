using System.Collections.Immutable;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Reviews;

/// <summary>Whatever stands on a pull request, and wherever we were stopped: the end is one check, one comment, no suggestion twice, and nobody else's text is touched.</summary>
public class ReviewPostingPropertyTests
{
    private const string Self = "reliably[bot]";

    [Fact]
    public void However_often_a_look_is_cut_off_the_end_is_the_same()
    {
        var suggested = 0;
        Seeded.Each(300, random =>
        {
            var input = Input(random);
            var (posted, forge) = Forge.Random(random);
            var others = posted.Comments.Where(static one => one.Author != Self).ToList();
            for (var look = random.Next(0, 4); look > 0; look--) posted = forge.CarryOut(input, posted, random.Next(0, 6));
            posted = forge.CarryOut(input, posted, int.MaxValue);
            var review = ReviewPosting.Fit(input, posted);
            ReviewPosting.Decide(review, posted).ShouldBeEmpty();
            posted.Comments.Where(static one => one.Author != Self).ShouldBe(others);
            var ours = posted.Comments.Where(static one => one.Author == Self && ReviewComment.HashIn(one.Body) is not null).OrderBy(static one => one.Id).ToList();
            if (review.Verdict.Conclusion != ReviewConclusion.Neutral) ours.ShouldNotBeEmpty();
            if (ours.Count > 0) ReviewComment.HashIn(ours[0].Body).ShouldBe(review.Comment.Hash);
            ours.Skip(1).ShouldAllBe(one => one.Body == ReviewComment.Folded(ours[0].Url));
            var check = posted.Checks.MaxBy(static one => one.Id);
            if (posted.WithChecks) (check!.Content, check.IsCompleted, check.Annotations >= review.Check.Annotations.Length, check.Id > (posted.Again ?? 0)).ShouldBe((review.Check.Content, true, true, true));
            else posted.Status.ShouldBe(new(review.Check.IsGood, review.Check.Status));
            forge.Suggestions.ShouldBeUnique();
            forge.Reviews.ShouldBeLessThanOrEqualTo(1);
            suggested += forge.Reviews;
        });
        suggested.ShouldBeGreaterThan(0, "no change here has a fix");
    }

    [Fact]
    public void What_stands_there_already_is_written_no_second_time() => Seeded.Each(50, static random =>
    {
        var input = Input(random);
        var (posted, forge) = Forge.Random(random);
        posted = forge.CarryOut(input, posted, int.MaxValue);
        var later = input with { Now = input.Now.AddMinutes(random.Next(1, 100_000)), Base = Documents.CommitSha.Parse(new string('b', 40)) };
        ReviewPosting.Decide(ReviewPosting.Fit(later, posted), posted).ShouldBeEmpty();
    });

    private static ReviewInput Input(Random random)
    {
        var change = new ChangeBuilder().With("experiments/kill.yaml", ChangeBuilder.Experiment);
        for (var i = random.Next(0, 4); i > 0; i--) change.Change($"plans/{i}.yaml", $"title: P\nexperiments: [{random.Pick("kill", "kil", "kll")}]\nschedule: {{type: manual}}\n");
        if (random.Next(5) == 0) change.Change("experiments/many.yaml", "title: a\ndescription: b\nmethod:\n" + string.Concat(Enumerable.Range(0, random.Next(40, 160)).Select(static i => $"- {{ type: action, name: act-{i} }}\n")));
        return change.ToInput();
    }

    /// <summary>A forge that does what an operation says, in memory.</summary>
    private sealed class Forge(bool refusesReviews)
    {
        private long id = 1000;

        public List<string> Suggestions { get; } = [];

        public int Reviews { get; private set; }

        public static (PostedReview Posted, Forge Forge) Random(Random random)
        {
            var comments = ImmutableArray.CreateBuilder<PostedComment>();
            for (var i = random.Next(0, 6); i > 0; i--)
            {
                var body = random.Pick("hello", ReviewComment.Marker + "0 -->\nforged", ReviewComment.Folded("x"), ReviewComment.Marker, "> " + ReviewComment.Marker + "0 -->");
                comments.Add(new(10 - i, random.Pick("ada", "reliably", Self), body, $"https://git.example.com/{i}"));
            }

            var posted = new PostedReview
            {
                Self = Self,
                Comments = comments.ToImmutable(),
                Checks = [.. Enumerable.Range(0, random.Next(0, 3)).Select(i => new PostedCheck(i + 1, random.Pick(null, "other"), random.Next(2) == 0, random.Next(60)))],
                WithChecks = random.Next(4) > 0,
                Status = random.Pick(null, new PostedStatus(true, "old")),
                Again = random.Pick<long?>(null, 1, 2),
            };
            return (posted, new(random.Next(3) == 0));
        }

        /// <summary>One look, of which so many writes happen.</summary>
        public PostedReview CarryOut(ReviewInput input, PostedReview posted, int most)
        {
            var review = ReviewPosting.Fit(input, posted);
            var waiting = new Queue<ReviewOperation>(ReviewPosting.Decide(review, posted));
            for (; most > 0 && waiting.TryDequeue(out var operation); most--)
            {
                if (operation is ReviewOperation.Suggest && refusesReviews) waiting = new(ReviewPosting.OfComment(ReviewPosting.WithPatches(input, review, posted), posted));
                else posted = Done(operation, posted, review.Check);
            }

            return posted;
        }

        private PostedReview Done(ReviewOperation operation, PostedReview posted, CheckOutput check)
        {
            switch (operation)
            {
                case ReviewOperation.CreateCheck create:
                    return posted with { Checks = posted.Checks.Add(new(++id, check.Content, create.Completes, Bounded(create.Annotations))) };
                case ReviewOperation.ExtendCheck extend:
                    var run = posted.Checks.Single(one => one.Id == (extend.Check ?? id));
                    return posted with { Checks = posted.Checks.Replace(run, run with { IsCompleted = extend.Completes, Annotations = run.Annotations + Bounded(extend.Annotations) }) };
                case ReviewOperation.SetStatus:
                    return posted with { Status = new(check.IsGood, check.Status) };
                case ReviewOperation.Suggest suggest:
                    Reviews++;
                    Suggestions.AddRange(suggest.Suggestions.Select(static one => one.Hash));
                    suggest.Suggestions.Length.ShouldBeLessThanOrEqualTo(Suggestion.Most);
                    return posted with { IsHeadSuggested = true, Suggested = posted.Suggested.Union(suggest.Suggestions.Select(static one => Suggestion.HashIn(one.Body)!)) };
                case ReviewOperation.WriteComment write:
                    return posted with { Comments = posted.Comments.Add(new(++id, Self, write.Body, $"https://git.example.com/{id}")) };
                case ReviewOperation.ChangeComment change:
                    var comment = posted.Comments.Single(one => one.Id == change.Id);
                    comment.Author.ShouldBe(Self);
                    return posted with { Comments = posted.Comments.Replace(comment, comment with { Body = change.Body }) };
                default:
                    throw new InvalidOperationException(operation.ToString());
            }
        }

        private static int Bounded(ImmutableArray<CheckAnnotation> annotations)
        {
            annotations.Length.ShouldBeLessThanOrEqualTo(ReviewPosting.AnnotationsOfRequest);
            return annotations.Length;
        }
    }
}
