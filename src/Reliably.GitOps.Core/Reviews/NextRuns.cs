using System.Globalization;
using System.Text;
using Reliably.GitOps.Plans;
using Reliably.GitOps.Reports;

namespace Reliably.GitOps.Reviews;

/// <summary>The next five runs of a plan, in its zone and in UTC, with what changes of the clock do to them.</summary>
internal static class NextRuns
{
    private const int Shown = 5;

    /// <summary>A Markdown table; null for a plan that no clock starts, or whose time has passed.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="now">Runs after this.</param>
    /// <param name="noteOf">What else is to be said of an instant.</param>
    public static string? Write(Plan plan, DateTimeOffset now, Func<DateTimeOffset, string?> noteOf)
    {
        var instants = PlanClock.After(plan, now).Take(Shown).ToList();
        if (instants.Count == 0) return null;
        var name = plan.Schedule switch { Schedule.Cron cron => cron.TimeZone, Schedule.Once once => once.TimeZone, _ => "UTC" };
        var zone = TimeZones.FindOrUtc(name);
        var isUtc = zone == TimeZoneInfo.Utc;
        var rows = new List<(string Times, string Notes)>();
        var offset = zone.GetUtcOffset(now);
        foreach (var instant in instants)
        {
            var local = TimeZoneInfo.ConvertTime(instant.Nominal, zone);
            var notes = new List<string?> { ClockNote(zone, instant.Nominal, local, offset), noteOf(instant.Nominal) };
            if (instant.Start != instant.Nominal) notes.Add("starts " + Durations.Text((instant.Start - instant.Nominal).TotalSeconds) + " later, for its jitter");
            var times = string.Create(CultureInfo.InvariantCulture, $"| {local:ddd yyyy-MM-dd HH:mm} ") + (isUtc ? "" : string.Create(CultureInfo.InvariantCulture, $"{Offset(local.Offset)} | {instant.Nominal.UtcDateTime:yyyy-MM-dd HH:mm} "));
            rows.Add((times, string.Join("; ", notes.Where(static note => note is not null))));
            offset = local.Offset;
        }

        var hasNotes = rows.Exists(static row => row.Notes.Length > 0);
        var columns = (isUtc ? 1 : 2) + (hasNotes ? 1 : 0);
        var builder = new StringBuilder(isUtc ? "| UTC |" : $"| {MarkdownText.Inline(name)} | UTC |").Append(hasNotes ? " |" : "").Append("\n|").Append(string.Concat(Enumerable.Repeat("---|", columns))).Append('\n');
        foreach (var (times, notes) in rows) builder.Append(times).Append(hasNotes ? $"| {notes} |\n" : "|\n");
        if (NextChange(zone, instants[^1].Nominal) is { } change) builder.Add($"\nThe clock in {MarkdownText.Inline(name)} changes next on {change.At:yyyy-MM-dd} ({Offset(change.From)} to {Offset(change.To)}); the local time of the runs stays.\n");
        return builder.ToString();
    }

    private static string? ClockNote(TimeZoneInfo zone, DateTimeOffset instant, DateTimeOffset local, TimeSpan before)
    {
        if (zone.IsAmbiguousTime(local.DateTime)) return "the clock is set back: this time comes twice";
        if (IsRightAfterGap(zone, instant)) return "the clock is set forward: the time left out runs now";
        return local.Offset != before ? $"the clock has changed: {Offset(before)} to {Offset(local.Offset)}" : null;
    }

    /// <summary>The first minute of a new, larger offset is where a time that the clock leaves out runs.</summary>
    private static bool IsRightAfterGap(TimeZoneInfo zone, DateTimeOffset instant) => zone.GetUtcOffset(instant) > zone.GetUtcOffset(instant - TimeSpan.FromMinutes(1));

    /// <summary>The first change of the clock after a moment, within a year and a bit; null for a zone that has none.</summary>
    private static (DateTime At, TimeSpan From, TimeSpan To)? NextChange(TimeZoneInfo zone, DateTimeOffset after)
    {
        var offset = zone.GetUtcOffset(after);
        for (var day = after.AddDays(1); day < after.AddDays(400); day = day.AddDays(1))
        {
            if (zone.GetUtcOffset(day) is var next && next != offset) return (TimeZoneInfo.ConvertTime(FirstHour(zone, day, next), zone).Date, offset, next);
        }

        return null;
    }

    /// <summary>The first whole hour of an offset, at most a day back.</summary>
    private static DateTimeOffset FirstHour(TimeZoneInfo zone, DateTimeOffset within, TimeSpan offset)
    {
        var hour = new DateTimeOffset(within.UtcDateTime.Date.AddHours(within.UtcDateTime.Hour), TimeSpan.Zero);
        while (within - hour < TimeSpan.FromDays(1) && zone.GetUtcOffset(hour.AddHours(-1)) == offset) hour = hour.AddHours(-1);
        return hour;
    }

    private static string Offset(TimeSpan offset) =>
        offset == TimeSpan.Zero ? "UTC" : string.Create(CultureInfo.InvariantCulture, $"UTC{(offset < TimeSpan.Zero ? '−' : '+')}{offset:h\\:mm}");
}
