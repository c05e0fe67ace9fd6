using System.Text.RegularExpressions;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Reports;

public partial class HtmlPageTests
{
    [Theory]
    [InlineData("[x](javascript:alert(1))")]
    [InlineData("[x](JaVaScRiPt:alert(1))")]
    [InlineData("[x](&#106;avascript:alert(1))")]
    [InlineData("[x](data:text/html,x)")]
    [InlineData("[x](vbscript:x)")]
    [InlineData("[x][y]\n\n[y]: javascript:alert(1)")]
    [InlineData("<javascript:alert(1)>")]
    [InlineData("![x](javascript:alert(1))")]
    [InlineData("[x](//evil.example/)")]
    [InlineData("[x](file:///etc/passwd)")]
    [InlineData("![x](https://evil.example/pixel.png)")]
    public void Links_that_run_or_leak_something_go_nowhere(string markdown)
    {
        var html = HtmlPage.Body(markdown);
        html.ShouldNotMatch("(href|src)=\"(?!#)");
    }

    [Theory]
    [InlineData("[x](../a%20b.md)", "href=\"../a%20b.md\"")]
    [InlineData("[x](https://chaostoolkit.org/)", "href=\"https://chaostoolkit.org/\"")]
    [InlineData("![x](assets/pill-full.svg)", "src=\"assets/pill-full.svg\"")]
    [InlineData("a<br>b", "<br>")]
    [InlineData("<details open><summary>✓ probe <b>a</b> · met</summary>\n\n`x`\n\n</details>", "<details open><summary>✓ probe <b>a</b> · met</summary>")]
    public void What_our_pages_are_made_of_passes(string markdown, string expected) => HtmlPage.Body(markdown).ShouldContain(expected);

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("a <img src=x onerror=alert(1)> b")]
    [InlineData("<details open onclick=x><summary>a</summary>")]
    [InlineData("<details><summary>a<script>x</script></summary>")]
    [InlineData("<iframe src=x></iframe>")]
    [InlineData("<svg onload=x>")]
    [InlineData("<!-- x -->")]
    [InlineData("<?php ?>")]
    public void All_other_HTML_shows_as_text(string markdown) => Tags().Matches(HtmlPage.Body(markdown)).Select(static tag => tag.Value).Except(["<p>", "</p>"]).ShouldBeEmpty();

    [Fact]
    public void A_page_that_somebody_changed_cannot_run_anything() => Seeded.Each(1500, random =>
    {
        var html = HtmlPage.Body(string.Join('\n', Enumerable.Range(0, 4).Select(_ => random.Nasty())));
        html.ShouldNotMatch("<(script|img src=x|iframe|svg|a href=\"(javascript|data):)");
        html.ShouldNotMatch("<[^>]* on[a-z]+=");
    });

    [Fact]
    public void The_title_is_text() => HtmlPage.Render("x", "</title><script>").ShouldContain("<title>&lt;/title&gt;&lt;script&gt; ");

    [GeneratedRegex("<[a-zA-Z/!?][^>]*>")]
    private static partial Regex Tags();
}
