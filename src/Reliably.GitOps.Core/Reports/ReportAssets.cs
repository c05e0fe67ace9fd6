using System.Collections.Immutable;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Publishing;
using Reliably.GitOps.Scores;

namespace Reliably.GitOps.Reports;

/// <summary>
/// The fixed set of small pictures that pages are made of (<c>reports/assets/</c>): pills of a trend, letters, chips, marks of a timeline.
/// Pages link to them, because links inside a picture are dead on a forge. Each can be told without its colour.
/// </summary>
public static class ReportAssets
{
    private static readonly (string Name, string Colour, string Glyph)[] Marks =
    [
        ("start", Colours.Amber, "<path d=\"M4 10h2.6l1.6-4 2.6 8.4 1.8-4.4H16\"/>"),
        ("end", Colours.Amber, "<path d=\"M7 5.2v9.6M7 5.6h6.2l-1.6 2.4 1.6 2.4H7\"/>"),
        ("hypothesis", Colours.Blue, "<circle cx=\"10\" cy=\"10\" r=\"4.6\"/><circle cx=\"10\" cy=\"10\" r=\"1\"/>"),
        ("action", Colours.Violet, "<path d=\"M11.4 4.6L6.4 11h3.2l-1 4.4 5-6.4h-3.2z\"/>"),
        ("probe", "#0f766e", "<circle cx=\"9\" cy=\"9\" r=\"3.6\"/><path d=\"M11.8 11.8l3 3\"/>"),
        ("pause", Colours.Grey, "<path d=\"M8 6.4v7.2M12 6.4v7.2\"/>"),
        ("method", Colours.Slate, "<path d=\"M8 5.8l6.4 4.2L8 14.2z\" fill=\"#fff\"/>"),
        ("rollback", "#a40e26", "<path d=\"M6 9.2a4.4 4.4 0 1 1 .6 3.6M5.6 5.8l.3 3.5 3.4-.5\"/>"),
        ("event", Colours.Slate, "<path d=\"M10 5.4v5.4M10 13.9v.5\"/>"),
    ];

    /// <summary>Every picture by its path from the repository's root.</summary>
    public static ImmutableSortedDictionary<string, string> Files { get; } = All().ToImmutableSortedDictionary(
        static asset => ReportPaths.Assets + asset.Name + ".svg", static asset => asset.Content, StringComparer.Ordinal);

    internal static string Pill(int? halfPoints) => Path(halfPoints switch
    {
        2 => "pill-full",
        1 => "pill-half",
        0 => "pill-none",
        _ => "pill-empty",
    });

    internal static string Letter(Score? score) =>
        Path(score is null ? "letter-none" : $"letter-{score.Letter.ToString().ToLowerInvariant()}{(score.Provisional ? "-provisional" : "")}");

    internal static string Letter(RepositoryScore? score) => Path(score is null ? "letter-none" : $"letter-{score.Letter.ToString().ToLowerInvariant()}{(score.Provisional ? "-provisional" : "")}");

    internal static string Band(FreshnessBand band) => Path("band-" + BandName(band));

    internal static string Chip(Verdict verdict) => Path("verdict-" + Verdicts.NameOf(verdict));

    internal static string Mark(string name) => Path("mark-" + name);

    private static string Path(string name) => ReportPaths.Assets + name + ".svg";

    private static string BandName(FreshnessBand band) => Freshness.NameOf(band).Replace(' ', '-');

    private static IEnumerable<(string Name, string Content)> All()
    {
        foreach (var pill in Pills()) yield return pill;
        foreach (var letter in Enum.GetValues<ScoreLetter>())
        {
            var name = "letter-" + letter.ToString().ToLowerInvariant();
            yield return (name, LetterTile(letter.ToString(), Colours.Of(letter), hollow: false));
            yield return (name + "-provisional", LetterTile(letter.ToString(), Colours.Of(letter), hollow: true));
        }

        yield return ("letter-none", LetterTile(ScoreNames.NoScore, Colours.Grey, hollow: true));
        foreach (var band in Enum.GetValues<FreshnessBand>()) yield return ("band-" + BandName(band), ChipOf(Freshness.NameOf(band), Colours.Of(band), band == FreshnessBand.Never));
        foreach (var verdict in Enum.GetValues<Verdict>())
        {
            yield return ("verdict-" + Verdicts.NameOf(verdict), ChipOf(Verdicts.NameOf(verdict), Colours.Of(verdict), Verdicts.ValueOf(verdict) is null));
        }

        foreach (var (name, colour, glyph) in Marks) yield return ("mark-" + name, MarkOf(name, colour, glyph));
    }

