namespace Reliably.GitOps.Publishing;

public sealed class ReportStepsTests
{
    [Fact]
    public void What_was_written_one_after_the_other_is_known_in_one_and_in_parts()
    {
        var steps = ReportSteps.None.With(null, "a").With("a", "b").With("b", "c");
        steps.Lead(null, "c").ShouldBeTrue("a squash of all");
        steps.Lead("a", "c").ShouldBeTrue("a squash of what came after the last merge");
        steps.Lead("b", "c").ShouldBeTrue("one of a rebase");
        steps.Lead("x", "x").ShouldBeTrue("nothing was changed");
    }

    [Fact]
    public void Nothing_leads_back_nor_to_what_somebody_else_made()
    {
        var steps = ReportSteps.None.With("a", "b").With("b", "c").With("foreign", "d");
        steps.Lead("c", "b").ShouldBeFalse();
        steps.Lead("c", null).ShouldBeFalse();
        steps.Lead("a", "foreign").ShouldBeFalse();
        steps.Lead("a", "d").ShouldBeFalse("between them lies what somebody else wrote");
        steps.Lead("foreign", "c").ShouldBeFalse();
    }

    [Fact]
    public void States_that_come_again_end_the_search()
    {
        var steps = ReportSteps.None.With("a", "b").With("b", "a").With("a", "a").With("a", "c");
        steps.Lead("b", "c").ShouldBeTrue();
        steps.Lead("a", "z").ShouldBeFalse();
    }
}
