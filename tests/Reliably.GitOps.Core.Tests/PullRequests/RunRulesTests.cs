using System.Text;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Deployments;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.PullRequests;

public class RunRulesTests
{
    private const string Head = "1111111111111111111111111111111111111111";
    private const string Base = "2222222222222222222222222222222222222222";
    private const string Sandbox = "type: container\nimage: example.com/chaos:1\n";
    private const string Plan = "title: Nightly\nexperiments: [shop/a]\nenvironment: staging\ndeployment: sandbox\nschedule: { type: manual }\ntimeout: 10m\nintegrations: [gate]\n";
    private const string Gate = "type: pre-check\ntitle: Calm\nurl: https://gate.example.com/calm\n";

    private readonly Dictionary<string, string> onBase = new(StringComparer.Ordinal)
    {
        ["experiments/shop/a.yaml"] = ChangeBuilder.Experiment,
        ["environments/staging.yaml"] = "envvars:\n- { var_name: TARGET, value: of-base }\n",
        ["deployments/sandbox.yaml"] = Sandbox,
    };

    private readonly Dictionary<string, string?> inHead = new(StringComparer.Ordinal);
    private RepositoryGrants grants = new() { Deployments = ["local", "container", "sandbox"], PullRequestDeployments = ["sandbox", "local"] };

    [Fact]
    public void Takes_the_experiment_from_the_head_and_the_rest_from_the_base()
    {
        onBase["plans/nightly.yaml"] = Plan.Replace("integrations: [gate]\n", "", StringComparison.Ordinal);
        inHead["experiments/shop/a.yaml"] = ChangeBuilder.Experiment.Replace("The shop survives", "The shop of the head", StringComparison.Ordinal);
        inHead["environments/staging.yaml"] = "envvars:\n- { var_name: TARGET, value: of-head }\n";
        inHead["deployments/sandbox.yaml"] = Sandbox.Replace(":1", ":evil", StringComparison.Ordinal);
        inHead["plans/nightly.yaml"] = Plan.Replace("10m", "20h", StringComparison.Ordinal).Replace("integrations: [gate]\n", "rollback-strategy: never\n", StringComparison.Ordinal);
        var granted = Granted("nightly");
        var order = granted.Orders.ShouldHaveSingleItem();
        order.Experiment.Title.ShouldBe("The shop of the head");
        (order.Commit!.Value.Value, order.PullRequest).ShouldBe((Head, new PullRequestOrigin(7, CommitSha.Parse(Base))));
        order.Environment!.Variables.ShouldHaveSingleItem().Value.ShouldBe("of-base");
        order.DeploymentDocument.ShouldBeOfType<Deployment.Container>().Settings.Image.ShouldBe("example.com/chaos:1");
        (order.Plan!.Value, order.Timeout, order.Options.RollbackStrategy, order.Trigger, order.Actor).ShouldBe(("nightly", TimeSpan.FromMinutes(10), null, TriggerKind.PullRequest, "ada"));
    }

    [Fact]
    public void Guards_and_limits_are_the_base_s_whatever_the_head_says()
    {
        onBase["integrations/gate.yaml"] = Gate;
        onBase["reliably.yaml"] = "guardrails: { integrations: [gate], max-timeout: 5m }\n";
        inHead["integrations/gate.yaml"] = null;
        inHead["reliably.yaml"] = "guardrails: { max-timeout: 90m }\n";
        var order = Granted("shop/a").Orders.ShouldHaveSingleItem();
        order.Guards.PreChecks.Select(static one => one.Slug.Value).ShouldBe(["gate"]);
        order.Guards.Missing.ShouldBeEmpty();
        order.Timeout.ShouldBe(TimeSpan.FromMinutes(5));
    }

    [Fact]
    public void An_experiment_by_itself_uses_the_first_deployment_that_is_granted_and_the_environment_that_is_named()
    {
        var order = Granted("shop/a", "staging").Orders.ShouldHaveSingleItem();
        (order.Deployment.Value, order.Environment!.Slug.Value, order.Plan).ShouldBe(("sandbox", "staging", null));
        Granted("experiments/shop/a.yaml").Orders[0].Environment.ShouldBeNull();
        Decide(new() { Number = 7, Target = "shop/a", Actor = "ada", Dry = true }).ShouldBeOfType<RunDecision.Granted>().Orders[0].Options.Dry.ShouldBe("activities");
    }

    [Fact]
    public void A_new_experiment_of_the_head_can_be_run()
    {
        inHead["experiments/shop/b.yaml"] = ChangeBuilder.Experiment;
        Granted("shop/b").Orders[0].Experiment.Path.ShouldBe("experiments/shop/b.yaml");
    }

    [Fact]
    public void Nothing_runs_where_no_deployment_is_granted_to_pull_requests()
    {
        grants = new() { Deployments = ["local"] };
        Refused("shop/a").Reason.ShouldBe("Runs on pull requests are off for this repository.");
    }

    [Fact]
    public void A_plan_whose_deployment_is_not_granted_to_pull_requests_is_refused()
    {
        onBase["plans/nightly.yaml"] = Plan.Replace("integrations: [gate]\n", "", StringComparison.Ordinal);
        grants = grants with { PullRequestDeployments = ["local"] };
        Refused("nightly").Reason.ShouldBe("The server does not grant the deployment 'sandbox' to pull requests.");
    }

    [Fact]
    public void A_deployment_that_only_the_head_has_is_not_there()
    {
        onBase.Remove("deployments/sandbox.yaml");
        inHead["deployments/sandbox.yaml"] = Sandbox;
        Refused("shop/a").Reason.ShouldBe("The deployment 'sandbox' is missing or broken on 'main', and a run on a pull request takes it from there.");
    }

