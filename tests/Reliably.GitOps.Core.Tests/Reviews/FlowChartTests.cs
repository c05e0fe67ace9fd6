using System.Text.RegularExpressions;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Experiments;

namespace Reliably.GitOps.Reviews;

public partial class FlowChartTests
{
    [Theory]
    [InlineData("kill a replica", "kill a replica")]
    [InlineData("a\"]:::x", "a#34;#93;:::x")]
    [InlineData("%%{init: {}}%%", "#37;#37;#123;init: #123;#125;#125;#37;#37;")]
    [InlineData("<b>`x`</b>", "#60;b#62;#96;x#96;#60;/b#62;")]
    [InlineData("Überlast 日本", "Überlast 日本")]
    [InlineData("🙂", "#128578;")]
    [InlineData("", " ")]
    public void A_label_shows_its_text_and_is_no_syntax(string text, string label) => FlowChart.Label(text).ShouldBe(label);

    [Fact]
    public void Every_line_is_one_of_ours() => Seeded.Each(300, static random =>
    {
        var name = JsonWriter.Compact(DataNode.Of(random.Nasty()));
        var experiment = Read($$"""
            {"title": "t", "description": "d", "steady-state-hypothesis": {"title": {{name}}, "probes": [{"type": "probe", "name": {{name}}, "tolerance": 200, "provider": {"type": "http", "url": {{name}} } } ] },
             "method": [{"type": "action", "name": {{name}}, "background": true, "provider": {"type": "process", "path": {{name}} } }, {"ref": {{name}} } ], "rollbacks": []}
            """);
        foreach (var line in FlowChart.Write(experiment, FlowChart.DetailOf).TrimEnd('\n').Split('\n')) Line().IsMatch(line).ShouldBeTrue(line);
    });

    [Fact]
    public void Shows_parts_in_order_and_what_runs_in_the_background()
    {
        var chart = FlowChart.Write(Read("""{"title": "t", "method": [{"type": "action", "name": "load", "background": true, "provider": {"type": "process", "path": "/usr/bin/wrk"}}, {"type": "probe", "name": "look", "provider": {"type": "python", "module": "m", "func": "f"}}]}"""), FlowChart.DetailOf);
        chart.ShouldContain("    m0[\"load<br>wrk<br>in the background\"]:::action\n    m1([\"look<br>f\"]):::probe\n    m0 -.-> m1\n");
        chart.ShouldContain("  subgraph r[\"No rollbacks\"]\n    direction TB\n    r0[\"nothing\"]:::more\n  end\n  m --> r\n");
    }

    [Theory]
    [InlineData("${shop}/health?token=x", "GET /health")]
    [InlineData("https://ada:secret@shop.example.com:8443/a/b#c", "GET shop.example.com:8443/a/b")]
    [InlineData("${shop}", "GET #36;#123;shop#125;")]
    [InlineData("nonsense", "GET")]
    public void Shows_of_an_address_the_host_and_the_path(string url, string detail) =>
        FlowChart.Write(Read($$"""{"title": "t", "method": [{"type": "probe", "name": "look", "provider": {"type": "http", "url": "{{url}}"} } ] }"""), FlowChart.DetailOf)
            .ShouldContain($"<br>{detail}\"]");

    private static Experiment Read(string json) => ExperimentReader.Read((DataNode.Mapping)JsonReader.Parse(json));

    [GeneratedRegex("""\A(`{3,}(mermaid)?|flowchart LR|  subgraph [hmr]\["[^"\[\]{}<>%`]*"\]|    direction TB|    [hmr]\d+(\["[^"\[\]{}%`]*"\]|\(\["[^"\[\]{}%`]*"\]\)):::(action|probe|more)|    [hmr]\d+ -(-|\.-)> [hmr]\d+|  end|  [hmr] --> [hmr]|  classDef .*)\z""")]
    private static partial Regex Line();
}
