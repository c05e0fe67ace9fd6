using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Plans;

public class ConcurrencyRulesTests
{
    [Fact]
    public void Plans_without_a_group_run_one_after_another() =>
        ConcurrencyRules.Admit([Due("a"), Due("b")], []).ShouldAllBe(static admission => admission is Admission.Enter);

    [Fact]
    public void Forbid_refuses_while_another_runs()
    {
        var rule = new Concurrency("g", ConcurrencyPolicy.Forbid);
        var admissions = ConcurrencyRules.Admit([Due("a", rule), Due("b", rule), Due("c")], []);
        admissions[0].ShouldBeOfType<Admission.Enter>();
        admissions[1].ShouldBeOfType<Admission.Refuse>().Reason.ShouldContain("'a'");
        admissions[2].ShouldBeOfType<Admission.Enter>();
    }

    [Fact]
    public void Queue_keeps_one_waiting_run_of_a_plan()
    {
        var rule = new Concurrency("g", ConcurrencyPolicy.Queue);
        var running = new ActivePlan("k", Slug.Parse("a"), "g", Running: true);
        var admissions = ConcurrencyRules.Admit([Due("a", rule), Due("a", rule)], [running]);
        admissions[0].ShouldBeOfType<Admission.Enter>();
        admissions[1].ShouldBeOfType<Admission.Refuse>();
    }

    [Fact]
    public void Replace_takes_the_place_of_all_others()
    {
        var rule = new Concurrency("g", ConcurrencyPolicy.Replace);
        var running = new ActivePlan("k1", Slug.Parse("a"), "g", Running: true);
        var waiting = new ActivePlan("k2", Slug.Parse("b"), "g", Running: false);
        ConcurrencyRules.Admit([Due("c", rule)], [running, waiting]).Single().ShouldBeOfType<Admission.Replace>().Others.ShouldBe(["k1", "k2"]);
    }

    private static DuePlan Due(string slug, Concurrency? rule = null) => new()
    {
        Plan = PlanWorld.Plan(slug, new Schedule.Manual()) with { Concurrency = rule },
        Trigger = TriggerKind.Manual,
        ClaimKey = slug,
    };
}
