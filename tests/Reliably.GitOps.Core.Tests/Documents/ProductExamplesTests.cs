using Reliably.GitOps.Environments;
using Reliably.GitOps.Plans;

namespace Reliably.GitOps.Documents;

/// <summary>The documents that the product's description shows, word for word.</summary>
public class ProductExamplesTests
{
    private const string Plan = """
        title: Checkout survives losing a replica, every weekday night
        experiments: [checkout/replica-loss]       # or:  template: + with:
        # template: process-termination
        # with: { target_svc: app=checkout, container_name: checkout }
        deployment: local                          # built in; or the name of deployments/<name>.yaml
        environment: staging
        schedule:
          type: cron                               # now | once | cron | change | manual
          pattern: "0 3 * * 1-5"                   # five fields; macros such as @daily
          timezone: Europe/Paris
          jitter: 5m                               # optional
          missed: skip                             # skip | run-once   (when the service was down)
        concurrency: { group: staging, policy: forbid }   # forbid | queue | replace
        timeout: 20m
        integrations: [ops-slack, assistant]
        suspend: false
        """;

    private const string Environment = """
        envvars:
        - { var_name: TARGET_URL, value: "http://checkout.staging:8080" }
        secrets:
        - { var_name: CHECKOUT_TOKEN, key: checkout-token, from: { env: STAGING_CHECKOUT_TOKEN } }
        - { key: kubeconfig, path: kube/config, from: { file: /run/secrets/kubeconfig } }     # a secret as a file
        """;

    private const string Template = """
        title: A process ends
        description: Ends the container ${container_name} of ${target_svc}.
        configuration:
          target_svc: {type: env, key: RELIABLY_PARAM_TARGET_SVC}
          container_name: {type: env, key: RELIABLY_PARAM_CONTAINER_NAME}
        method:
        - {type: action, name: end, provider: {type: process, path: kubectl, arguments: "delete pod -l ${target_svc}"}}
        extensions:
        - name: reliably
          parameters:
            target_svc: { title: Label selector, type: string, required: true, pattern: "^[a-z0-9=,-]+$" }
        """;

    [Fact]
    public void Are_read_without_a_finding_but_advice()
    {
        var snapshot = Repository().Read();
        snapshot.Diagnostics.Where(static one => !one.Code.StartsWith("RLY28", StringComparison.Ordinal) && one.Code != "RLY1602").ShouldBeEmpty();
        var plan = snapshot.Plans[Slug.Parse("nightly")];
        plan.Schedule.ShouldBe(new Schedule.Cron("0 3 * * 1-5", "Europe/Paris") { Jitter = TimeSpan.FromMinutes(5), Missed = MissedPolicy.Skip });
        plan.Concurrency.ShouldBe(new Concurrency("staging", ConcurrencyPolicy.Forbid));
        plan.Timeout.ShouldBe(TimeSpan.FromMinutes(20));
        plan.Integrations.ShouldBe([Slug.Parse("ops-slack"), Slug.Parse("assistant")]);
        var environment = snapshot.Environments[Slug.Parse("staging")];
        environment.Variables.ShouldBe([new("TARGET_URL", "http://checkout.staging:8080")]);
        environment.Secrets[0].From.ShouldBe(new SecretSource.FromVariable("STAGING_CHECKOUT_TOKEN"));
        environment.Secrets[1].FilePath.ShouldBe("kube/config");
    }

    [Fact]
    public void A_template_with_its_values_becomes_a_plain_experiment()
    {
        var snapshot = Repository()
            .With("plans/ends.yaml", """
                template: process-termination
                with: { target_svc: app=checkout, container_name: checkout }
                schedule: { type: once, at: 2026-12-01T03:00, timezone: Europe/Paris }
                """)
            .Read();
        snapshot.Diagnostics.Where(static one => !one.Code.StartsWith("RLY28", StringComparison.Ordinal) && one.Code != "RLY1602").ShouldBeEmpty();
        var plan = snapshot.Plans[Slug.Parse("ends")];
        plan.Schedule.ShouldBe(new Schedule.Once(new(2026, 12, 1, 2, 0, 0, TimeSpan.Zero), "Europe/Paris"));
        var experiment = snapshot.Experiments[plan.Experiments.ShouldHaveSingleItem()];
        experiment.Slug.Value.ShouldBe("plan/ends");
        var again = (DataNode.Mapping)JsonReader.Parse(System.Text.Encoding.UTF8.GetString(experiment.Content.Span));
        again.ShouldBe(experiment.Experiment.Source);
        ((DataNode.Mapping)((DataNode.Mapping)again["configuration"]!)["target_svc"]!)["default"].ShouldBe(DataNode.Of("app=checkout"));
        PythonText.Repr(again["extensions"]!).ShouldStartWith("[{'name': 'reliably', 'template': {'name': 'process-termination', 'version': '");
    }

    private static SnapshotBuilder Repository() => new SnapshotBuilder()
        .With("plans/nightly.yaml", Plan)
        .With("environments/staging.yaml", Environment)
        .With("templates/process-termination.yaml", Template)
        .With("experiments/checkout/replica-loss.yaml", SnapshotBuilder.Experiment)
        .With("integrations/ops-slack.yaml", "type: slack\nchannel: \"#ops\"\n")
        .With("integrations/assistant.yml", "type: assistant\n")
        .With("reports/README.md", "# not a document");
}
