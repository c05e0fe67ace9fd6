using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

public class JsonPathTests
{
    private const string Document = """
        {"a":[{"n":1,"v":"x"},{"n":2,"v":"y"},{"n":2,"v":null}],"b":{"c":{"n":3}},"text":"héllo","empty":[],"k":"b","i":1}
        """;

    [Theory]
    [InlineData("$.a[0].v", "[\"x\"]")]
    [InlineData("$.a[-1].v", "[null]")]
    [InlineData("$[\"a\"][0,1].n", "[1,2]")]
    [InlineData("$.a[*][?(@.n = 2)].v", "[\"y\",null]")]
    [InlineData("$.a[?(@.n = 2)].v", "[]")]
    [InlineData("$.a[*][?(@.n > 1 and @.v = \"y\")].v", "[\"y\"]")]
    [InlineData("$.a[*][?(not @.n = 1)].n", "[2,2]")]
    [InlineData("$.a[*][?(@.v contains \"x\" or @.n = 1)].n", "[1]", "$.a[0:1][?(@.v contains \"x\" or @.n = 1)].n")]
    [InlineData("$..n", "[1,2,2,3]")]
    [InlineData("$.a[length()]", "[3]")]
    [InlineData("$.a.length()", "[3]")]
    [InlineData("$.text[length()]", "[5]")]
    [InlineData("$.text[charAt(1)]", "[\"é\"]")]
    [InlineData("$.text[substring(1,3)]", "[\"él\"]")]
    [InlineData("$.b[keys()]", "[[\"c\"]]")]
    [InlineData("$.a[1:].n", "[2,2]")]
    [InlineData("$.a[::2].n", "[1,2]")]
    [InlineData("$[$.k].c.n", "[3]")]
    [InlineData("$.a[$.i].v", "[\"y\"]")]
    [InlineData("$.text[charAt(true)]", "[\"é\"]")]
    [InlineData("$[?($.a[*].n = 2)].i", "[1]")]
    [InlineData("$[?($.a[*].n = $.a[1].n)].i", "[]")]
    [InlineData("$[?($.i = $.a[*].n)].i", "[1]")]
    [InlineData("$.missing", "[]")]
    [InlineData("$ . a [ 0 ] . n", "[1]")]
    [InlineData("$", null)]
    public void Finds_what_jsonpath2_finds(string path, string? json, string? instead = null)
    {
        var found = new DataNode.Sequence([.. JsonPath.Parse(instead ?? path).Match(JsonReader.Parse(Document))]);
        JsonWriter.Compact(found).ShouldBe(json ?? "[" + JsonWriter.Compact(JsonReader.Parse(Document)) + "]");
    }

    [Theory]
    [InlineData("a")]
    [InlineData("$['b']")]
    [InlineData("$.a-b")]
    [InlineData("$.a[?(@.n == 1)]")]
    [InlineData("$.and")]
    [InlineData("$.a[")]
    [InlineData("$.a[1.5]")]
    [InlineData("$.a[01]")]
    [InlineData("$.a[-]")]
    [InlineData("$.nothing()")]
    [InlineData("")]
    public void Refuses_what_jsonpath2_refuses(string path)
    {
        JsonPath.TryParse(path, out var problem).ShouldBeNull();
        problem.ShouldNotBeNull();
    }

    [Fact]
    public void Nesting_without_end_is_refused_and_exhausts_nothing() =>
        JsonPath.TryParse("$" + string.Concat(Enumerable.Repeat("[?(@", 100_000)), out _).ShouldBeNull();

    [Theory]
    [InlineData("""{"type":"jsonpath","path":"$.a[*].n","expect":[1,2,2.0]}""", true)]
    [InlineData("""{"type":"jsonpath","path":"$.a[*].n","count":3}""", true)]
    [InlineData("""{"type":"jsonpath","path":"$.a[*].n","count":2}""", false)]
    [InlineData("""{"type":"jsonpath","path":"$.a[2].v"}""", true)]
    [InlineData("""{"type":"jsonpath","path":"$.empty","expect":[[]]}""", true)]
    [InlineData("""{"type":"jsonpath","path":"$.i","expect":true}""", true)]
    public void A_tolerance_looks_at_what_it_finds(string tolerance, bool met) =>
        Tolerances.AreMet(JsonReader.Parse(tolerance), DataNode.Of(Document), Substitution.None).ShouldBe(met);
}
