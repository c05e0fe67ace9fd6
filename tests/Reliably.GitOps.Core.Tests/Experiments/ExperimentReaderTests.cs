using System.Text;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Experiments;

public class ExperimentReaderTests
{
    private const string ReplicaLoss = """
        title: Losing a replica is survived
        description: One of two goes away
        tags: [shop, replica]
        configuration: {front: {type: env, key: FRONT, default: "http://localhost:1"}}
        steady-state-hypothesis:
          title: The shop answers
          probes:
          - {type: probe, name: answers, tolerance: 200, provider: {type: http, url: "${front}/"}}
        method:
        - {type: action, name: kill, background: yes, pauses: {after: 2}, provider: {type: process, path: kill, arguments: [1]}}
        - ref: answers
        - {type: probe, name: py, provider: {type: python, module: os, func: getcwd}}
        rollbacks: []
        runtime: {rollbacks: {strategy: always}, hypothesis: {strategy: continuously}}
        """;

    [Fact]
    public void Gives_a_typed_view_of_an_experiment()
    {
        var experiment = Read(ReplicaLoss).Experiment;
        experiment.Title.ShouldBe("Losing a replica is survived");
        experiment.Tags.ShouldBe(["shop", "replica"]);
        experiment.Hypothesis!.Probes[0].Provider.ShouldBeOfType<Provider.Http>().Url.ShouldBe(DataNode.Of("${front}/"));
        experiment.Hypothesis.Probes[0].Tolerance.ShouldBe(DataNode.Of(200));
        experiment.Method[0].Type.ShouldBe(ActivityType.Action);
        experiment.Method[0].Background.ShouldBeTrue();
        experiment.Method[0].PauseAfter.ShouldBe(DataNode.Of(2));
        experiment.Method[0].Provider.ShouldBeOfType<Provider.Process>().Path.ShouldBe("kill");
        experiment.Method[1].Ref.ShouldBe("answers");
        experiment.Method[2].Provider.ShouldBeOfType<Provider.Python>().Function.ShouldBe("getcwd");
        (experiment.RollbackStrategy, experiment.HypothesisStrategy).ShouldBe(("always", "continuously"));
    }

    [Fact]
    public void Reads_the_smallest_and_the_strangest_without_complaint()
    {
        Read("{method: []}").Experiment.Method.ShouldBeEmpty();
        var strange = Read("{title: 5, tags: x, method: {a: b}, rollbacks: null, steady-state-hypothesis: 3, runtime: [], configuration: 1}").Experiment;
        strange.Title.ShouldBe("5");
        strange.Activities.ShouldBeEmpty();
    }

    [Fact]
    public void The_same_experiment_has_the_same_hash_whatever_its_title_order_or_format()
    {
        var yaml = Read(ReplicaLoss);
        var json = JsonWriter.Indented(yaml.Experiment.Source.With("title", DataNode.Of("Another")).Without("tags"));
        var other = ExperimentDocuments.FromFile("x/y.json", Encoding.UTF8.GetBytes(json), out _)!;
        other.ContentHash.ShouldBe(yaml.ContentHash);
        other.Slug.Value.ShouldBe("y");
        yaml.ContentHash.ShouldMatch("^[0-9a-f]{32}$");
        Read(ReplicaLoss.Replace("after: 2", "after: 3", StringComparison.Ordinal)).ContentHash.ShouldNotBe(yaml.ContentHash);
    }

    [Theory]
    [InlineData("a.yaml", "- 1", "RLY1013")]
    [InlineData("a.yaml", "", "RLY1012")]
    [InlineData("a.json", "{\"a\": 1,}", "RLY1002")]
    [InlineData("a.json", " \n", "RLY1012")]
    [InlineData("a.json", "\uFEFF{}", "RLY1014")]
    [InlineData("a.txt", "{}", "RLY1011")]
    public void A_file_that_holds_no_experiment_says_why(string path, string text, string code)
    {
        ExperimentDocuments.FromFile(path, Encoding.UTF8.GetBytes(text), out var diagnostics).ShouldBeNull();
        diagnostics.ShouldHaveSingleItem().Code.ShouldBe(code);
    }

    [Theory]
    [InlineData("a.yaml")]
    [InlineData("a.json")]
    public void Ten_thousand_levels_are_said_to_be_too_deep(string path)
    {
        var text = new string('[', 10_000) + new string(']', 10_000);
        ExperimentDocuments.FromFile(path, Encoding.UTF8.GetBytes(text), out var diagnostics).ShouldBeNull();
        diagnostics.ShouldHaveSingleItem().Code.ShouldBe("RLY2002");
    }

    private static ExperimentDocument Read(string yaml) =>
        ExperimentDocuments.FromFile("experiments/test.yaml", Encoding.UTF8.GetBytes(yaml), out _)!;
}
