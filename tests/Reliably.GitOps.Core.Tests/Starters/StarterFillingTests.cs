using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Starters;

public class StarterFillingTests
{
    private static readonly ImmutableDictionary<string, DataNode> Nothing = ImmutableDictionary<string, DataNode>.Empty;

    [Fact]
    public void Defaults_are_filled_in_with_their_type_and_what_nobody_gave_stays()
    {
        var starter = BuiltIn("kubernetes/terminate-pods");
        Passed(StarterFilling.Fill(starter, Nothing)).ShouldBe("{\"label_selector\":\"${label_selector}\",\"qty\":1,\"rand\":true,\"ns\":\"default\"}");
        StarterFilling.Missing(starter, Nothing).Select(static one => one.Name).ShouldBe(["label_selector"]);
    }

    [Fact]
    public void A_value_is_passed_also_where_the_starter_leaves_it_to_the_function()
    {
        var filled = StarterFilling.Fill(BuiltIn("kubernetes/terminate-pods"), Nothing.Add("label_selector", DataNode.Of("app=shop")).Add("grace_period", DataNode.Of(0)).Add("rand", DataNode.Of(false)));
        Passed(filled).ShouldBe("{\"label_selector\":\"app=shop\",\"qty\":1,\"rand\":false,\"ns\":\"default\",\"grace_period\":0}");
    }

    [Fact]
    public void A_value_inside_a_text_becomes_text()
    {
        var filled = StarterFilling.Fill(BuiltIn("process/network-latency"), Nothing.Add("delay_ms", DataNode.Of(250)));
        Passed(filled).ShouldBe("[\"qdisc\",\"add\",\"dev\",\"eth0\",\"root\",\"netem\",\"delay\",\"250ms\",\"0ms\"]");
    }

    [Fact]
    public void What_the_configuration_of_the_experiment_has_is_left_to_it()
    {
        var starter = BuiltIn("prometheus/is-ready");
        ((DataNode.Mapping)StarterFilling.Fill(starter, Nothing)["provider"]!)["url"].ShouldBe(DataNode.Of("${prometheus_base_url}/-/ready"));
        StarterFilling.Missing(starter, Nothing).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("${a}", "a")]
    [InlineData("x ${a} ${b_2} y", "a b_2")]
    [InlineData("$${a} ${} ${1} ${a-b} $a ${a", "")]
    [InlineData("{{.State.Status}}", "")]
    public void Placeholders_are_those_of_the_Chaos_Toolkit_with_braces(string text, string names) =>
        string.Join(' ', Placeholders.Of(DocumentCursor.Root("", DataNode.Of(text))).Select(static one => one.Name)).ShouldBe(names);

    [Theory]
    [InlineData(ArgumentType.Integer, "1", true)]
    [InlineData(ArgumentType.Integer, "1.5", false)]
    [InlineData(ArgumentType.Number, "1", true)]
    [InlineData(ArgumentType.String, "1", false)]
    [InlineData(ArgumentType.String, "text", true)]
    [InlineData(ArgumentType.Integer, "'${x}'", true)]
    [InlineData(ArgumentType.Integer, "'${x}ms'", false)]
    [InlineData(ArgumentType.Boolean, "yes", true)]
    [InlineData(ArgumentType.List, "[1]", true)]
    [InlineData(ArgumentType.Mapping, "[1]", false)]
    [InlineData(ArgumentType.Mapping, "null", true)]
    [InlineData(ArgumentType.Any, "{a: 1}", true)]
    public void A_value_has_the_type_or_may_get_it(ArgumentType type, string yaml, bool has) =>
        ArgumentRules.HasType(type, YamlReader.TryParse(Encoding.UTF8.GetBytes(yaml), out _)!).ShouldBe(has);

    [Fact]
    public void A_default_and_a_choice_must_have_the_type()
    {
        var found = SnapshotReader.ReadAlone(new("s.yaml", Encoding.UTF8.GetBytes("""
            title: T
            target: t
            arguments:
              a: {type: integer, default: many}
              b: {type: string, choices: [x, 1]}
              c: {type: string, choices: [x, y], default: z}
              d: {type: sring}
            activity: {type: action, name: a, provider: {type: http, url: "${a}${b}${c}${d}"}}
            """)), DocumentKind.Starter);
        found.Where(static one => one.Severity == Severity.Error).Select(static one => $"{one.Code} {one.Pointer}").ShouldBe(
            ["RLY2503 /arguments/a/default", "RLY2503 /arguments/b/choices/1", "RLY2505 /arguments/c/default", "RLY2104 /arguments/d/type"]);
    }

    [Fact]
    public void Words_are_looked_for_in_everything_that_tells_what_a_starter_is()
    {
        var all = StarterCatalogue.BuiltIn.All.ToList();
        int Found(params string[] words) => all.Count(new StarterFilter { Words = [.. words] }.Selects);
        Found("terminate_pods").ShouldBe(1);
        Found("TERMINATE", "pods").ShouldBe(1);
        Found("terminate", "nothing-of-the-kind").ShouldBe(0);
        all.Count(new StarterFilter { Target = "aws", Service = "ec2", Kind = Experiments.ActivityType.Probe }.Selects).ShouldBe(3);
        Found().ShouldBe(all.Count);
    }

    private static Starter BuiltIn(string name) => StarterCatalogue.BuiltIn.Find(Slug.Parse(name))!;

    private static string Passed(DataNode.Mapping activity) => JsonWriter.Compact(((DataNode.Mapping)activity["provider"]!)["arguments"]!);
}
