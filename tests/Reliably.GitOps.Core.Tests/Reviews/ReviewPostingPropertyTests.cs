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
            var (posted, forge) = Forge.Random(random, input);
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
            if (posted.WithChecks) forge.Shown(check!).ShouldBe(review.Check.Annotations, ignoreOrder: true);
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
        var (posted, forge) = Forge.Random(random, input);
        posted = forge.CarryOut(input, posted, int.MaxValue);
        var later = input with { Now = input.Now.AddMinutes(random.Next(1, 100_000)), Base = Documents.CommitSha.Parse(new string('b', 40)) };
        ReviewPosting.Decide(ReviewPosting.Fit(later, posted), posted).ShouldBeEmpty();
    });

    [Fact]
    public void A_head_of_which_something_else_is_to_be_said_shows_that_alone_in_the_run_that_stands_wherever_it_can()
    {
        var (kept, replaced) = (0, 0);
        Seeded.Each(100, random =>
        {
            var (posted, forge) = (new PostedReview { Self = Self }, new Forge(refusesReviews: false));
            var before = ImmutableArray<CheckAnnotation>.Empty;
            for (var look = 0; look < 5; look++)
            {
                var input = Input(random);
                var runs = posted.Checks.Length;
                posted = forge.CarryOut(input, posted, int.MaxValue);
                var check = ReviewPosting.Fit(input, posted).Check;
                forge.Shown(posted.Checks[^1]).ShouldBe(check.Annotations, ignoreOrder: true);
                (posted.Checks[^1].Content, posted.Checks[^1].IsCompleted).ShouldBe((check.Content, true));
                var left = check.Annotations.ToList();
                var canGrow = before.All(left.Remove) && left.Count <= ReviewPosting.AnnotationsOfRequest;
                (posted.Checks.Length - runs).ShouldBe(look > 0 && canGrow ? 0 : 1);
                if (look > 0) (kept, replaced) = canGrow ? (kept + 1, replaced) : (kept, replaced + 1);
                before = check.Annotations;
            }
        });
        kept.ShouldBeGreaterThan(0);
        replaced.ShouldBeGreaterThan(0);
    }

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
        private readonly Dictionary<long, ImmutableArray<CheckAnnotation>> shown = [];
        private long id = 1000;

        public List<string> Suggestions { get; } = [];

        public int Reviews { get; private set; }

        public ImmutableArray<CheckAnnotation> Shown(PostedCheck run) => shown[run.Id];

        public static (PostedReview Posted, Forge Forge) Random(Random random, ReviewInput input)
        {
            var forge = new Forge(random.Next(3) == 0);
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
                Checks = [.. Enumerable.Range(0, random.Next(0, 3)).Select(i => forge.Stands(i + 1, random, Review.Decide(input).Check.Annotations))],
                WithChecks = random.Next(4) > 0,
                Status = random.Pick(null, new PostedStatus(true, "old")),
                Again = random.Pick<long?>(null, 1, 2),
            };
            return (posted, forge);
        }

        /// <summary>A run that says something else, with some of the annotations that it should have, and perhaps others.</summary>
        private PostedCheck Stands(long run, Random random, ImmutableArray<CheckAnnotation> annotations)
        {
            var other = new CheckAnnotation { Path = "other.yaml", StartLine = 1, EndLine = 1, Severity = Diagnostics.Severity.Error, Title = "RLY1000", Message = "other" };
            shown[run] = [.. annotations.Where(_ => random.Next(3) > 0), .. Enumerable.Repeat(other, random.Next(0, 2) * random.Next(0, 60))];
            return new(run, random.Pick(null, "other"), random.Next(2) == 0, shown[run].Length);
        }

        /// <summary>One look, of which so many writes happen.</summary>
        public PostedReview CarryOut(ReviewInput input, PostedReview posted, int most)
        {
            var review = ReviewPosting.Fit(input, posted);
            if (ReviewPosting.ToRead(review.Check, posted) is { } asked) posted = posted with { Checks = [.. posted.Checks.Select(one => one.Id == asked ? one with { Standing = shown[asked] } : one)] };
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
                    shown[++id] = create.Annotations;
                    return posted with { Checks = posted.Checks.Add(new(id, check.Content, create.Completes, Bounded(create.Annotations))) };
                case ReviewOperation.ExtendCheck extend:
                    var run = posted.Checks.Single(one => one.Id == (extend.Check ?? id));
                    shown[run.Id] = [.. shown[run.Id], .. extend.Annotations];
                    return posted with { Checks = posted.Checks.Replace(run, run with { Content = check.Content, IsCompleted = extend.Completes, Annotations = run.Annotations + Bounded(extend.Annotations), Standing = null }) };
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