    [Fact]
    public void An_environment_that_only_the_head_has_is_not_there()
    {
        inHead["environments/stagin.yaml"] = "envvars: []\n";
        var refused = Refused("shop/a", "stagin");
        (refused.Reason, refused.Hint).ShouldBe(("The environment 'stagin' is missing or broken on 'main', and a run on a pull request takes it from there.", "Did you mean 'staging'?"));
    }

    [Fact]
    public void A_plan_that_only_the_head_has_is_refused_and_its_experiments_are_offered()
    {
        inHead["plans/new.yaml"] = "title: New\nexperiments: [shop/a]\nschedule: { type: manual }\n";
        Refused("new").Hint.ShouldBe("Run its experiments by themselves: shop/a.");
    }

    [Fact]
    public void An_experiment_with_an_error_is_refused_with_the_place_of_it()
    {
        inHead["experiments/shop/a.yaml"] = ChangeBuilder.Experiment.Replace("method:", "methods:", StringComparison.Ordinal);
        Refused("shop/a").Reason.ShouldStartWith("'experiments/shop/a.yaml' has an error at 1111111: ");
        Refused("shop/a").Reason.ShouldContain("(RLY1");
        inHead["experiments/shop/a.yaml"] = null;
        Refused("shop/a").Reason.ShouldBe("There is no experiment 'shop/a' at 1111111, and no such plan on 'main'.");
        onBase["plans/two.yaml"] = "title: Two\nexperiments: [shop/b, shop/a]\nschedule: { type: manual }\n";
        onBase["experiments/shop/b.yaml"] = ChangeBuilder.Experiment;
        Refused("two").Reason.ShouldBe("There is no experiment 'shop/a' at 1111111.");
        inHead["experiments/shop/a.yaml"] = ChangeBuilder.Experiment + "configuration:\n  token: ghp_0123456789abcdefghijABCDEFGHIJ012345\n";
        Refused("shop/a").Reason.ShouldStartWith("'experiments/shop/a.yaml' has an error at 1111111: ");
    }

    [Fact]
    public void Settings_of_the_head_cannot_let_an_error_pass()
    {
        inHead["experiments/shop/a.yaml"] = ChangeBuilder.Experiment + "configuration:\n  token: ghp_0123456789abcdefghijABCDEFGHIJ012345\n";
        var code = Read(inHead).Diagnostics.First(static one => one.Location.File == "experiments/shop/a.yaml").Code;
        inHead["reliably.yaml"] = $"validation:\n  ignore:\n  - {{ code: {code}, reason: no }}\n";
        Refused("shop/a").Reason.ShouldStartWith("'experiments/shop/a.yaml' has an error at 1111111: ");
    }

    [Fact]
    public void A_name_that_means_two_things_or_nothing_is_refused_with_what_to_type()
    {
        onBase["plans/shop/a.yaml"] = Plan.Replace("integrations: [gate]\n", "", StringComparison.Ordinal);
        Refused("shop/a").Hint.ShouldBe("Type the path: experiments/shop/a.yaml or plans/shop/a.yaml.");
        Granted("plans/shop/a.yaml").Plan!.Slug.Value.ShouldBe("shop/a");
        Granted("experiments/shop/a.yaml").Plan.ShouldBeNull();
        Refused("shop/aa").Hint.ShouldBe("Did you mean 'shop/a'?");
        Refused("../../etc/passwd").Reason.ShouldBe("'../../etc/passwd' is not the name of an experiment or plan.");
    }

    [Fact]
    public void A_plan_made_of_a_template_runs_what_the_head_makes_of_it()
    {
        onBase["templates/t.yaml"] = ChangeBuilder.Experiment + "configuration:\n  who: { type: env, key: RELIABLY_PARAM_WHO }\n";
        onBase["plans/made.yaml"] = "title: Made\ntemplate: t\nwith: { who: them }\nschedule: { type: manual }\ndeployment: local\n";
        inHead["templates/t.yaml"] = onBase["templates/t.yaml"].Replace("The shop survives", "Another text", StringComparison.Ordinal);
        Granted("made").Orders.ShouldHaveSingleItem().Experiment.Title.ShouldBe("Another text");
    }

    private RunDecision.Granted Granted(string target, string? environment = null)
    {
        var decision = Decide(new() { Number = 7, Target = target, Environment = environment, Actor = "ada" });
        return decision.ShouldBeOfType<RunDecision.Granted>((decision as RunDecision.Refused)?.Reason);
    }

    private RunDecision.Refused Refused(string target, string? environment = null) =>
        Decide(new() { Number = 7, Target = target, Environment = environment, Actor = "ada" }).ShouldBeOfType<RunDecision.Refused>();

    private RunDecision Decide(RunWish wish)
    {
        var before = SnapshotReader.Read(Files(onBase!), CommitSha.Parse(Base));
        var merged = onBase.ToDictionary(static one => one.Key, static one => (string?)one.Value, StringComparer.Ordinal);
        foreach (var (path, text) in inHead) merged[path] = text;
        var head = RunGround.UnderSettingsOf(before, [.. Files(merged)]);
        return RunRules.Decide(wish, new() { Base = before, Head = SnapshotReader.Read(head, CommitSha.Parse(Head)), Branch = "main", Grants = grants });
    }

    private static RepositorySnapshot Read(IReadOnlyDictionary<string, string?> files) => SnapshotReader.Read(Files(files), null);

    private static IEnumerable<RepositoryFile> Files(IReadOnlyDictionary<string, string?> files) =>
        files.Where(static one => one.Value is not null).Select(static one => new RepositoryFile(one.Key, Encoding.UTF8.GetBytes(one.Value!)));
}
