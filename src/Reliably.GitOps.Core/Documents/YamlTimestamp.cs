using System.Globalization;

namespace Reliably.GitOps.Documents;

/// <summary>YAML 1.1 dates as PyYAML reads them, and as Python's <c>isoformat()</c> writes them back.</summary>
internal static class YamlTimestamp
{
    /// <summary>True for what PyYAML takes for a date: <c>2020-01-02</c>, <c>2020-1-2 3:04:05.6 +1:00</c>, <c>2020-01-02T03:04:05Z</c>.</summary>
    public static bool Looks(string text) => Parse(text) is not null;

    /// <summary>The ISO text; null where the calendar has no such instant.</summary>
    public static string? Iso(string text)
    {
        if (Parse(text) is not { } parts) return null;
        if (parts.Month is < 1 or > 12 || parts.Year < 1 || parts.Day < 1 || parts.Day > DateTime.DaysInMonth(parts.Year, parts.Month)) return null;
        var date = FormattableString.Invariant($"{parts.Year:0000}-{parts.Month:00}-{parts.Day:00}");
        if (parts.Time is not { } time) return date;
        if (time.Hour > 23 || time.Minute > 59 || time.Second > 59 || Math.Abs(time.OffsetMinutes ?? 0) >= 24 * 60) return null;
        var clock = FormattableString.Invariant($"{date}T{time.Hour:00}:{time.Minute:00}:{time.Second:00}");
        if (time.Microsecond > 0) clock += FormattableString.Invariant($".{time.Microsecond:000000}");
        if (time.OffsetMinutes is not { } offset) return clock;
        return clock + FormattableString.Invariant($"{(offset < 0 ? '-' : '+')}{Math.Abs(offset) / 60:00}:{Math.Abs(offset) % 60:00}");
    }

    private static DateParts? Parse(string text)
    {
        var scan = new Scan(text);
        if (scan.Digits(4, 4) is not { } year || !scan.Take('-')) return null;
        if (scan.Digits(1, 2) is not { } month || !scan.Take('-')) return null;
        if (scan.Digits(1, 2) is not { } day) return null;
        if (scan.AtEnd) return text.Length == 10 ? new(year, month, day, null) : null;
        if (!scan.Take('T') && !scan.Take('t') && scan.Blanks() == 0) return null;
        if (scan.Digits(1, 2) is not { } hour || !scan.Take(':')) return null;
        if (scan.Digits(2, 2) is not { } minute || !scan.Take(':')) return null;
        if (scan.Digits(2, 2) is not { } second) return null;
        var microsecond = scan.Take('.') ? scan.Fraction() : 0;
        scan.Blanks();
        if (scan.AtEnd) return text[^1] is ' ' or '\t' ? null : new(year, month, day, new(hour, minute, second, microsecond, null));
        if (Zone(ref scan) is not { } offset || !scan.AtEnd) return null;
        return new(year, month, day, new(hour, minute, second, microsecond, offset));
    }

    private static int? Zone(ref Scan scan)
    {
        if (scan.Take('Z')) return 0;
        var sign = scan.Take('-') ? -1 : scan.Take('+') ? 1 : 0;
        if (sign == 0 || scan.Digits(1, 2) is not { } hours) return null;
        if (!scan.Take(':')) return sign * hours * 60;
        return scan.Digits(2, 2) is { } minutes ? sign * (hours * 60 + minutes) : null;
    }

    private sealed record DateParts(int Year, int Month, int Day, TimeParts? Time);

    private sealed record TimeParts(int Hour, int Minute, int Second, int Microsecond, int? OffsetMinutes);

    private struct Scan(string text)
    {
        private int at;

        public readonly bool AtEnd => at == text.Length;

        public bool Take(char c)
        {
            if (AtEnd || text[at] != c) return false;
            at++;
            return true;
        }

        public int? Digits(int fewest, int most)
        {
            var start = at;
            while (!AtEnd && at - start < most && text[at] is >= '0' and <= '9') at++;
            return at - start < fewest ? null : int.Parse(text.AsSpan(start, at - start), CultureInfo.InvariantCulture);
        }

        public int Blanks()
        {
            var start = at;
            while (!AtEnd && text[at] is ' ' or '\t') at++;
            return at - start;
        }

        /// <summary>Microseconds: the first six digits, padded.</summary>
        public int Fraction()
        {
            var start = at;
            while (!AtEnd && text[at] is >= '0' and <= '9') at++;
            var digits = text[start..Math.Min(at, start + 6)].PadRight(6, '0');
            return int.Parse(digits, CultureInfo.InvariantCulture);
        }
    }
}
