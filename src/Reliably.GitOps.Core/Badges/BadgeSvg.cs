using Reliably.GitOps.Reports;

namespace Reliably.GitOps.Badges;

/// <summary>Draws a badge in the flat style people know. Widths are those of Verdana at 11 pixels; <c>textLength</c> keeps other fonts in their place.</summary>
public static class BadgeSvg
{
    internal const string LabelColour = "#444c56";
    private const double Size = 11;
    private const double Padding = 6;

    public static string Draw(Badge badge)
    {
        var label = Verdana(Badge.Label);
        var message = Verdana(badge.Message);
        var left = Math.Round(label + (2 * Padding));
        var right = Math.Round(message + (2 * Padding));
        var width = left + right;
        return $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Svg.N(width)}\" height=\"20\" role=\"img\" aria-label=\"{Svg.Text($"{Badge.Label}: {badge.Message}")}\">\n"
            + $"<title>{Svg.Text(badge.Title)}</title>\n"
            + Svg.Tint(badge.Colour, badge.Hollow)
            + $"<clipPath id=\"r\"><rect width=\"{Svg.N(width)}\" height=\"20\" rx=\"3\"/></clipPath>\n"
            + $"<g clip-path=\"url(#r)\"><rect width=\"{Svg.N(left)}\" height=\"20\" fill=\"{LabelColour}\"/>"
            + $"<rect x=\"{Svg.N(left)}\" width=\"{Svg.N(right)}\" height=\"20\" class=\"g\"{(badge.Hollow ? " style=\"stroke:none\"" : " stroke-width=\"0\"")}/></g>\n"
            + (badge.Hollow ? $"<path d=\"M{Svg.N(left)} 0.75H{Svg.N(width - 3)}a2.25 2.25 0 0 1 2.25 2.25V17a2.25 2.25 0 0 1-2.25 2.25H{Svg.N(left)}\" class=\"g\" style=\"fill:none\" stroke-width=\"1.5\"/>\n" : "")
            + "<g font-family=\"Verdana,Geneva,'DejaVu Sans',sans-serif\" font-size=\"11\" text-rendering=\"geometricPrecision\">\n"
            + Words(Padding, label, Badge.Label, "fill=\"#fff\"")
            + Words(left + Padding, message, badge.Message, "class=\"t\"")
            + "</g>\n</svg>\n";
    }

    private static string Words(double x, double width, string text, string ink) =>
        $"<text x=\"{Svg.N(x)}\" y=\"14\" {ink} textLength=\"{Svg.N(width)}\" lengthAdjust=\"spacingAndGlyphs\">{Svg.Text(text)}</text>\n";

    /// <summary>Advance widths of Verdana in hundredths of an em, close enough for a label.</summary>
    private static double Verdana(string text)
    {
        var hundredths = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            hundredths += rune.Value switch
            {
                ' ' => 35,
                'i' or 'j' or 'l' => 28,
                '.' or ',' or '·' => 36,
                'f' or 't' or 'I' or '/' or '-' => 42,
                'r' or 's' or 'c' or 'z' => 50,
                'm' => 97,
                'w' => 82,
                >= '0' and <= '9' => 64,
                >= 'A' and <= 'Z' => 69,
                < 0x250 => 62,
                _ => 100,
            };
        }

        return Math.Round(hundredths / 100.0 * Size, 1);
    }
}
