namespace Reliably.GitOps.Doctor;

public class BranchChecksTests
{
    private static readonly GitHubRepositorySight Shop = new() { Repository = "acme/shop", FullName = "acme/shop", ReportsBranch = "main", Rules = [] };

    [Theory]
    [InlineData("pull_request", CheckState.Advice)]
    [InlineData("required_status_checks", CheckState.Advice)]
    [InlineData("merge_queue", CheckState.Advice)]
    [InlineData("update", CheckState.Problem)]
    [InlineData("required_signatures", CheckState.Advice)]
    [InlineData("deletion", CheckState.Good)]
    [InlineData("non_fast_forward", CheckState.Good)]
    [InlineData("required_linear_history", CheckState.Good)]
    [InlineData("creation", CheckState.Good)]
    public void A_rule_that_refuses_pushes_gives_reports_a_branch_of_their_own(string type, CheckState state)
    {
        var result = One(Shop with { Rules = [new(type, "guard main", false)] });
        result.State.ShouldBe(state);
        if (state == CheckState.Advice) result.Message.ShouldContain("by one pull request");
        if (state != CheckState.Good) result.Hint!.ShouldBe("Write 'reports: { branch: reliably-reports }' into reliably.yaml, so that reports have a branch of their own; or put the App on the bypass list of the ruleset 'guard main'.");
        One(Shop with { Rules = [new(type, "guard main", true)] }).State.ShouldBe(CheckState.Good);
    }

    [Fact]
    public void A_branch_that_nobody_may_make_refuses_the_first_report() =>
        One(Shop with { ReportsBranch = "reliably-reports", ReportsBranchIsNew = true, Rules = [new("creation", "no branches", false)] }).State.ShouldBe(CheckState.Problem);

    [Fact]
    public void The_older_protection_refuses_by_its_checks_and_hides_the_rest()
    {
        One(Shop with { IsProtected = true, RequiredChecks = ["build"] }).Message.ShouldContain("asks for the checks build. Reports come by one pull request");
        One(Shop with { IsProtected = true }).State.ShouldBe(CheckState.Advice);
        One(Shop with { Rules = null }).State.ShouldBe(CheckState.Advice);
    }

    [Fact]
    public void A_repository_that_cannot_be_written_says_why()
    {
        One(Shop with { Archived = true }).Message.ShouldContain("archived");
        One(Shop with { MayPush = false }).State.ShouldBe(CheckState.Problem);
        One(Shop with { MayPush = true }).State.ShouldBe(CheckState.Good);
        One(Shop with { Refusal = new("No.", "Ask.") }).Hint.ShouldBe("Ask.");
        BranchChecks.Repository("g", Shop with { FullName = "acme/store" }).First().Message.ShouldBe("acme/shop is now called acme/store.");
    }

    private static CheckResult One(GitHubRepositorySight sight) => BranchChecks.Repository("acme/shop, branch main", sight).ShouldHaveSingleItem();
}
