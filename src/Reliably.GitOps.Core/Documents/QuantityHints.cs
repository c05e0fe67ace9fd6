using System.Globalization;

namespace Reliably.GitOps.Documents;

/// <summary>What somebody probably meant who wrote a duration or a size in another way: <c>20 minutes</c>, <c>1.5h</c>, <c>PT5M</c>, <c>1MB</c>.</summary>
internal static class QuantityHints
{
    private const string Durations = "Write a number with its unit: 30s, 5m, 1h30m, 7d.";
    private const string Sizes = "Write a whole number with its unit: 512KiB, 1MiB.";
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3660);

    private static readonly (string[] Words, TimeSpan Length)[] Units =
    [
        (["ms", "msec", "millis", "millisecond", "milliseconds"], TimeSpan.FromMilliseconds(1)),
        (["", "s", "sec", "secs", "second", "seconds"], TimeSpan.FromSeconds(1)),
        (["m", "min", "mins", "minute", "minutes"], TimeSpan.FromMinutes(1)),
        (["h", "hr", "hrs", "hour", "hours"], TimeSpan.FromHours(1)),
        (["d", "day", "days"], TimeSpan.FromDays(1)),
        (["w", "wk", "week", "weeks"], TimeSpan.FromDays(7)),
    ];

    private static readonly (string[] Words, string Unit, long Factor)[] Bytes =
    [
        (["", "b", "byte", "bytes"], "B", 1), (["k", "kb", "ki", "kib"], "KiB", 1), (["m", "mb", "mi", "mib"], "MiB", 1), (["g", "gb", "gi", "gib"], "MiB", 1024),
    ];

    public static string OfDuration(string text)
    {
        if (Meant(text.Trim().ToLowerInvariant()) is not { } meant) return Durations;
        return meant > Longest ? "Ten years is the longest." : $"Did you mean '{Written(meant)}'?";
    }

    public static string OfSize(string text)
    {
        var plain = text.Trim().ToLowerInvariant().Replace(" ", "", StringComparison.Ordinal);
        var digits = plain.TakeWhile(static c => char.IsAsciiDigit(c)).Count();
        if (digits is 0 or > 9) return Sizes;
        var (words, unit, factor) = Array.Find(Bytes, one => one.Words.Contains(plain[digits..]));
        return words is null ? Sizes : FormattableString.Invariant($"Did you mean '{long.Parse(plain.AsSpan(0, digits), CultureInfo.InvariantCulture) * factor}{unit}'?");
    }

    /// <summary>A duration as documents write it.</summary>
    public static string Written(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero) return "0s";
        var rest = duration;
        var text = "";
        foreach (var (unit, length) in ((string, TimeSpan)[])[("d", TimeSpan.FromDays(1)), ("h", TimeSpan.FromHours(1)), ("m", TimeSpan.FromMinutes(1)), ("s", TimeSpan.FromSeconds(1)), ("ms", TimeSpan.FromMilliseconds(1))])
        {
            var count = Math.Floor(rest / length);
            if (count < 1) continue;
            text += count.ToString(CultureInfo.InvariantCulture) + unit;
            rest -= length * count;
        }

        return text;
    }

    private static TimeSpan? Meant(string text)
    {
        if (text.Length is 0 or > 60) return null;
        if (text.Contains(':', StringComparison.Ordinal)) return TimeSpan.TryParseExact(text, [@"h\:mm\:ss", @"hh\:mm\:ss", @"h\:mm", @"hh\:mm"], CultureInfo.InvariantCulture, out var clock) ? clock : null;
        if (text.StartsWith("pt", StringComparison.Ordinal) && text.Length > 2) text = text[2..];
        else if (text[0] == 'p' && text.Length > 1) text = text[1..].Replace("t", "", StringComparison.Ordinal);
        var total = TimeSpan.Zero;
        foreach (var (number, word) in Parts(text))
        {
            var length = Array.Find(Units, unit => unit.Words.Contains(word)).Length;
            if (length == TimeSpan.Zero || !double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) || count * length.TotalDays > 100_000) return null;
            total += TimeSpan.FromMilliseconds(Math.Round(count * length.TotalMilliseconds));
        }

        return total > TimeSpan.Zero ? total : null;
    }

    private static IEnumerable<(string Number, string Word)> Parts(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var start = at;
            while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.')) at++;
            var number = text[start..at];
            var middle = at;
            while (at < text.Length && !char.IsAsciiDigit(text[at])) at++;
            yield return (number, text[middle..at].Replace(" and ", "", StringComparison.Ordinal).Trim(' ', ',', '.'));
        }
    }
}
