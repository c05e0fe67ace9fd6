using System.Net;
using System.Text.RegularExpressions;
using Markdig;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Reports;

public partial class MarkdownTextTests
{
    /// <summary>Everything on: the reader may be more generous than ours.</summary>
    private static readonly MarkdownPipeline Generous = new MarkdownPipelineBuilder().UsePipeTables().UseAutoLinks().UseEmojiAndSmiley().UseMathematics().UseEmphasisExtras(Markdig.Extensions.EmphasisExtras.EmphasisExtraOptions.Strikethrough).UseFootnotes().Build();

    [Theory]
    [InlineData("a|b", "a\\|b")]
    [InlineData("`x`", "\\`x\\`")]
    [InlineData("<b>", "&lt;b&gt;")]
    [InlineData("@ada", "@&#8203;ada")]
    [InlineData("two\nlines", "two lines")]
    [InlineData("- item", "\\- item")]
    [InlineData("1. item", "1\\. item")]
    [InlineData("v1.2.3", "v1.2.3")]
    [InlineData("http://evil", "http\\://evil")]
    [InlineData("www.evil.example", "www\\.evil.example")]
    [InlineData("plain text: as it is", "plain text: as it is")]
    [InlineData("red \u001b[31malert\u001b[0m", "red alert")]
    [InlineData("\u202Egnp.exe", "\uFFFDgnp.exe")]
    public void Escapes_only_what_would_be_markup(string text, string escaped) => MarkdownText.Inline(text).ShouldBe(escaped);

    [Fact]
    public void A_line_shows_exactly_its_text() => Seeded.Each(2000, random =>
    {
        var text = random.Nasty();
        var html = Markdown.ToHtml("x" + MarkdownText.Inline(text) + "x", Generous).TrimEnd('\n');
        html.ShouldStartWith("<p>x");
        Shown(html[3..^4]).ShouldBe("x" + Plain(text) + "x");
    });

    [Fact]
    public void A_line_of_its_own_is_a_paragraph_and_nothing_else() => Seeded.Each(2000, random =>
    {
        var text = random.Nasty();
        if (MarkdownText.OneLine(text).Length == 0) return;
        var html = Markdown.ToHtml(MarkdownText.Inline(text), Generous).TrimEnd('\n');
        html.ShouldStartWith("<p>");
        html.ShouldEndWith("</p>");
        Shown(html[3..^4]).ShouldBe(Plain(text));
    });

    [Fact]
    public void A_cell_stays_one_cell() => Seeded.Each(1000, random =>
    {
        var html = Markdown.ToHtml($"| a | b |\n|---|---|\n| {MarkdownText.Inline(random.Nasty())} | {MarkdownText.CodeCell(random.Nasty())} |\n", Generous);
        Tags().Matches(html).Count(static tag => tag.Value == "<td>").ShouldBe(2);
        Tags().Matches(html).Select(static tag => tag.Value.Trim('/', '<', '>')).Distinct().Except(["table", "thead", "tbody", "tr", "th", "td", "code"]).ShouldBeEmpty();
    });

    [Fact]
    public void A_fence_holds_whatever_is_in_it() => Seeded.Each(1000, random =>
    {
        var text = string.Join('\n', Enumerable.Range(0, 5).Select(_ => random.Nasty()));
        var html = Markdown.ToHtml("<details><summary>x</summary>\n\n" + MarkdownText.Fence(text, "text") + "\n</details>\n", Generous);
        html.ShouldStartWith("<details>");
        Tags().Matches(html).Select(static tag => tag.Value).ShouldBe(["<details>", "<summary>", "</summary>", "<pre>", "<code class=\"language-text\">", "</code>", "</pre>", "</details>"]);
    });

    [Fact]
    public void Html_has_no_tag_left() => Seeded.Each(1000, random => MarkdownText.Html(random.Nasty()).ShouldNotMatch("[<>\"'\n]"));

    [Fact]
    public void Cutting_never_halves_a_sign() => Seeded.Each(500, random =>
    {
        var text = string.Concat(Enumerable.Repeat("🙂a", random.Next(1, 40)));
        foreach (var cut in new[] { MarkdownText.Cut(text, random.Next(2, 60)), MarkdownText.CutMiddle(text, random.Next(4, 60)) })
        {
            MarkdownText.OneLine(cut).ShouldNotContain("\uFFFD");
        }
    });

    private static string Shown(string html)
    {
        html.ShouldNotMatch("<[a-zA-Z/!?]");
        return WebUtility.HtmlDecode(html).Replace("\u200B", "", StringComparison.Ordinal);
    }

    private static string Plain(string text) => MarkdownText.OneLine(text);

    [GeneratedRegex("<[a-zA-Z/!?][^>]*>")]
    private static partial Regex Tags();
}
