namespace Reliably.GitOps.Reviews;

public sealed class SharedCheckTests
{
    [Fact]
    public void A_commit_of_one_pull_request_has_its_check_as_it_is() => SharedCheck.Of(Of(7, "main", ReviewConclusion.Failure), []).ShouldBe(Of(7, "main", ReviewConclusion.Failure).Check);

    [Theory]
    [InlineData(ReviewConclusion.Success, ReviewConclusion.Failure, ReviewConclusion.Failure)]
    [InlineData(ReviewConclusion.Failure, ReviewConclusion.ActionRequired, ReviewConclusion.ActionRequired)]
    [InlineData(ReviewConclusion.Neutral, ReviewConclusion.Success, ReviewConclusion.Success)]
    [InlineData(ReviewConclusion.Success, ReviewConclusion.Success, ReviewConclusion.Success)]
    public void The_worst_is_told_whichever_is_looked_at(ReviewConclusion onMain, ReviewConclusion onRelease, ReviewConclusion worst)
    {
        var (one, other) = (Of(7, "main", onMain), Of(8, "release", onRelease));
        var shared = SharedCheck.Of(one, [other]);
        shared.ShouldBe(SharedCheck.Of(other, [one]));
        shared.Conclusion.ShouldBe(worst);
        shared.Title.ShouldEndWith(onMain == worst ? " (#7)" : " (#8)");
        shared.Summary.ShouldContain(onMain == worst ? "#7 onto `main`" : "#8 onto `release`");
        shared.Content.ShouldNotBe(one.Check.Content);
    }

    [Fact]
    public void Titles_stay_as_short_as_the_forge_wants_them()
    {
        var title = new string('x', 255);
        var check = SharedCheck.Of(Of(int.MaxValue, "main", ReviewConclusion.Failure, title), [Of(8, "a`b", ReviewConclusion.Success)]);
        check.Title.Length.ShouldBeLessThanOrEqualTo(255);
        check.Title.ShouldEndWith("(#2147483647)");
        check.Status.Length.ShouldBeLessThanOrEqualTo(140);
    }

    private static BranchCheck Of(int number, string branch, ReviewConclusion conclusion, string title = "1 error") =>
        new(number, branch, new() { Conclusion = conclusion, Title = title, Summary = title + "\n", Status = title[..Math.Min(title.Length, 140)], Content = branch });
}
