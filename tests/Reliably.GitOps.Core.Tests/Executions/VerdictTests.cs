using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Executions;

public class VerdictTests
{
    private readonly JournalBuilder story = JournalBuilder.At("2026-11-21T03:00:00Z");

    [Fact]
    public void A_hypothesis_met_to_the_end_passes()
    {
        story.Before(true, story.Probe()).Ran(story.Action()).After(true, story.Probe());
        Decide().ShouldBe(new(Verdict.Passed, "The hypothesis was met after the method."));
    }

    [Fact]
    public void A_deviation_says_what_was_seen_and_what_was_expected()
    {
        story.Before(true, story.Probe()).Ran(story.Action()).After(false, story.Probe(answered: 503, met: false));
        Decide().ShouldBe(new(Verdict.Deviated, "The hypothesis was not met after the method. \"front door answers\" gave 503 where 200 was expected."));
    }

    [Fact]
    public void Older_libraries_call_a_deviation_failed()
    {
        story.Before(true, story.Probe()).Ran(story.Action()).After(false, story.Probe(answered: 503, met: false)).Ended("failed");
        Decide().Verdict.ShouldBe(Verdict.Deviated);
    }

    [Fact]
    public void A_baseline_that_is_not_met_is_no_evidence()
    {
        story.Before(false, story.Probe(answered: 500, met: false)).Skipped(story.Action());
        Decide().Verdict.ShouldBe(Verdict.BaselineUnmet);
        Decide().Reason.ShouldContain("500");
    }

    [Fact]
    public void Only_actions_that_failed_injected_nothing()
    {
        story.Before(true, story.Probe()).Ran(story.Action(outcome: "failed")).After(true, story.Probe());
        Decide().ShouldBe(new(Verdict.NotInjected, "No action of the method succeeded, so no fault was injected. \"kill a replica\" failed: it could not be done"));
    }

    [Fact]
    public void Some_actions_that_failed_are_a_failed_run()
    {
        story.Before(true, story.Probe()).Ran(story.Action("slow")).Ran(story.Action(outcome: "failed")).After(true, story.Probe());
        Decide().Verdict.ShouldBe(Verdict.Failed);
    }

    [Fact]
    public void A_method_of_probes_alone_may_pass()
    {
        story.Before(true, story.Probe()).Ran(story.Probe(met: null)).After(true, story.Probe());
        Decide().Verdict.ShouldBe(Verdict.Passed);
    }

    [Fact]
    public void Without_a_hypothesis_nothing_is_verified()
    {
        story.Ran(story.Action());
        Decide().Verdict.ShouldBe(Verdict.Unverified);
    }

    [Fact]
    public void A_sample_out_of_tolerance_wobbles()
    {
        story.Before(true, story.Probe()).During(true, story.Probe()).During(false, story.Probe(answered: 502, met: false)).Ran(story.Action()).After(true, story.Probe());
        Decide().Verdict.ShouldBe(Verdict.Wobbled);
        Decide().Reason.ShouldBe("1 of 2 samples during the method was out of tolerance, though the end state was fine. \"front door answers\" gave 502 where 200 was expected.");
    }

    [Fact]
    public void A_wobble_that_trips_fail_fast_is_worth_nothing()
    {
        story.Before(true, story.Probe()).During(false, story.Probe(answered: 502, met: false)).Ran(story.Action()).Ended("failed");
        Decide().Verdict.ShouldBe(Verdict.Wobbled);
        Verdicts.ValueOf(Records.Of(Verdict.Wobbled) with { Status = "failed" }).ShouldBe(0);
        Verdicts.ValueOf(Records.Of(Verdict.Wobbled) with { Status = "completed" }).ShouldBe(0.5);
    }

    [Fact]
    public void A_rollback_that_failed_leaves_it_dirty()
    {
        story.Before(true, story.Probe()).Ran(story.Action()).After(true, story.Probe()).RolledBack(story.Action("restart", "failed"));
        Decide().Verdict.ShouldBe(Verdict.Dirty);
    }

    [Theory]
    [InlineData("interrupted", Verdict.Interrupted)]
    [InlineData("aborted", Verdict.Aborted)]
    public void A_run_that_did_not_come_to_its_end_is_no_evidence(string status, Verdict verdict)
    {
        story.Before(true, story.Probe()).Ran(story.Action(outcome: null)).Ended(status);
        Decide().Verdict.ShouldBe(verdict);
        Verdicts.ValueOf(verdict).ShouldBeNull();
    }

    [Fact]
    public void A_dry_run_is_no_evidence()
    {
        story.Dry("actions").Before(true, story.Probe()).Ran(story.Action()).After(false, story.Probe(met: false));
        Decide().Verdict.ShouldBe(Verdict.Dry);
    }

    [Fact]
    public void A_safeguard_halts_a_method_and_blocks_what_has_not_begun()
    {
        var tripped = new VerdictCircumstances { HaltedReason = "The error budget is spent." };
        Verdicts.Decide(story.ToJournal(), tripped).Verdict.ShouldBe(Verdict.Blocked);
        story.Ran(story.Action()).Ended("interrupted");
        Verdicts.Decide(story.ToJournal(), tripped).ShouldBe(new(Verdict.Halted, "The error budget is spent."));
    }

    [Fact]
    public void A_run_that_was_stopped_and_left_no_journal_is_what_stopped_it()
    {
        Verdicts.Decide(null, new() { InterruptedReason = "Stopped by ada.", ErrorReason = "no journal" }).ShouldBe(new(Verdict.Interrupted, "Stopped by ada."));
        Verdicts.Decide(null, new() { HaltedReason = "The error budget is spent.", InterruptedReason = "Stopped.", ErrorReason = "no journal" }).ShouldBe(new(Verdict.Halted, "The error budget is spent."));
    }

    [Fact]
    public void Without_a_journal_it_is_an_error_unless_a_guard_refused()
    {
        Verdicts.Decide(null, VerdictCircumstances.None).Verdict.ShouldBe(Verdict.Error);
        Verdicts.Decide(null, new() { ErrorReason = "chaos crashed" }).ShouldBe(new(Verdict.Error, "chaos crashed"));
        Verdicts.Decide(null, new() { BlockedReason = "outside the window" }).ShouldBe(new(Verdict.Blocked, "outside the window"));
        Verdicts.Decide(Journal.TryParse("{}"), VerdictCircumstances.None).Verdict.ShouldBe(Verdict.Error);
    }

    [Fact]
    public void Every_verdict_has_a_name_that_reads_back()
    {
        foreach (var verdict in Enum.GetValues<Verdict>()) Verdicts.Parse(Verdicts.NameOf(verdict)).ShouldBe(verdict);
        Verdicts.NameOf(Verdict.BaselineUnmet).ShouldBe("baseline-unmet");
        Should.Throw<FormatException>(() => Verdicts.Parse("great"));
    }

    private VerdictDecision Decide() => Verdicts.Decide(story.ToJournal(), VerdictCircumstances.None);
}
