using System.Globalization;

namespace Reliably.GitOps.Documents;

/// <summary>Durations (<c>90s</c>, <c>5m</c>, <c>1h30m</c>, <c>7d</c>) and sizes (<c>512KiB</c>, <c>1MiB</c>) as documents write them.</summary>
public static class Quantities
{
    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)), ("d", TimeSpan.FromDays(1)), ("w", TimeSpan.FromDays(7)),
    ];

    private const double LongestInDays = 3660;

    /// <summary>Numbers with units, the larger unit first and each at most once; at most ten years. Null where the text is none.</summary>
    public static TimeSpan? Duration(string text)
    {
        var total = TimeSpan.Zero;
        var previous = TimeSpan.MaxValue;
        var at = 0;
        while (at < text.Length)
        {
            var number = Run(text, ref at, char.IsAsciiDigit);
            var unit = Run(text, ref at, char.IsAsciiLetterLower);
            var length = Array.Find(Units, candidate => candidate.Unit == unit).Length;
            if (number.Length is 0 or > 9 || length == TimeSpan.Zero || length >= previous) return null;
            var count = double.Parse(number, CultureInfo.InvariantCulture);
            if (total.TotalDays + (count * length.TotalDays) > LongestInDays) return null;
            total += length * count;
            previous = length;
        }

        return text.Length == 0 ? null : total;
    }

    /// <summary>Bytes: a number with <c>B</c>, <c>KiB</c> or <c>MiB</c>. Null where the text is none.</summary>
    public static long? Size(string text)
    {
        var at = 0;
        var number = Run(text, ref at, char.IsAsciiDigit);
        long factor = text[at..].TrimStart() switch
        {
            "B" => 1,
            "KiB" => 1024,
            "MiB" => 1024 * 1024,
            _ => 0,
        };
        return number.Length is 0 or > 9 || factor == 0 ? null : factor * long.Parse(number, CultureInfo.InvariantCulture);
    }

    private static string Run(string text, ref int at, Func<char, bool> belongs)
    {
        var start = at;
        while (at < text.Length && belongs(text[at])) at++;
        return text[start..at];
    }
}
