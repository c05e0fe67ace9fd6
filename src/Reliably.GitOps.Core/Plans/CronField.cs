using System.Collections.Immutable;
using System.Globalization;
using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Plans;

/// <summary>What is wrong with a part of a pattern, as a sentence, and what to do.</summary>
/// <param name="Start">Offset of the part in the pattern.</param>
internal sealed record CronProblem(string Message, string Hint, int Start, int Length);

/// <summary>One of the five fields of a pattern: what may stand in it.</summary>
internal sealed record CronField(string Name, int Least, int Most, ImmutableArray<string> Names)
{
    public static ImmutableArray<CronField> All { get; } =
    [
        new("minute", 0, 59, []),
        new("hour", 0, 23, []),
        new("day of month", 1, 31, []),
        new("month", 1, 12, ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]),
        new("day of week", 0, 7, ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]),
    ];

    private bool IsDay => Name.StartsWith("day", StringComparison.Ordinal);

    /// <summary>The values that a field names, in order; what cannot be said as values (<c>L</c>, <c>15W</c>, <c>5#2</c>) makes it open.</summary>
    public CronValues Read(string text, int offset)
    {
        var values = new List<int>();
        var open = false;
        var at = 0;
        foreach (var item in text.Split(','))
        {
            if (item.Length == 0) return new(new CronProblem($"The {Name} '{text}' has a comma too many.", "Items stand as 1,15,30.", offset, text.Length));
            if (IsSpecial(item) && Most == 7 && item != text) return new(new CronProblem($"'{item}' stands alone: no other day of week can be named beside it.", "Write a plan for each.", offset + at, item.Length));
            if (IsSpecial(item)) open = true;
            else if (Add(item, offset + at, values) is { } problem) return new(problem);
            at += item.Length + 1;
        }

        return new(null) { Values = [.. values.Select(value => Most == 7 ? value % 7 : value).Distinct().Order()], IsOpen = open, IsAny = text is "*" or "?" };
    }

    /// <summary>The last day, the weekday next to a day, the last or the nth of a weekday.</summary>
    private bool IsSpecial(string item)
    {
        var upper = item.ToUpperInvariant();
        if (Name == "day of month")
        {
            if (upper is "L" or "LW") return true;
            if (upper.StartsWith("L-", StringComparison.Ordinal)) return Number(upper[2..].TrimEnd('W')) is >= 0 and <= 30;
            return upper.EndsWith('W') && Number(upper[..^1]) is >= 1 and <= 31;
        }

        if (Most != 7) return false;
        if (upper == "L" || (upper.EndsWith('L') && Value(upper[..^1]) is not null)) return true;
        return upper.Split('#') is [var day, var which] && Value(day) is not null && Number(which) is >= 1 and <= 5;
    }

    private CronProblem? Add(string item, int offset, List<int> values)
    {
        var (range, step) = item.Split('/') switch
        {
            [var all] => (all, "1"),
            [var all, var by] => (all, by),
            _ => ("", ""),
        };
        CronProblem Wrong(string message, string hint = "") => new(message, hint, offset, item.Length);
        if (range == "?" && IsDay && item == "?") range = "*";
        var ends = range == "*" ? [Text(Least), Text(Most == 7 ? 6 : Most)] : range.Split('-');
        if (ends.Length > 2 || ends.Any(static end => end.Length == 0)) return Wrong($"'{item}' is no {Name}.", Known());
        foreach (var end in ends)
        {
            if (Value(end) is null) return Wrong(Number(end) is null ? $"'{end}' is no {Name}." : $"{end} is no {Name}.", Meant(end));
        }

        if (Number(step) is not { } every || every < 1) return Wrong($"'{step}' is no step.", "A step is a whole number of at least 1.");
        if (item.Contains('/', StringComparison.Ordinal) && range != "*" && ends.Any(static end => Number(end) is null))
        {
            // Quartz reads the names and drops the step: the plan would run at other times than it says.
            return Wrong($"A step after the name '{range}' is not read.", $"Write numbers: '{string.Join('-', ends.Select(Value))}/{step}'.");
        }

        if (every > Most) return Wrong($"A step of {every} is more than a {Name} has.", TooWide(every));
        var (first, last) = (Value(ends[0])!.Value, ends.Length == 2 ? Value(ends[1])!.Value : item.Contains('/', StringComparison.Ordinal) ? (Most == 7 ? 6 : Most) : Value(ends[0])!.Value);
        Fill(first, last, every, values);
        return null;
    }

    /// <summary>A range may go over the end: <c>22-2</c> is 22, 23, 0, 1 and 2.</summary>
    private void Fill(int first, int last, int every, List<int> values)
    {
        var length = Most == 7 ? 7 : Most - Least + 1;
        var count = last >= first ? last - first : last - first + length;
        for (var i = 0; i <= count; i += every) values.Add(first + i > Most ? first + i - length : first + i);
    }

    private int? Value(string text)
    {
        if (Number(text) is { } number) return number >= Least && number <= Most ? number : null;
        var index = Names.IndexOf(text, StringComparer.OrdinalIgnoreCase);
        return index < 0 ? null : index + (Least == 1 ? 1 : 0);
    }

    private string Meant(string text)
    {
        if (text == "24" && Name == "hour") return "Midnight is 0.";
        if (text == "60" && Name == "minute") return "The full hour is 0.";
        if (!Names.IsEmpty && text.Length > 3 && Names.IndexOf(text[..3], StringComparer.OrdinalIgnoreCase) is var index and >= 0) return $"Write {Names[index]}.";
        return !Names.IsEmpty && text.All(char.IsAsciiLetter) ? Nearest.Hint(text, Names, Known()) : Known();
    }

    private string Known() => Names.IsEmpty ? $"Known are {Least} to {Most}." : $"Known are {Least} to {Most} and {Names[0]} to {Names[^1]}.";

    private string TooWide(int every) => Name switch
    {
        "minute" when every % 60 == 0 && every / 60 < 24 => $"Every {every / 60} hours is '0 */{every / 60} * * *'.",
        "hour" when every == 24 => "Every day at one hour is '0 3 * * *'.",
        _ => $"The largest is {Most}.",
    };

    private static int? Number(string text) =>
        text.Length is > 0 and < 5 && text.All(char.IsAsciiDigit) ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What a field says: its values, or what is wrong with it.</summary>
internal sealed record CronValues(CronProblem? Problem)
{
    public ImmutableArray<int> Values { get; init; } = [];

    /// <summary>It also names days that depend on the month: <c>L</c>, <c>15W</c>, <c>5#2</c>.</summary>
    public bool IsOpen { get; init; }

    /// <summary>It says nothing: <c>*</c> or <c>?</c>.</summary>
    public bool IsAny { get; init; }
}
