using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Plans;

public class DuePlansTests
{
    private static readonly Plan Now = PlanWorld.Plan("now", new Schedule.Now());
    private static readonly Plan Change = PlanWorld.Plan("change", new Schedule.Change());

    [Fact]
    public void At_first_contact_plans_wait()
    {
        var world = new PlanWorld("2026-11-21T12:00:00Z");
        world.Push(CommitArrival.Unknown, Now, Change).ShouldBeEmpty();
        world.History.Plans.Values.ShouldAllBe(static memory => memory.Waiting);
    }

    [Fact]
    public void First_contact_may_run_them()
    {
        var world = new PlanWorld("2026-11-21T12:00:00Z");
        world.RunAtFirstContact();
        world.Push(CommitArrival.Unknown, Now, Change).Select(static due => due.Plan.Slug.Value).ShouldBe(["change", "now"]);
    }

    [Fact]
    public void A_new_commit_starts_plans_that_wait()
    {
        var world = new PlanWorld("2026-11-21T12:00:00Z");
        world.Push(CommitArrival.Unknown, Now);
        world.Push(CommitArrival.Seen, Now).Single().Trigger.ShouldBe(TriggerKind.Now);
        world.Push(CommitArrival.Seen, Now).ShouldBeEmpty("its content has run");
    }

