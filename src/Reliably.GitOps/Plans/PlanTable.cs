using System.Globalization;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Plans;

/// <summary>Plans as lines of text, for people and for <c>grep</c>.</summary>
internal static class PlanTable
{
    private const string Form = "yyyy-MM-dd HH:mm";

    public static string List(PlanFolder folder, DateTimeOffset now, IReadOnlySet<string> waiting)
    {
        List<string[]> rows = [["PLAN", "SCHEDULE", "NEXT", "NEXT (UTC)", "LAST RESULT"]];
        foreach (var plan in folder.Snapshot.Plans.Values)
        {
            var next = plan.Suspended ? null : PlanClock.After(plan, now).FirstOrDefault();
            var last = folder.LastOf(plan);
            rows.Add([
                plan.Slug.Value,
                ScheduleText.Words(plan.Schedule),
                plan.Suspended ? "suspended" : waiting.Contains(plan.Slug.Value) ? "waiting" : next is null ? "-" : Local(plan, next.Nominal),
                next is null ? "-" : Utc(next.Nominal),
                last is null ? "-" : $"{Verdicts.NameOf(last.Verdict)}, {Utc(last.Start)}"]);
        }

        return TextTable.Aligned(rows);
    }

    public static string Next(IEnumerable<(Plan Plan, PlanInstant Instant)> instants)
    {
        List<string[]> rows = [["PLAN", "WHEN", "UTC", "STARTS (UTC)"]];
        rows.AddRange(instants.Select(static item => new[]
        {
            item.Plan.Slug.Value,
            Local(item.Plan, item.Instant.Nominal),
            Utc(item.Instant.Nominal),
            item.Instant.Start == item.Instant.Nominal ? "then" : item.Instant.Start.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        }));
        return TextTable.Aligned(rows);
    }

    private static string Local(Plan plan, DateTimeOffset instant)
    {
        var zone = plan.Schedule switch
        {
            Schedule.Cron cron => cron.TimeZone,
            Schedule.Once once => once.TimeZone,
            _ => "UTC",
        };
        return TimeZoneInfo.ConvertTime(instant, TimeZones.FindOrUtc(zone)).ToString(Form, CultureInfo.InvariantCulture) + " " + zone;
    }

    private static string Utc(DateTimeOffset time) => time.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);
}
