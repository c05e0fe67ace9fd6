using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Scores;

namespace Reliably.GitOps.Advice;

public class AdvisorTests
{
    private const string Pods = "{ type: python, module: chaosk8s.pod.actions, func: terminate_pods, arguments: { label_selector: app=shop, ns: shop } }";
    private const string Kill = "{ type: http, method: POST, url: \"http://shop.example.com/kill\", timeout: 3 }";

    [Fact]
    public void Says_what_is_risked_and_what_undoes_it()
    {
        var notes = Of(ChangeBuilder.Experiment.Replace(Kill, Pods, StringComparison.Ordinal));
        notes.ShouldContain("At risk: `kill` (terminate pods).");
        notes.ShouldContain(static note => note.Contains("The starter `kubernetes/pods-in-phase`", StringComparison.Ordinal) && note.Contains("`reliably starter add kubernetes/pods-in-phase --to experiments/kill.yaml`", StringComparison.Ordinal));
        Of(ChangeBuilder.Experiment).ShouldContain("At risk: `kill` (POST to `shop.example.com`).");
    }

    [Fact]
    public void Sees_that_nothing_is_rolled_back() =>
        Of(ChangeBuilder.Experiment[..ChangeBuilder.Experiment.IndexOf("rollbacks:", StringComparison.Ordinal)] + "rollbacks: []\n").ShouldContain(static note => note.StartsWith("There are no rollbacks", StringComparison.Ordinal));

    [Fact]
    public void Sees_rollbacks_that_are_switched_off() =>
        Of(ChangeBuilder.Experiment + "runtime: { rollbacks: { strategy: never } }\n").ShouldContain(static note => note.StartsWith("Rollbacks are switched off", StringComparison.Ordinal));

    [Fact]
    public void Sees_a_host_that_is_acted_on_and_not_observed() =>
        Of(ChangeBuilder.Experiment.Replace("http://shop.example.com/kill", "http://pay.example.com/kill", StringComparison.Ordinal)).ShouldContain(static note => note.StartsWith("Not verified: `pay.example.com` is acted on", StringComparison.Ordinal));

    [Fact]
    public void Sees_a_method_without_a_probe() =>
        Of(Without(ChangeBuilder.Experiment, "- { type: probe, name: look")).ShouldContain(static note => note.StartsWith("Not verified: what happens in between.", StringComparison.Ordinal));

    [Fact]
    public void Sees_a_hypothesis_that_asks_for_a_status_alone_and_a_short_timeout_is_a_bound()
    {
        Of(ChangeBuilder.Experiment.Replace("/health\", timeout: 3 } }\nmethod", "/health\", timeout: 30 } }\nmethod", StringComparison.Ordinal)).ShouldContain(static note => note.StartsWith("Not verified: how fast.", StringComparison.Ordinal));
        Of(ChangeBuilder.Experiment).ShouldNotContain(static note => note.StartsWith("Not verified: how fast.", StringComparison.Ordinal));
    }

    [Fact]
    public void Sees_pauses_that_are_longer_than_the_plan_allows() =>
        Of(ChangeBuilder.Experiment.Replace("name: kill,", "name: kill, pauses: { after: 600 },", StringComparison.Ordinal), "timeout: 5m\n").ShouldContain("Its pauses alone take 10\u00A0m, and the plan `nightly` ends it after 5\u00A0m.");

