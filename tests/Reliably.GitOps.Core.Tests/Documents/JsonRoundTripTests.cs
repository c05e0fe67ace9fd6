using System.Text;

namespace Reliably.GitOps.Documents;

public class JsonRoundTripTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("[1,2.5,\"é\",null,true,{\"k\":[]}]")]
    [InlineData("123456789012345678901234567890")]
    public void Reads_what_it_writes(string text) => JsonWriter.Compact(JsonReader.Parse(text)).ShouldBe(text);

    [Theory]
    [InlineData(1.0, "1.0")]
    [InlineData(0.1, "0.1")]
    [InlineData(1e16, "1e+16")]
    [InlineData(1e15, "1000000000000000.0")]
    [InlineData(1e-5, "1e-05")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(123.456, "123.456")]
    [InlineData(0.007261037826538086, "0.007261037826538086")]
    [InlineData(-2.5e-7, "-2.5e-07")]
    public void Writes_floats_as_Python_does(double value, string text) => PythonText.OfFloat(value).ShouldBe(text);

    [Fact]
    public void Says_where_a_text_stops_being_JSON()
    {
        JsonReader.TryParse("{\n  \"a\": oops\n}"u8, out var problem).ShouldBeNull();
        problem!.Position.Line.ShouldBe(2);
    }

    [Fact]
    public void Reads_the_constants_that_Python_writes()
    {
        var node = JsonReader.Parse("{\"a\": [NaN, -Infinity, \"NaN \\\" Infinity\", Infinity]}");
        PythonText.Repr(node).ShouldBe("{'a': [nan, -inf, 'NaN \" Infinity', inf]}");
        foreach (var wrong in (string[])["NaNa", "1NaN", "-NaN", "NaN1", "NaN.5", "0Infinity", "Infinitye5", "--Infinity", "NaNNaN"])
        {
            JsonReader.TryParse(Encoding.UTF8.GetBytes($"[{wrong}]"), out _).ShouldBeNull(wrong);
        }
    }

    [Fact]
    public void Refuses_a_number_that_Python_refuses() =>
        JsonReader.TryParse(System.Text.Encoding.UTF8.GetBytes(new string('9', 5000)), out _).ShouldBeNull();

    [Fact]
    public void Knows_the_place_of_every_value()
    {
        var node = (DataNode.Mapping)JsonReader.Parse("{\n  \"é\": [1,\n   22]\n}");
        var list = (DataNode.Sequence)node["é"]!;
        list.Items[1].Span.Start.ShouldBe(new(3, 4));
        list.Items[1].Span.End.ShouldBe(new(3, 6));
    }
}
