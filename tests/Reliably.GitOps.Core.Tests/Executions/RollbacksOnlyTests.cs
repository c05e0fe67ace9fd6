using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Experiments;

namespace Reliably.GitOps.Executions;

public class RollbacksOnlyTests
{
    [Fact]
    public void Keeps_configuration_secrets_and_rollbacks_and_nothing_that_was_played()
    {
        var rest = Of("""
            title: t
            description: d
            configuration: { target: { type: env, key: TARGET } }
            secrets: { app: { token: { type: env, key: TOKEN } } }
            steady-state-hypothesis: { title: h, probes: [{ type: probe, name: p, tolerance: 0, provider: { type: process, path: a } }] }
            method: [{ type: action, name: m, provider: { type: process, path: b } }]
            rollbacks: [{ type: action, name: r, provider: { type: process, path: c } }]
            """)!;
        rest.Experiment.Rollbacks.Single().Name.ShouldBe("r");
        rest.Experiment.Method.ShouldBeEmpty();
        rest.Experiment.Hypothesis.ShouldBeNull();
        rest.Experiment.Configuration.Has("target").ShouldBeTrue();
        rest.Experiment.Secrets.Has("app").ShouldBeTrue();
        rest.Extension.ShouldBe(".json");
        ExperimentDocuments.FromFile("r.json", rest.Content, out _)!.Experiment.Source.ShouldBe(rest.Experiment.Source);
    }

    [Fact]
    public void A_rollback_that_refers_to_an_activity_is_that_activity_with_the_hypothesis_first()
    {
        var rest = Of("""
            title: t
            description: d
            steady-state-hypothesis: { title: h, probes: [{ type: probe, name: both, tolerance: 0, provider: { type: process, path: probe } }] }
            method:
            - { type: action, name: both, provider: { type: process, path: method } }
            - { type: action, name: only, provider: { type: process, path: only } }
            rollbacks: [{ ref: both }, { ref: only }, { ref: nobody }]
            """)!;
        rest.Experiment.Rollbacks.Select(static activity => activity.Provider is Provider.Process process ? process.Path : activity.Ref).ShouldBe(["probe", "only", "nobody"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("rollbacks: []")]
    [InlineData("rollbacks:")]
    public void There_is_nothing_to_do_without_rollbacks(string rollbacks) => Of("title: t\ndescription: d\nmethod: []\n" + rollbacks).ShouldBeNull();

    private static ExperimentDocument? Of(string yaml) => RollbacksOnly.Of(ExperimentDocuments.FromFile("e.yaml", Encoding.UTF8.GetBytes(yaml), out _)!);
}
