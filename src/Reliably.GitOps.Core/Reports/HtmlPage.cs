using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Reliably.GitOps.Reports;

/// <summary>
/// Turns a published page into HTML for our own dashboard. Of HTML within Markdown only what our pages are made of passes
/// (<c>details</c>, <c>summary</c>, <c>b</c>, <c>br</c>); everything else shows as text, and links with schemes that run something are dropped.
/// </summary>
public static partial class HtmlPage
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables().UseTaskLists().UseAutoIdentifiers(AutoIdentifierOptions.GitHub).Build();

    /// <summary>A whole page. The style is at <see cref="HtmlStyle.Path"/>.</summary>
    /// <param name="markdown">The text of a published file.</param>
    /// <param name="title">For the window; escaped here.</param>
    public static string Render(string markdown, string title) => Wrap(Body(markdown), title);

    /// <summary>Our frame around a body that is already HTML.</summary>
    /// <param name="body">Safe HTML.</param>
    /// <param name="title">For the window; escaped here.</param>
    /// <param name="refreshSeconds">Loads the page anew after so many seconds; 0 for never.</param>
    public static string Wrap(string body, string title, int refreshSeconds = 0)
    {
        var refresh = refreshSeconds > 0 ? FormattableString.Invariant($"<meta http-equiv=\"refresh\" content=\"{refreshSeconds}\">\n") : "";
        return $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            {refresh}<title>{MarkdownText.Html(title)} · Reliably GitOps</title>
            <link rel="stylesheet" href="{HtmlStyle.Path}">
            </head>
            <body>
            <header><nav><a class="home" href="/">Reliably GitOps</a><a href="/">Dashboard</a><a href="/live">Live</a></nav></header>
            <main>
            {body}
            </main>
            </body>
            </html>

            """;
    }

    /// <summary>The text as HTML without a frame.</summary>
    public static string Body(string markdown)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        foreach (var link in document.Descendants<LinkInline>().ToList()) Restrict(link);
        foreach (var link in document.Descendants<AutolinkInline>().Where(static link => link.IsEmail || !IsHarmless(link.Url)).ToList()) link.ReplaceBy(new LiteralInline(link.Url));
        foreach (var html in document.Descendants<HtmlInline>().Where(static html => html.Tag != "<br>").ToList()) html.ReplaceBy(new LiteralInline(html.Tag));
        using var writer = new StringWriter { NewLine = "\n" };
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        renderer.ObjectRenderers.Replace<HtmlBlockRenderer>(new OwnHtml());
        renderer.Render(document);
        return writer.ToString();
    }

    private static void Restrict(LinkInline link)
    {
        var url = link.GetDynamicUrl?.Invoke() ?? link.Url ?? "";
        if (IsHarmless(url) && !(link.IsImage && url.Contains("//", StringComparison.Ordinal))) return;
        link.GetDynamicUrl = null;
        link.Url = "#";
        link.IsImage = false;
    }

    /// <summary>Relative, or of the web. What a browser ignores within a scheme (blanks, control characters) is no way around.</summary>
    private static bool IsHarmless(string url)
    {
        if (url.Any(static c => char.IsControl(c) || char.IsWhiteSpace(c))) return false;
        var colon = url.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || url.IndexOfAny(['/', '?', '#']) is var other and >= 0 && other < colon) return !url.StartsWith("//", StringComparison.Ordinal) && !url.Contains('\\', StringComparison.Ordinal);
        return url[..colon].ToLowerInvariant() is "http" or "https";
    }

    /// <summary>The tags our own pages have, line by line; any other line is text.</summary>
    private sealed class OwnHtml : HtmlObjectRenderer<HtmlBlock>
    {
        protected override void Write(HtmlRenderer renderer, HtmlBlock obj)
        {
            for (var i = 0; i < obj.Lines.Count; i++)
            {
                var line = obj.Lines.Lines[i].ToString();
                if (OwnTags().IsMatch(line)) renderer.Write(line).Write("\n");
                else renderer.Write("<p>").WriteEscape(line).Write("</p>\n");
            }
        }
    }

    [GeneratedRegex(@"\A(</details>|<details( open)?><summary>[^<>]*(<b>[^<>]*</b>)?[^<>]*</summary>)\z")]
    private static partial Regex OwnTags();
}
