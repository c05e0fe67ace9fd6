using Reliably.GitOps.Configuration;

namespace Reliably.GitOps.Scores;

/// <summary>Scores in words and signs, the same wherever they show.</summary>
public static class ScoreNames
{
    public const string NoScore = "–";

    public static string Of(ScoreProfile profile) => profile == ScoreProfile.Reliably ? "reliably" : "evidence";

    public static string Of(Trend trend) => trend switch
    {
        Trend.Up => "up",
        Trend.Down => "down",
        _ => "level",
    };

    public static string Sign(Trend? trend) => trend switch
    {
        Trend.Up => "▲",
        Trend.Down => "▼",
        Trend.Level => "►",
        _ => "",
    };

    /// <summary><c>A 10/10</c>, or <c>–</c> where there is no evidence.</summary>
    public static string Short(Score? score) => score is null ? NoScore : $"{score.Letter} {score.Count}/{Score.Window}";

    /// <summary>A mean as people read it, never rounded up over the limit of a letter: <c>0.83</c>.</summary>
    public static string Mean(double mean) =>
        (Math.Floor((mean * 100) + 1e-9) / 100).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture);
}
