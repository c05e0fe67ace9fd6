using System.Text;

namespace Reliably.GitOps.Documents;

public class YamlReaderTests
{
    /// <summary>What PyYAML 6.0's safe_load makes of plain scalars, as Python's repr.</summary>
    [Theory]
    [InlineData("yes", "True")]
    [InlineData("No", "False")]
    [InlineData("OFF", "False")]
    [InlineData("y", "'y'")]
    [InlineData("tRUE", "'tRUE'")]
    [InlineData("0777", "511")]
    [InlineData("08", "'08'")]
    [InlineData("0o17", "'0o17'")]
    [InlineData("0xFF", "255")]
    [InlineData("-0b101", "-5")]
    [InlineData("1_000", "1000")]
    [InlineData("1:30", "90")]
    [InlineData("12:30:45", "45045")]
    [InlineData("1:60", "'1:60'")]
    [InlineData("190:20:30.15", "685230.15")]
    [InlineData("1e3", "'1e3'")]
    [InlineData("1.0e3", "'1.0e3'")]
    [InlineData("1.0e+3", "1000.0")]
    [InlineData(".5", "0.5")]
    [InlineData("-.5", "'-.5'")]
    [InlineData("1.", "1.0")]
    [InlineData("-.INF", "-inf")]
    [InlineData(".nan", "nan")]
    [InlineData("~", "None")]
    [InlineData("", "None")]
    [InlineData("NULL", "None")]
    [InlineData("123456789012345678901234567890", "123456789012345678901234567890")]
    [InlineData("2020-01-02", "datetime.date(2020, 1, 2)")]
    [InlineData("2020-1-2", "'2020-1-2'")]
    [InlineData("2020-1-2 3:04:05.6 +1:00", "datetime.datetime(2020, 1, 2, 3, 4, 5, 600000, tzinfo=datetime.timezone(datetime.timedelta(seconds=3600)))")]
    [InlineData("2020-01-02T03:04:05Z", "datetime.datetime(2020, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)")]
    [InlineData("'yes'", "'yes'")]
    [InlineData("!!str 5", "'5'")]
    [InlineData("!!int \"5\"", "5")]
    [InlineData("{<<: [{a: 1, c: 1}, {a: 2, b: 3}], b: 4}", "{'a': 1, 'b': 4, 'c': 1}")]
    [InlineData("{1: a, true: b, 1.0: c}", "{1: 'c'}")]
    public void Types_a_value_as_the_Chaos_Toolkit_does(string yaml, string python)
    {
        var node = YamlReader.TryParse(Encoding.UTF8.GetBytes("- " + yaml), out var problem);
        problem.ShouldBeNull();
        PythonText.Repr(((DataNode.Sequence)node!).Items[0]).ShouldBe(python);
    }

    [Theory]
    [InlineData("a: [1, 2", "RLY1001", 1)]
    [InlineData("a: 1\nb: 'x", "RLY1001", 2)]
    [InlineData("a: !!python/object:os.system {}", "RLY1004", 1)]
    [InlineData("a: !mine 1", "RLY1004", 1)]
    [InlineData("a: !!binary aGk=", "RLY1004", 1)]
    [InlineData("a: 1\n---\nb: 2\n", "RLY1005", 2)]
    [InlineData("a: 1\nb: *nobody", "RLY1006", 2)]
    [InlineData("a: &x [*x]", "RLY1006", 1)]
    [InlineData("a: &x 1\nb: &x 2", "RLY1006", 2)]
    [InlineData("a: {<<: 5}", "RLY1007", 1)]
    [InlineData("a: 1\n? [b]\n: c", "RLY1008", 2)]
    [InlineData("a: 2020-02-30", "RLY1009", 1)]
    [InlineData("a: =", "RLY1009", 1)]
    [InlineData("a: 0x_", "RLY1009", 1)]
    [InlineData("a: 1\nb:\t2", "RLY1010", 2)]
    [InlineData("a: \u0007", "RLY1003", 1)]
    public void Refuses_what_the_Chaos_Toolkit_cannot_read_and_says_where(string yaml, string code, int line)
    {
        YamlReader.TryParse(Encoding.UTF8.GetBytes(yaml), out var problem).ShouldBeNull();
        problem!.Rule.Code.ShouldBe(code);
        problem.Position.Line.ShouldBe(line);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_found_where_they_stand()
    {
        YamlReader.TryParse([(byte)'a', (byte)':', (byte)'\n', (byte)'b', 0xff], out var problem).ShouldBeNull();
        problem!.Position.ShouldBe(new(2, 2));
    }

    [Fact]
    public void A_tab_inside_a_text_or_a_comment_is_fine() =>
        YamlReader.TryParse("a: \"x\ty\"\nb: |\n  1\t2\nc: 1 #\tnote\n"u8, out _).ShouldNotBeNull();

    [Fact]
    public void Endless_nesting_is_refused_before_it_exhausts_the_stack()
    {
        YamlReader.TryParse(Encoding.UTF8.GetBytes(new string('[', 100_000)), out var problem).ShouldBeNull();
        problem!.Rule.Code.ShouldBe("RLY2002");
    }

    [Fact]
    public void A_bomb_of_aliases_is_refused()
    {
        var bomb = new StringBuilder("a: &a [x, x, x, x, x, x, x, x, x, x]\n");
        for (var c = 'b'; c <= 'h'; c++)
        {
            var before = (char)(c - 1);
            bomb.Append(c).Append(": &").Append(c).Append(" [").AppendJoin(", ", Enumerable.Repeat($"*{before}", 10)).Append("]\n");
        }

        YamlReader.TryParse(Encoding.UTF8.GetBytes(bomb.ToString()), out var problem).ShouldBeNull();
        problem!.Rule.Code.ShouldBe("RLY2003");
    }

    [Fact]
    public void Of_a_key_that_stands_twice_the_last_counts_and_it_is_reported()
    {
        var node = (DataNode.Mapping)YamlReader.TryParse("a: 1\nb: 2\na: 3\n"u8, out _, out var duplicates)!;
        PythonText.Repr(node).ShouldBe("{'a': 3, 'b': 2}");
        var duplicate = duplicates.ShouldHaveSingleItem();
        (duplicate.Name, duplicate.Span.Start.Line, duplicate.First.Line).ShouldBe(("a", 3, 1));
    }

    [Fact]
    public void Knows_the_place_of_every_value()
    {
        var node = (DataNode.Mapping)YamlReader.TryParse("é: ok\nlist:\n  - one\n  - {a: 22}\n"u8, out _)!;
        node.Entry("é")!.Key.Span.Start.ShouldBe(new(1, 1));
        node["é"]!.Span.ShouldBe(new(new(1, 4), new(1, 6)));
        var list = (DataNode.Sequence)node["list"]!;
        list.Items[0].Span.Start.ShouldBe(new(3, 5));
        list.Items[1].Span.ShouldBe(new(new(4, 5), new(4, 12)));
        list.Span.ShouldBe(new(new(3, 3), new(4, 12)));
        node.Span.Start.ShouldBe(new(1, 1));
    }

    [Fact]
    public void An_empty_file_is_null() => YamlReader.TryParse("# nothing\n"u8, out _).ShouldBeOfType<DataNode.Null>();
}
