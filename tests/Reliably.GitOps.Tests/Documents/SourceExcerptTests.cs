namespace Reliably.GitOps.Documents;

/// <summary>A mark stands under what it means, whatever takes more or fewer cells than it has characters.</summary>
public class SourceExcerptTests
{
    [Theory]
    [InlineData("key: »value«", "key: value", "     ^~~~~")]
    [InlineData("\tkey: »value«", "    key: value", "         ^~~~~")]
    [InlineData("a\tb: »c«", "a   b: c", "       ^")]
    [InlineData("名前: »値段«", "名前: 値段", "      ^~~~")]
    [InlineData("🚀🚀 »x«", "🚀🚀 x", "     ^")]
    [InlineData("e\u0301te\u0301: »x«", "e\u0301te\u0301: x", "     ^")]
    [InlineData("👩‍💻: »x«", "👩💻: x", "      ^")]
    [InlineData("»«", "", "^")]
    [InlineData("title: [»«", "title: [", "        ^")]
    public void The_mark_stands_under_what_it_means(string marked, string line, string mark) => Drawn(marked, 80).ShouldBe((line, mark));

    [Theory]
    [InlineData("a\u001b[31m »x«", "a␛[31m x", "       ^")]
    [InlineData("a\u202e »x«", "a\uFFFD x", "   ^")]
    [InlineData("a\0\u007f\u0085 »x«", "a␀␡\uFFFD x", "     ^")]
    public void Nothing_of_a_document_commands_the_terminal(string marked, string line, string mark) => Drawn(marked, 80).ShouldBe((line, mark));

    [Fact]
    public void A_lone_half_of_a_character_is_shown_as_a_sign() => Drawn("a\uD83D »x«", 80).ShouldBe(("a\uFFFD x", "   ^"));

    [Fact]
    public void A_long_line_is_cut_around_its_mark()
    {
        var (line, mark) = Drawn(new string('a', 500_000) + "»bad«" + new string('c', 500_000), 60);
        line.Length.ShouldBe(60);
        line[0].ShouldBe('…');
        line[^1].ShouldBe('…');
        line[mark.IndexOf('^', StringComparison.Ordinal)..].ShouldStartWith("badc");
        mark.Trim().ShouldBe("^~~");
    }

    [Fact]
    public void A_mark_longer_than_the_line_ends_with_it()
    {
        var (line, mark) = Drawn("k: »" + new string('v', 300) + "«", 40);
        line.ShouldBe("k: " + new string('v', 36) + "…");
        mark.ShouldBe("   ^" + new string('~', 35));
    }

    [Fact]
    public void A_line_that_just_fits_is_shown_whole()
    {
        var (line, mark) = Drawn(new string('a', 39) + "»b«", 40);
        line.ShouldBe(new string('a', 39) + "b");
        mark.ShouldBe(new string(' ', 39) + "^");
    }

    [Fact]
    public void Whatever_stands_in_a_line_the_excerpt_keeps_its_width()
    {
        string[] pieces = ["a", "\t", "値", "🚀", "e\u0301", "\u200d", "\u001b", "\uD83D", " "];
        var random = new Random(20_260_801);
        for (var round = 0; round < 500; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(0, 200)).Select(_ => pieces[random.Next(pieces.Length)]));
            var start = random.Next(text.Length + 1);
            var end = random.Next(start, text.Length + 1);
            var excerpt = SourceExcerpt.Of(text, new(new(1, start + 1), new(1, end + 1)), 50);
            var cells = 0;
            foreach (var rune in excerpt.Line.EnumerateRunes()) cells += CellWidth.Of(rune, cells);
            cells.ShouldBeLessThanOrEqualTo(50, text);
            (excerpt.Offset + excerpt.Length).ShouldBeLessThanOrEqualTo(51, text);
        }
    }

    private static (string Line, string Mark) Drawn(string marked, int width)
    {
        var start = marked.IndexOf('»', StringComparison.Ordinal);
        var text = marked.Replace("»", "", StringComparison.Ordinal);
        var end = text.IndexOf('«', StringComparison.Ordinal);
        text = text.Replace("«", "", StringComparison.Ordinal);
        var excerpt = SourceExcerpt.Of(text, new(new(1, start + 1), new(1, end + 1)), width);
        return (excerpt.Line, new string(' ', excerpt.Offset) + "^" + new string('~', excerpt.Length - 1));
    }
}
