using Reliably.GitOps.Executions;
using Reliably.GitOps.Scores;

namespace Reliably.GitOps.Reports;

/// <summary>Colours with white text on them at 4.5:1 or more (a test holds it), and the styles of the same meaning inside pictures.</summary>
internal static class Colours
{
    public const string Green = "#1a7f37";
    public const string Lime = "#4d7c0f";
    public const string Amber = "#9a6700";
    public const string Red = "#cf222e";
    public const string Grey = "#656d76";
    public const string Blue = "#0969da";
    public const string Violet = "#8250df";
    public const string Slate = "#4b535d";

    /// <summary>The lighter sister of a colour, readable as text on a dark ground.</summary>
    public static string InDark(string colour) => colour switch
    {
        Green => "#3fb950",
        Lime => "#9bc53d",
        Amber => "#d29922",
        Red => "#f85149",
        Violet => "#ab7df8",
        Blue => "#4493f8",
        _ => "#9198a1",
    };

    public static string Of(ScoreLetter letter) => letter switch
    {
        ScoreLetter.A => Green,
        ScoreLetter.B => Lime,
        ScoreLetter.C => Amber,
        _ => Red,
    };

    public static string Of(FreshnessBand band) => band switch
    {
        FreshnessBand.Fresh => Green,
        FreshnessBand.Good => Lime,
        FreshnessBand.Old => Amber,
        FreshnessBand.TooOld => Red,
        _ => Grey,
    };

    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.Passed => Green,
        Verdict.Deviated or Verdict.Halted => Red,
        Verdict.Wobbled or Verdict.Failed or Verdict.Dirty => Amber,
        Verdict.Error or Verdict.Aborted => Violet,
        _ => Grey,
    };

    /// <summary>Class of the fill in pictures with <see cref="Svg.Style"/>.</summary>
    public static string StyleOf(ScoreLetter? letter) => letter switch
    {
        ScoreLetter.A => "a",
        ScoreLetter.B => "b",
        ScoreLetter.C => "c",
        ScoreLetter.D => "d",
        _ => "n",
    };
}
