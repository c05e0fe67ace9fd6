using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

/// <summary>What Python does, checked against its own answers.</summary>
public class PythonBehaviourTests
{
    private static readonly Substitution Values = new(
        (DataNode.Mapping)JsonReader.Parse("""{"n":1,"f":1e22,"t":true,"none":null,"l":[1,"a",true,null],"m":{"k":"it's"},"s":"x$n"}"""),
        (DataNode.Mapping)JsonReader.Parse("""{"g":{"n":2,"token":"tok"}}"""));

    [Theory]
    [InlineData("${n}", "1")]
    [InlineData("$n", "\"1\"")]
    [InlineData("a ${n} $f ${t} ${none}", "\"a 1 1e+22 True None\"")]
    [InlineData("${l}", "[1,\"a\",true,null]")]
    [InlineData("x${l}", "\"x[1, 'a', True, None]\"")]
    [InlineData("x${m}", "\"x{'k': \\\"it's\\\"}\"")]
    [InlineData("$$ ${a-b} ${ n } ${unknown} $", "\"$ ${a-b} ${ n } ${unknown} $\"")]
    [InlineData("${s}", "\"x$n\"")]
    [InlineData("${token}", "\"tok\"")]
    public void Substitutes_as_a_template_of_Python(string text, string json) => JsonWriter.Compact(Values.Apply(DataNode.Of(text))).ShouldBe(json);

    [Theory]
    [InlineData("(?P<w>a)(b)(?P=w)\\2", "abab", true)]
    [InlineData("a$", "a\n", true)]
    [InlineData("a\\Z", "a\n", false)]
    [InlineData("[[a]", "[", true)]
    [InlineData("[a-z-[aeiou]]", "e]", true)]
    [InlineData("a++b", "aaab", true)]
    [InlineData("a++a", "aaa", false)]
    [InlineData("^a{,2}$", "aa", true)]
    [InlineData("(?i)ABC", "abc", true)]
    [InlineData("(?a:\\w)", "x", true)]
    [InlineData("\\101", "A", true)]
    public void Searches_as_Python_does(string pattern, string text, bool found) => PythonRegex.IsMatch(pattern, text, TimeSpan.FromSeconds(5)).ShouldBe(found);

    [Theory]
    [InlineData("a(?i)b")]
    [InlineData("\\p{L}")]
    [InlineData("(")]
    [InlineData("*a")]
    [InlineData("[a")]
    [InlineData("(?P<1>a)")]
    public void Refuses_what_Python_would_not_compile(string pattern) => PythonRegex.IsValid(pattern, out _).ShouldBeFalse();

    [Theory]
    [InlineData("0.3", "[0, 0.3]", false)]
    [InlineData("0.1", "[0.1, 1]", false)]
    [InlineData(" 1e0 ", "[1, 2]", true)]
    [InlineData("1_0", "[10, 10]", true)]
    [InlineData("Infinity", "[0, 5]", false)]
    [InlineData("much", "[0, 5]", false)]
    public void Compares_ranges_exactly(string text, string range, bool met) =>
        Tolerances.AreMet(JsonReader.Parse($$"""{"type":"range","range":{{range}}}"""), DataNode.Of(text), Substitution.None).ShouldBe(met);

    [Theory]
    [InlineData("true", "1", true)]
    [InlineData("1", "1.0", true)]
    [InlineData("{\"a\":1,\"b\":2}", "{\"b\":2.0,\"a\":true}", true)]
    [InlineData("[1]", "[1,2]", false)]
    [InlineData("\"1\"", "1", false)]
    [InlineData("9007199254740993", "9007199254740992.0", false)]
    public void Equals_as_Python_does(string left, string right, bool equal) => PythonValues.AreEqual(JsonReader.Parse(left), JsonReader.Parse(right)).ShouldBe(equal);

    [Theory]
    [InlineData("int", "\" 1_0 \"", "10")]
    [InlineData("float", "\"1e3\"", "1000.0")]
    [InlineData("bool", "\"off\"", "true")]
    [InlineData("bool", "\"No\"", "false")]
    [InlineData("json", "\"[1]\"", "[1]")]
    [InlineData("bytes", "\"é\"", "\"b'\\\\xc3\\\\xa9'\"")]
    public void Converts_variables_as_the_Chaos_Toolkit_does(string type, string value, string json) =>
        JsonWriter.Compact(VariableTypes.Convert(type, JsonReader.Parse(value))).ShouldBe(json);

    [Theory]
    [InlineData("2026-11-21T23:53:53.912012Z", "2026-11-21T23:53:53.912012+00:00")]
    [InlineData("2026-11-21T23:53:53Z", "2026-11-21T23:53:53+00:00")]
    public void Writes_times_as_Python_does(string time, string text) =>
        JournalWriting.Time(DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(text);
}
