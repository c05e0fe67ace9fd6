using System.Text;

namespace Reliably.GitOps.Documents;

/// <summary>What PyYAML and YamlDotNet take differently is taken as PyYAML takes it, with the places of the text as it is written.</summary>
public class YamlFlowLinesTests
{
    [Theory]
    [InlineData("a:\n- {b: 1,\nc: 2}\n", "[{'b': 1, 'c': 2}]")]
    [InlineData("a:\n  - {b: 1,\n  c: 2\n  }\n", "[{'b': 1, 'c': 2}]")]
    [InlineData("a: {b: c\nd}\n", "{'b': 'c d'}")]
    [InlineData("a: \"b\nc\"\n", "'b c'")]
    [InlineData("a: 'b\n\nc'\n", "'b\\nc'")]
    [InlineData("x: |\n  [ {\n  '\na: [1, # [\n2]\n", "[1, 2]")]
    [InlineData("x: don't [\na: {b: c\nd}\n", "{'b': 'c d'}")]
    [InlineData("a: {b: {c: 1} , d, e: , f: [1], g: \"\", h}\n", "{'b': {'c': 1}, 'd': None, 'e': None, 'f': [1], 'g': '', 'h': None}")]
    [InlineData("a: {b\nc, d: 1}\n", "{'b c': None, 'd': 1}")]
    [InlineData("a: {? b : 1}\n", "{'b': 1}")]
    [InlineData("a: b?c\n", "'b?c'")]
    public void Lines_inside_brackets_and_quotes_begin_anywhere(string yaml, string expected) =>
        PythonText.Repr(((DataNode.Mapping)Read(yaml, out var problem).ShouldNotBeNull(problem?.Message))["a"]!).ShouldBe(expected);

    [Fact]
    public void Places_are_those_of_the_text_as_it_is_written()
    {
        var root = (DataNode.Mapping)Read("a:\n- {b: 1,\nc: [x,\n y]}\nd: e\n", out _)!;
        var item = (DataNode.Mapping)((DataNode.Sequence)root["a"]!).Items[0];
        item.Span.ShouldBe(new(new(2, 3), new(4, 5)));
        item.Entries[1].Key.Span.ShouldBe(new(new(3, 1), new(3, 2)));
        ((DataNode.Sequence)item["c"]!).Items[1].Span.ShouldBe(new(new(4, 2), new(4, 3)));
        root["d"]!.Span.ShouldBe(new(new(5, 4), new(5, 5)));
    }

    [Theory]
    [InlineData("a: {b: {c: d}e}\n", 1, 14)]
    [InlineData("a: {b: http://x/?q=1}\n", 1, 8)]
    [InlineData("a: [@b]\n", 1, 5)]
    [InlineData("a: {b\n  c: 1}\n", 1, 5)]
    [InlineData("a: {: 1}\n", 1, 5)]
    [InlineData("a: {b: \"c\",: d}\n", 1, 13)]
    [InlineData("a: [>-\n b]\n", 1, 5)]
    [InlineData("a: &b.c d\n", 1, 4)]
    [InlineData("a: [b,\nc\n---\n]\n", 3, 1)]
    public void What_PyYAML_refuses_is_refused(string yaml, int line, int column)
    {
        Read(yaml, out var problem).ShouldBeNull();
        (problem!.Rule.Code, problem.Position.Line, problem.Position.Column).ShouldBe(("RLY1001", line, column), problem.Message);
    }

    private static DataNode? Read(string yaml, out DocumentProblem? problem) => YamlReader.TryParse(Encoding.UTF8.GetBytes(yaml), out problem);
}