    [Fact]
    public void Tells_what_happened_the_last_times_here_and_next_door()
    {
        var snapshot = SnapshotReader.Read([File("experiments/shop/kill.yaml", ChangeBuilder.Experiment)], null);
        var own = ExperimentHistory.Of(Slug.Parse("shop/kill"), [Records.Of(Verdict.Passed, "2026-11-20T03:00:00Z", "shop/kill", 1), Records.Of(Verdict.Deviated, "2026-11-21T03:00:00Z", "shop/kill", 2) with { VerdictReason = "The <front> did not answer." }]);
        var other = ExperimentHistory.Of(Slug.Parse("shop/other"), [Records.Of(Verdict.Deviated, "2026-11-19T03:00:00Z", "shop/other", 3)]);
        var far = ExperimentHistory.Of(Slug.Parse("pay/far"), [Records.Of(Verdict.Deviated, "2026-11-19T03:00:00Z", "pay/far", 4)]);
        var notes = Advisor.OfExperiment(snapshot.Experiments[Slug.Parse("shop/kill")], new()
        {
            Snapshot = snapshot,
            Board = ScoreBoard.Empty.With([ScoreCard.Of(own), ScoreCard.Of(other), ScoreCard.Of(far)], []),
            Histories = new Dictionary<Slug, ExperimentHistory> { [own.Slug] = own },
            Now = ChangeBuilder.Now,
        }).Where(static note => note.Kind == AdviceKind.History).Select(static note => note.Markdown).ToList();
        notes.ShouldBe(
        [
            "The last 2 runs: 1 deviated, 1 passed. Last trouble on 2026-11-21: The &lt;front&gt; did not answer.",
            "Next door, `shop/other` deviated on 2026-11-19, and gave 1 of its last 1 runs less than a full pass.",
        ]);
    }

    [Fact]
    public void Says_of_a_plan_that_its_experiment_never_ran_and_that_nobody_watches_at_night()
    {
        var notes = OfPlan("experiments: [kill]\nenvironment: production\nschedule: {type: cron, pattern: '0 3 * * *', timezone: Europe/Paris}\n", ChangeBuilder.Experiment[..ChangeBuilder.Experiment.IndexOf("rollbacks:", StringComparison.Ordinal)] + "rollbacks: []\n");
        notes.ShouldContain(static note => note.StartsWith("`kill` never ran", StringComparison.Ordinal));
        notes.ShouldContain("It runs at 03:00 Europe/Paris, when few people watch, and `kill` has no rollbacks.");
        notes.ShouldContain(static note => note.StartsWith("The environment `production` sounds like the one with customers", StringComparison.Ordinal));
    }

    [Fact]
    public void Says_of_a_plan_that_it_runs_very_often_and_nothing_of_one_that_runs_by_hand()
    {
        OfPlan("experiments: [kill]\nschedule: {type: cron, pattern: '*/5 * * * *', timezone: UTC}\n", ChangeBuilder.Experiment).ShouldContain(static note => note.StartsWith("It runs every 5\u00A0m", StringComparison.Ordinal));
        OfPlan("experiments: [kill]\nenvironment: production\nschedule: {type: manual}\n", ChangeBuilder.Experiment).ShouldBeEmpty();
    }

    private static List<string> Of(string experiment, string plan = "")
    {
        var snapshot = SnapshotReader.Read([File("experiments/kill.yaml", experiment), File("plans/nightly.yaml", "title: N\nexperiments: [kill]\nschedule: {type: manual}\n" + plan)], null);
        snapshot.Experiments.ShouldNotBeEmpty(string.Join('\n', snapshot.Diagnostics.Select(static one => one.Message)));
        return [.. Advisor.OfExperiment(snapshot.Experiments[Slug.Parse("kill")], new() { Snapshot = snapshot, Now = ChangeBuilder.Now }).Select(static note => note.Markdown)];
    }

    private static List<string> OfPlan(string plan, string experiment)
    {
        var snapshot = SnapshotReader.Read([File("experiments/kill.yaml", experiment), File("environments/production.yaml", "envvars: []\n"), File("plans/p.yaml", "title: P\n" + plan)], null);
        return [.. Advisor.OfPlan(snapshot.Plans[Slug.Parse("p")], new() { Snapshot = snapshot, Now = ChangeBuilder.Now }).Select(static note => note.Markdown)];
    }

    private static string Without(string text, string line) => string.Join('\n', text.Split('\n').Where(one => !one.StartsWith(line, StringComparison.Ordinal)));

    private static RepositoryFile File(string path, string text) => new(path, System.Text.Encoding.UTF8.GetBytes(text));
}
