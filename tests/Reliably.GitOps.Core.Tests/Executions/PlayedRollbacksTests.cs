using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Experiments;

namespace Reliably.GitOps.Executions;

public class PlayedRollbacksTests
{
    private const string Whole = """
        title: T
        description: D
        configuration: {a: b}
        steady-state-hypothesis: {title: H, probes: [{type: probe, name: p, tolerance: 0, provider: {type: process, path: echo}}]}
        method:
        - {type: action, name: break, provider: {type: process, path: echo, arguments: [break]}}
        - {type: action, name: mend, provider: {type: process, path: echo, arguments: [mend]}}
        rollbacks:
        - {ref: mend}
        - {type: action, name: again, provider: {type: process, path: echo, arguments: [one]}}
        - {type: action, name: again, provider: {type: process, path: echo, arguments: [two]}}
        """;

    [Fact]
    public void Leaves_nothing_but_the_rollbacks_and_what_they_refer_to()
    {
        var rest = RollbacksOnly.Of(Document(Whole), [])!;
        rest.Experiment.Hypothesis.ShouldBeNull();
        rest.Experiment.Method.ShouldBeEmpty();
        rest.Experiment.Rollbacks.Select(static one => one.Name).ShouldBe(["mend", "again", "again"]);
        rest.Experiment.Rollbacks[0].Provider.ShouldBeOfType<Provider.Process>().Path.ShouldBe("echo");
        rest.Experiment.Source["configuration"].ShouldNotBeNull();
        ExperimentDocuments.FromFileChecked("rest.json", rest.Content.ToArray(), out var diagnostics).ShouldNotBeNull(string.Join('\n', diagnostics));
    }

    [Fact]
    public void Leaves_out_each_that_was_played_as_often_as_it_was()
    {
        var rest = RollbacksOnly.Of(Document(Whole), ["mend", "again"])!;
        rest.Experiment.Rollbacks.ShouldHaveSingleItem().Provider!.Arguments.ShouldBe(new DataNode.Sequence([DataNode.Of("two")]));
    }

    [Fact]
    public void Is_nothing_where_nothing_is_left()
    {
        RollbacksOnly.Of(Document(Whole), ["again", "mend", "again"]).ShouldBeNull();
        RollbacksOnly.Of(Document("title: T\ndescription: D\nmethod: []\n"), []).ShouldBeNull();
    }

    private static ExperimentDocument Document(string yaml) => ExperimentDocuments.FromFile("e.yaml", Encoding.UTF8.GetBytes(yaml), out _)!;
}
