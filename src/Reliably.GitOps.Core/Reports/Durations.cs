using System.Globalization;

namespace Reliably.GitOps.Reports;

/// <summary>Durations as people say them: <c>0.41 s</c>, <c>4 m 20 s</c>, <c>2 h 5 m</c>, with blanks that do not break.</summary>
public static class Durations
{
    /// <summary>A dash where it is unknown.</summary>
    public static string Text(double? seconds) => seconds switch
    {
        null => "–",
        { } value when double.IsNaN(value) || double.IsInfinity(value) || value < 0 => "–",
        0 => "0\u00A0s",
        < 0.001 => "<\u00A01\u00A0ms",
        < 0.1 => $"{N(seconds.Value * 1000, "0")}\u00A0ms",
        < 10 => $"{N(seconds.Value, "0.##")}\u00A0s",
        < 60 => $"{N(seconds.Value, "0.#")}\u00A0s",
        < 3600 => Two(seconds.Value, 60, "m", "s"),
        < 86_400 => Two(seconds.Value / 60, 60, "h", "m"),
        _ => Two(seconds.Value / 3600, 24, "d", "h"),
    };

    private static string Two(double value, int parts, string big, string small)
    {
        var whole = Math.Round(value);
        var rest = whole % parts;
        return rest == 0 ? $"{N(Math.Floor(whole / parts), "0")}\u00A0{big}" : $"{N(Math.Floor(whole / parts), "0")}\u00A0{big}\u00A0{N(rest, "0")}\u00A0{small}";
    }

    private static string N(double value, string form) => value.ToString(form, CultureInfo.InvariantCulture);
}