    private static IEnumerable<(string Name, string Content)> Pills()
    {
        const string Open = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"12\" height=\"28\" viewBox=\"0 0 12 28\" role=\"img\" aria-label=\"";
        yield return ("pill-full", Open + "held\"><title>held</title><rect x=\"1\" y=\"1\" width=\"10\" height=\"26\" rx=\"5\" fill=\"#1f883d\"/><path d=\"M3.6 14.2l1.7 1.8 3.2-3.8\" fill=\"none\" stroke=\"#fff\" stroke-width=\"1.5\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/></svg>\n");
        yield return ("pill-half", Open + "held in part\"><title>held in part</title><rect x=\"1\" y=\"13\" width=\"10\" height=\"14\" rx=\"5\" fill=\"#9a6700\"/><path d=\"M3.5 20h5\" stroke=\"#fff\" stroke-width=\"1.5\" stroke-linecap=\"round\"/></svg>\n");
        yield return ("pill-none", Open + "deviated\"><title>deviated</title><circle cx=\"6\" cy=\"22\" r=\"5\" fill=\"#cf222e\"/><path d=\"M4.2 20.2l3.6 3.6m0-3.6l-3.6 3.6\" stroke=\"#fff\" stroke-width=\"1.4\" stroke-linecap=\"round\"/></svg>\n");
        yield return ("pill-empty", Open + "no execution\"><title>no execution</title><rect x=\"1.5\" y=\"1.5\" width=\"9\" height=\"25\" rx=\"4.5\" fill=\"none\" stroke=\"#848d97\" stroke-dasharray=\"2.2 2\"/></svg>\n");
    }

    /// <summary>Hollow stands for a score with fewer than three executions behind it.</summary>
    private static string LetterTile(string letter, string colour, bool hollow) =>
        Svg.Open(28, 28, "score " + letter + (hollow && letter != ScoreNames.NoScore ? ", provisional" : ""))
        + Svg.Tint(colour, hollow)
        + $"<rect class=\"g\" x=\"1\" y=\"1\" width=\"26\" height=\"26\" rx=\"5\" stroke-width=\"1.6\"{(hollow ? " stroke-dasharray=\"3 2.2\"" : "")}/>\n"
        + $"<text class=\"t\" x=\"14\" y=\"20.2\" font-family=\"{Svg.Font}\" font-size=\"17\" font-weight=\"700\" text-anchor=\"middle\">{Svg.Text(letter)}</text>\n</svg>\n";

    /// <summary>Hollow stands for "no evidence".</summary>
    private static string ChipOf(string text, string colour, bool hollow)
    {
        var inner = Math.Round(Svg.WidthOf(text, 12));
        var width = inner + 20;
        return Svg.Open(width, 22, text)
            + Svg.Tint(colour, hollow)
            + $"<rect class=\"g\" x=\"0.75\" y=\"0.75\" width=\"{Svg.N(width - 1.5)}\" height=\"20.5\" rx=\"10.25\" stroke-width=\"1.5\"/>\n"
            + $"<text class=\"t\" x=\"{Svg.N(width / 2)}\" y=\"15.2\" font-family=\"{Svg.Font}\" font-size=\"12\" font-weight=\"600\" text-anchor=\"middle\" textLength=\"{Svg.N(inner)}\" lengthAdjust=\"spacingAndGlyphs\">{Svg.Text(text)}</text>\n</svg>\n";
    }

    private static string MarkOf(string name, string colour, string glyph) =>
        Svg.Open(20, 20, name)
        + $"<circle cx=\"10\" cy=\"10\" r=\"9.5\" fill=\"{colour}\"/>\n"
        + $"<g fill=\"none\" stroke=\"#fff\" stroke-width=\"1.6\" stroke-linecap=\"round\" stroke-linejoin=\"round\">{glyph}</g>\n</svg>\n";
}