    [Fact]
    public void A_now_plan_runs_once_for_each_content()
    {
        var world = new PlanWorld("2026-11-21T12:00:00Z");
        world.Push(CommitArrival.Unknown);
        var first = world.Push(CommitArrival.Seen, Now).Single();
        world.Push(CommitArrival.Seen, "other experiment", Now).ShouldBeEmpty();
        var second = world.Push(CommitArrival.Seen, Now with { ContentHash = "2" }).Single();
        var back = world.Push(CommitArrival.Seen, Now).Single();
        new[] { first, second, back }.Select(static due => due.ClaimKey).Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public void A_change_plan_runs_when_its_experiment_changes()
    {
        var world = new PlanWorld("2026-11-21T12:00:00Z");
        world.Push(CommitArrival.Unknown, Change);
        world.Decide(CommitArrival.None, new TriggerRequest("r1", "change", "me")).Due.Single().Trigger.ShouldBe(TriggerKind.Manual);
        world.Push(CommitArrival.Seen, Change).ShouldBeEmpty();
        world.Push(CommitArrival.Seen, "h2", Change).Single().Trigger.ShouldBe(TriggerKind.Change);
    }

    [Fact]
    public void Rewritten_history_starts_nothing()
    {
        var world = new PlanWorld("2026-11-21T12:00:00Z");
        world.Push(CommitArrival.Unknown);
        world.Push(CommitArrival.Seen, Now).Length.ShouldBe(1);
        world.Push(CommitArrival.Unknown, Now with { ContentHash = "2" }).ShouldBeEmpty();
        world.History.Plans.Values.Single().Waiting.ShouldBeTrue();
    }

    [Fact]
    public void A_suspended_plan_starts_only_by_hand()
    {
        var world = new PlanWorld("2026-11-21T12:00:00Z");
        world.Push(CommitArrival.Unknown);
        var every = PlanWorld.Cron("every", "* * * * *") with { Suspended = true };
        world.Push(CommitArrival.Seen, Now with { Suspended = true }, every).ShouldBeEmpty();
        world.LookAt("2026-11-21T12:05:00Z").ShouldBeEmpty();
        world.NextStart.ShouldBeNull();
        world.Decide(CommitArrival.None, new TriggerRequest("r1", "plans/every.yaml", null)).Due.Single().Plan.ShouldBe(every);
    }

    [Fact]
    public void A_request_for_no_plan_is_said()
    {
        var world = new PlanWorld("2026-11-21T12:00:00Z");
        world.Decide(CommitArrival.None, new TriggerRequest("r1", "nope", null)).Notes.Single().ShouldBeOfType<PlanNote.NoSuchPlan>();
    }

    [Fact]
    public void No_instant_before_the_plan_was_known_is_due()
    {
        var world = new PlanWorld("2026-11-21T12:00:30Z");
        var past = PlanWorld.Plan("past", new Schedule.Once(PlanWorld.At("2026-11-21T12:00:00Z"), "UTC"));
        world.Push(CommitArrival.Unknown, PlanWorld.Cron("every", "* * * * *", missed: MissedPolicy.RunOnce), past).ShouldBeEmpty();
        world.NextStart.ShouldBe(PlanWorld.At("2026-11-21T12:01:00Z"));
        world.LookAt("2026-11-21T12:01:00Z").Single().Instant.ShouldBe(PlanWorld.At("2026-11-21T12:01:00Z"));
    }

    [Fact]
    public void A_new_schedule_starts_the_clock_anew_and_a_new_title_does_not()
    {
        var world = new PlanWorld("2026-11-21T12:00:30Z");
        world.Push(CommitArrival.Unknown, PlanWorld.Cron("p", "0 13 * * *"));
        world.Now = PlanWorld.At("2026-11-21T13:00:05Z");
        world.Push(CommitArrival.Seen, PlanWorld.Cron("p", "30 12 * * *")).ShouldBeEmpty();
        world.Now = PlanWorld.At("2026-11-22T12:30:05Z");
        world.AliveSince = PlanWorld.At("2026-11-21T12:00:30Z");
        world.Push(CommitArrival.Seen, PlanWorld.Cron("p", "30 12 * * *") with { Title = "other", ContentHash = "9" }).Length.ShouldBe(1);
    }

    [Theory]
    [InlineData(MissedPolicy.Skip, 0)]
    [InlineData(MissedPolicy.RunOnce, 1)]
    public void Instants_missed_while_it_was_down(MissedPolicy policy, int runs)
    {
        var world = new PlanWorld("2026-11-20T12:00:00Z");
        world.Push(CommitArrival.Unknown, PlanWorld.Cron("p", "0 * * * *", missed: policy));
        world.RestartAt("2026-11-21T12:30:00Z").Length.ShouldBe(runs);
        world.LookAt("2026-11-21T13:00:00Z").Length.ShouldBe(1);
    }

    [Fact]
    public void A_restart_of_some_seconds_misses_nothing()
    {
        var world = new PlanWorld("2026-11-20T12:00:00Z");
        world.Push(CommitArrival.Unknown, PlanWorld.Cron("p", "0 3 * * *"));
        world.RestartAt("2026-11-21T03:00:20Z").Length.ShouldBe(1);
    }

    [Fact]
    public void A_missed_instant_is_said_once()
    {
        var world = new PlanWorld("2026-11-20T12:00:00Z");
        world.Push(CommitArrival.Unknown, PlanWorld.Plan("p", new Schedule.Once(PlanWorld.At("2026-11-20T13:00:00Z"), "UTC")));
        world.Now = world.AliveSince = PlanWorld.At("2026-11-21T12:00:00Z");
        world.Decide(CommitArrival.None).Notes.Single().ShouldBeOfType<PlanNote.Missed>();
        world.Decide(CommitArrival.None).Notes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z")] // the gap: 02:30 does not exist, 03:00 summer time
    [InlineData("2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z")] // the overlap: 02:30 twice, run once
    public void Daily_at_half_past_two_in_Paris(string from, string first, string second)
    {
        var pattern = CronPattern.Parse("30 2 * * *", "Europe/Paris");
        var one = pattern.NextAfter(PlanWorld.At(from));
        one.ShouldBe(PlanWorld.At(first));
        pattern.NextAfter(one!.Value).ShouldBe(PlanWorld.At(second));
    }

    [Theory]
    [InlineData("0 3 * * 1-5", "UTC", true)]
    [InlineData("@daily", "Europe/Paris", true)]
    [InlineData("*/5 * * * *", "America/New_York", true)]
    [InlineData("0 0 31 2 *", "UTC", false)]
    [InlineData("0 3 * *", "UTC", false)]
    [InlineData("0 0 3 * * ?", "UTC", false)]
    [InlineData("61 3 * * *", "UTC", false)]
    [InlineData("", "UTC", false)]
    [InlineData("0 3 * * *", "Mars/Olympus", false)]
    [InlineData("0 3 * * *", "", false)]
    public void Patterns(string pattern, string zone, bool good)
    {
        (CronPattern.TryParse(pattern, zone, out var problem) is not null).ShouldBe(good);
        (problem is null).ShouldBe(good);
    }

    [Fact]
    public void Sunday_is_zero_and_seven_and_days_are_joined_by_or()
    {
        CronPattern.Parse("0 0 * * 0", "UTC").NextAfter(PlanWorld.At("2026-11-16T00:00:00Z")).ShouldBe(PlanWorld.At("2026-11-22T00:00:00Z"));
        CronPattern.Parse("0 0 * * 7", "UTC").NextAfter(PlanWorld.At("2026-11-16T00:00:00Z")).ShouldBe(PlanWorld.At("2026-11-22T00:00:00Z"));
        CronPattern.Parse("0 0 20 * 0", "UTC").NextAfter(PlanWorld.At("2026-11-16T00:00:00Z")).ShouldBe(PlanWorld.At("2026-11-20T00:00:00Z"));
    }

    [Theory]
    [InlineData("0 3 * * 1-5", "weekdays at 03:00 Europe/Paris")]
    [InlineData("@daily", "daily Europe/Paris")]
    [InlineData("*/5 * * * *", "every 5 minutes Europe/Paris")]
    [InlineData("15 * * * *", "every hour at :15 Europe/Paris")]
    [InlineData("5 4 * * 6", "every Saturday at 04:05 Europe/Paris")]
    [InlineData("0 3 1 * *", "cron 0 3 1 * * Europe/Paris")]
    public void Schedules_in_words(string pattern, string words) =>
        ScheduleText.Words(new Schedule.Cron(pattern, "Europe/Paris")).ShouldBe(words);

    [Fact]
    public void Damaged_memory_is_first_contact() => PlanHistoryJson.Read("{ oops").ShouldBe(PlanHistory.Empty);

    [Fact]
    public void A_plan_is_found_by_slug_and_by_path()
    {
        var snapshot = new RepositorySnapshot { Plans = RepositorySnapshotPlans(Now) };
        DuePlans.Find(snapshot, "now").ShouldBe(Now);
        DuePlans.Find(snapshot, "plans/now.yaml").ShouldBe(Now);
        DuePlans.Find(snapshot, "other").ShouldBeNull();
    }

    private static System.Collections.Immutable.ImmutableSortedDictionary<Slug, Plan> RepositorySnapshotPlans(Plan plan) =>
        System.Collections.Immutable.ImmutableSortedDictionary<Slug, Plan>.Empty.Add(plan.Slug, plan);

    [Fact]
    public void What_a_clock_that_was_ahead_left_behind_silences_no_plan_when_it_is_set_back()
    {
        var world = new PlanWorld("2026-11-21T12:00:30Z");
        world.Push(CommitArrival.Seen, PlanWorld.Cron("p", "*/5 * * * *"));
        world.LookAt("2029-01-01T00:00:01Z").ShouldHaveSingleItem();
        world.LookAt("2026-11-21T12:03:00Z").ShouldBeEmpty();
        world.NextStart.ShouldBe(PlanWorld.At("2026-11-21T12:05:00Z"));
        world.LookAt("2026-11-21T12:05:01Z").Single().Instant.ShouldBe(PlanWorld.At("2026-11-21T12:05:00Z"));
        world.LookAt("2026-11-21T12:05:02Z").ShouldBeEmpty();
    }

    [Fact]
    public void An_instant_that_comes_again_has_the_same_claim()
    {
        var world = new PlanWorld("2026-11-21T12:00:30Z");
        world.Push(CommitArrival.Seen, PlanWorld.Cron("p", "*/5 * * * *"));
        var first = world.LookAt("2026-11-21T12:05:00Z").Single();
        world.LookAt("2026-11-21T12:04:59Z").ShouldBeEmpty();
        world.LookAt("2026-11-21T12:05:00Z").Single().ClaimKey.ShouldBe(first.ClaimKey);
    }
}
