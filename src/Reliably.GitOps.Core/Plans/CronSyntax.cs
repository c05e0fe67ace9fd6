using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Plans;

/// <summary>
/// The text of a cron pattern, field by field: finds what is wrong with it and where, before Quartz is asked, which says only that something
/// is. Also what is right and probably not meant.
/// </summary>
internal sealed class CronSyntax
{
    private static readonly string[] Macros = ["@hourly", "@daily", "@midnight", "@weekly", "@monthly", "@yearly", "@annually"];
    private static readonly string[] MonthNames = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    private static readonly int[] MonthLengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

    private readonly ImmutableArray<(string Text, int Start)> parts;
    private readonly ImmutableArray<CronValues> fields;

    private CronSyntax(ImmutableArray<(string Text, int Start)> parts, ImmutableArray<CronValues> fields, CronProblem? problem) =>
        (this.parts, this.fields, Problem) = (parts, fields, problem);

    /// <summary>Why the pattern is none, or never fires; null where it is good.</summary>
    public CronProblem? Problem { get; }

    /// <summary>Offset and length of the fields of day and month, to point at.</summary>
    public (int Start, int Length) Days => (parts[2].Start, parts[4].Start + parts[4].Text.Length - parts[2].Start);

    public (int Start, int Length) DayOfMonth => (parts[2].Start, parts[2].Text.Length);

    /// <summary>Both days are named, and cron asks for one of the two.</summary>
    public bool NamesBothDays => fields is [_, _, { IsAny: false }, _, { IsAny: false }];

    public static CronSyntax Read(string pattern)
    {
        var parts = Parts(pattern);
        if (parts is [var (word, start), ..] && word.StartsWith('@')) return new(parts, [], Macro(parts, word, start));
        if (parts.Length != 5) return new(parts, [], Count(pattern, parts));
        var fields = Fields(parts, 0);
        return new(parts, fields, fields.Select(static field => field.Problem).FirstOrDefault(static problem => problem is not null) ?? NeverComes(parts, fields));
    }

    /// <summary>The months of the pattern in which none of its days exist; empty where the days do not depend on the month.</summary>
    public ImmutableArray<string> MonthsWithoutDay()
    {
        if (fields is not [_, _, { IsAny: false, IsOpen: false } days, var months, { IsAny: true }]) return [];
        ImmutableArray<string> without = [.. months.Values.Where(month => !days.Values.Any(day => day <= LengthOf(month))).Select(static month => MonthNames[month - 1])];
        return without is ["February"] && days.Values[0] == 29 ? ["In most years, February"] : without;
    }

    /// <summary>In a year that is no leap year.</summary>
    private static int LengthOf(int month) => month == 2 ? 28 : MonthLengths[month - 1];

    /// <summary>All seven days are as good as none to Quartz: the day of the month decides.</summary>
    private static bool IsEveryDay(CronValues week) => week.IsAny || (!week.IsOpen && week.Values.Select(static day => day % 7).Distinct().Count() == 7);

    private static CronProblem? NeverComes(ImmutableArray<(string Text, int Start)> parts, ImmutableArray<CronValues> fields)
    {
        if (fields is not [_, _, { IsAny: false, IsOpen: false } days, var months, var week] || !IsEveryDay(week)) return null;
        if (months.Values.Any(month => days.Values.Any(day => day <= MonthLengths[month - 1]))) return null;
        var why = months.Values is [var only] ? $"{MonthNames[only - 1]} has at most {MonthLengths[only - 1]} days" : "none of these months has so many days";
        return new($"Day {parts[2].Text} of month {parts[3].Text} never comes: {why}.", "The last day of a month is 'L'.", parts[2].Start, parts[3].Start + parts[3].Text.Length - parts[2].Start);
    }

    private static CronProblem? Macro(ImmutableArray<(string Text, int Start)> parts, string word, int start)
    {
        if (word == "@every") return new("'@every' is no macro of cron.", "Write the interval as a step: '*/5 * * * *' is every five minutes.", start, word.Length);
        if (!Macros.Contains(word, StringComparer.OrdinalIgnoreCase)) return new($"'{word}' is no macro of cron.", Nearest.Hint(word, Macros, "Known are " + string.Join(", ", Macros) + "."), start, word.Length);
        return parts.Length == 1 ? null : new($"Nothing stands after '{word}'.", "A macro is a whole pattern.", parts[1].Start, parts[1].Text.Length);
    }

    private static CronProblem Count(string pattern, ImmutableArray<(string Text, int Start)> parts)
    {
        const string Five = "minute, hour, day of month, month, day of week";
        if (parts.Length < 5) return new(parts.IsEmpty ? "A pattern is empty." : $"The pattern has {parts.Length} of its five fields ({Five}).", "For instance \"0 3 * * 1-5\": at 3 in the morning from Monday to Friday.", 0, pattern.Length);
        var message = $"The pattern has {parts.Length} fields instead of five ({Five}).";
        var withoutSeconds = parts.Length is 6 or 7 && Fields(parts[1..6], 0).All(static field => field.Problem is null);
        if (withoutSeconds) return new(message, $"Leave out the seconds{(parts.Length == 7 ? " and the year" : "")}: \"{Joined(parts[1..6])}\".", parts[0].Start, parts[0].Text.Length);
        var withoutYear = parts.Length == 6 && Fields(parts[..5], 0).All(static field => field.Problem is null);
        return withoutYear
            ? new(message, $"Leave out the year: \"{Joined(parts[..5])}\".", parts[5].Start, parts[5].Text.Length)
            : new(message, "For instance \"0 3 * * 1-5\": at 3 in the morning from Monday to Friday.", 0, pattern.Length);
    }

    private static string Joined(ImmutableArray<(string Text, int Start)> parts) => string.Join(' ', parts.Select(static part => part.Text));

    private static ImmutableArray<CronValues> Fields(ImmutableArray<(string Text, int Start)> parts, int first) =>
        [.. parts.Skip(first).Take(5).Select(static (part, index) => CronField.All[index].Read(part.Text, part.Start))];

    private static ImmutableArray<(string Text, int Start)> Parts(string pattern)
    {
        var parts = ImmutableArray.CreateBuilder<(string, int)>();
        for (var at = 0; at < pattern.Length;)
        {
            var start = at;
            while (at < pattern.Length && !char.IsWhiteSpace(pattern[at])) at++;
            if (at > start) parts.Add((pattern[start..at], start));
            while (at < pattern.Length && char.IsWhiteSpace(pattern[at])) at++;
        }

        return parts.ToImmutable();
    }
}
