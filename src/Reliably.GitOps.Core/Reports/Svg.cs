using System.Globalization;
using System.Text;

namespace Reliably.GitOps.Reports;

/// <summary>The few things every picture of ours needs: escaped text, numbers without culture, colours for light and dark, an estimate of widths.</summary>
internal static class Svg
{
    public const string Font = "-apple-system,BlinkMacSystemFont,'Segoe UI','Noto Sans',Helvetica,Arial,sans-serif";

    /// <summary>Pictures bring their own ground, so that they can be read wherever they are shown: a reader's theme and a page's may differ.</summary>
    public const string Style =
        "<style>"
        + "text{font-family:" + Font + "}"
        + ".card{fill:#fff;stroke:#d1d9e0}.ink{fill:#1f2328}.dim{fill:#59636e}.rule{stroke:#d1d9e0}.soft{fill:#f6f8fa}.cell{stroke:#1f232814}"
        + ".on{fill:#fff}.a{fill:#1a7f37}.b{fill:#4d7c0f}.c{fill:#9a6700}.d{fill:#cf222e}.n{fill:#656d76}.i{fill:#0969da}.w{fill:#8250df}"
        + ".sa{stroke:#1a7f37}.sb{stroke:#4d7c0f}.sc{stroke:#9a6700}.sd{stroke:#cf222e}.sn{stroke:#656d76}"
        + ".halo{paint-order:stroke;stroke:#f6f8fa;stroke-width:4px;stroke-linejoin:round}.l0{fill:#eff2f5}.l1{fill:#aceebb}.l2{fill:#4ac26b}.l3{fill:#2da44e}.l4{fill:#116329}"
        + "@media(prefers-color-scheme:dark){"
        + ".card{fill:#0d1117;stroke:#3d444d}.ink{fill:#f0f6fc}.dim{fill:#9198a1}.rule{stroke:#2f353d}.soft{fill:#151b23}.cell{stroke:#f0f6fc14}"
        + ".on{fill:#0d1117}.a{fill:#3fb950}.b{fill:#9bc53d}.c{fill:#d29922}.d{fill:#f85149}.n{fill:#9198a1}.i{fill:#4493f8}.w{fill:#ab7df8}"
        + ".sa{stroke:#3fb950}.sb{stroke:#9bc53d}.sc{stroke:#d29922}.sd{stroke:#f85149}.sn{stroke:#9198a1}"
        + ".halo{stroke:#151b23}.l0{fill:#151b23}.l1{fill:#033a16}.l2{fill:#196c2e}.l3{fill:#2ea043}.l4{fill:#56d364}"
        + "}</style>";

    /// <summary>Styles <c>g</c> (ground) and <c>t</c> (text) of a small sign: full, or hollow on the ground of the reader's theme.</summary>
    public static string Tint(string colour, bool hollow) => hollow
        ? $"<style>.g{{fill:#fff;stroke:{colour}}}.t{{fill:{colour}}}@media(prefers-color-scheme:dark){{.g{{fill:#0d1117;stroke:{Colours.InDark(colour)}}}.t{{fill:{Colours.InDark(colour)}}}}}</style>\n"
        : $"<style>.g{{fill:{colour};stroke:{colour}}}.t{{fill:#fff}}</style>\n";

    public static string Open(double width, double height, string title) =>
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{N(width)}\" height=\"{N(height)}\" viewBox=\"0 0 {N(width)} {N(height)}\" role=\"img\" aria-label=\"{Text(title)}\">\n<title>{Text(title)}</title>\n";

    public static string Card(double width, double height) =>
        $"<rect class=\"card\" x=\"0.5\" y=\"0.5\" width=\"{N(width - 1)}\" height=\"{N(height - 1)}\" rx=\"8\"/>\n";

    public static string Label(double x, double y, string text, string style, double size = 12, string anchor = "start", bool bold = false) =>
        $"<text class=\"{style}\" x=\"{N(x)}\" y=\"{N(y)}\" font-size=\"{N(size)}\"{(anchor == "start" ? "" : $" text-anchor=\"{anchor}\"")}{(bold ? " font-weight=\"600\"" : "")}>{Text(text)}</text>\n";

    public static string Line(double x1, double y1, double x2, double y2, string style = "rule", string more = "") =>
        $"<line class=\"{style}\" x1=\"{N(x1)}\" y1=\"{N(y1)}\" x2=\"{N(x2)}\" y2=\"{N(y2)}\"{more}/>\n";

    /// <summary>A number with at most two decimals.</summary>
    public static string N(double value) => Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Text for an element or an attribute; what XML cannot hold is replaced.</summary>
    public static string Text(string text)
    {
        var builder = new StringBuilder(text.Length);
        foreach (var c in MarkdownText.OneLine(text))
        {
            _ = c switch
            {
                '&' => builder.Append("&amp;"),
                '<' => builder.Append("&lt;"),
                '>' => builder.Append("&gt;"),
                '"' => builder.Append("&quot;"),
                '\'' => builder.Append("&#39;"),
                _ => builder.Append(c),
            };
        }

        return builder.ToString();
    }

    /// <summary>About how wide a text is drawn, in pixels, on the wide side: sans-serif fonts differ by machine.</summary>
    public static double WidthOf(string text, double size)
    {
        var ems = 0.0;
        foreach (var rune in text.EnumerateRunes())
        {
            ems += rune.Value switch
            {
                'i' or 'j' or 'l' or 'I' or '.' or ',' or ':' or ';' or '\'' or '|' or '!' or '·' => 0.3,
                'f' or 't' or 'r' or ' ' or '(' or ')' or '[' or ']' or '/' or '-' => 0.38,
                'm' or 'w' or 'M' or 'W' or '@' or '%' => 0.9,
                (>= 'A' and <= 'Z') or '…' => 0.7,
                < 0x250 => 0.58,
                < 0x2E80 => 0.75,
                _ => 1.05,
            };
        }

        return ems * size;
    }

    /// <summary>As much of a text as fits, with an ellipsis.</summary>
    public static string Fit(string text, double width, double size)
    {
        if (WidthOf(text, size) <= width) return text;
        var runes = text.EnumerateRunes().ToList();
        var length = 0;
        var used = WidthOf("…", size);
        while (length < runes.Count && (used += WidthOf(runes[length].ToString(), size)) <= width) length++;
        return string.Concat(runes.Take(length)).TrimEnd() + "…";
    }
}
