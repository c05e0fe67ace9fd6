using Reliably.GitOps.Integrations;
using Reliably.GitOps.Plans;
using Reliably.GitOps.Reports;

namespace Reliably.GitOps.Advice;

/// <summary>What is to be thought of before a plan runs by itself: who is there, what guards it, whether its experiments ever ran.</summary>
internal static class PlanAdvice
{
    private const int Dawn = 7;
    private const int Dusk = 19;
    private static readonly TimeSpan Often = TimeSpan.FromMinutes(15);
    private static readonly string[] Live = ["prod", "production", "live"];

    public static IEnumerable<AdviceNote> Of(Plan plan, AdviceSurroundings surroundings)
    {
        if (plan.Suspended || plan.Schedule is Schedule.Manual) yield break;
        var experiments = plan.Experiments.Select(slug => surroundings.Snapshot.Experiments.GetValueOrDefault(slug)).OfType<Documents.ExperimentDocument>().ToList();
        var fresh = experiments.Where(one => !surroundings.Board.Cards.ContainsKey(one.Slug)).Select(static one => one.Slug.Value).ToList();
        if (fresh.Count > 0) yield return new(AdviceKind.History, $"{Codes(fresh)} never ran: the first run will be one that nobody started. Run it once by hand first.");
        if (experiments.Count > 0 && Period(plan, surroundings.Now) is not { TotalHours: < 12 } && NightHour(plan, surroundings.Now) is { } hour)
        {
            var bare = experiments.Where(static one => one.Experiment.Rollbacks.IsEmpty && one.Experiment.Method.Any(static activity => activity.Type == Experiments.ActivityType.Action)).Select(static one => one.Slug.Value).ToList();
            if (bare.Count > 0) yield return new(AdviceKind.Risked, $"It runs at {hour}, when few people watch, and {Codes(bare)} {(bare.Count == 1 ? "has" : "have")} no rollbacks.");
        }

        if (plan.Environment is { } environment && IsLive(environment.Value) && !IsGuarded(plan, surroundings))
            yield return new(AdviceKind.Risked, $"The environment {Codes([environment.Value])} sounds like the one with customers, and no pre-check or safeguard guards the run.");
        if (Period(plan, surroundings.Now) is { } period && period < Often)
            yield return new(AdviceKind.Risked, $"It runs every {Durations.Text(period.TotalSeconds)}: a run that leaves something behind meets the next one soon.");
    }

    private static bool IsGuarded(Plan plan, AdviceSurroundings surroundings) =>
        plan.Integrations.Concat(surroundings.Snapshot.Settings.Guardrails.Integrations).Any(slug => surroundings.Snapshot.Integrations.GetValueOrDefault(slug) is Integration.PreCheck or Integration.Safeguard);

    private static bool IsLive(string environment) => environment.Split('/', '-', '_', '.').Any(static part => Live.Contains(part, StringComparer.OrdinalIgnoreCase));

    private static string? NightHour(Plan plan, DateTimeOffset now)
    {
        if (plan.Schedule is not Schedule.Cron cron || PlanClock.After(plan, now).FirstOrDefault() is not { } next) return null;
        var local = TimeZoneInfo.ConvertTime(next.Nominal, TimeZones.FindOrUtc(cron.TimeZone));
        return local.Hour is >= Dawn and < Dusk && local.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) ? null : FormattableString.Invariant($"{local:HH:mm} {MarkdownText.Inline(cron.TimeZone)}");
    }

    private static TimeSpan? Period(Plan plan, DateTimeOffset now) =>
        plan.Schedule is Schedule.Cron && PlanClock.After(plan, now).Take(2).ToList() is [var one, var two] ? two.Nominal - one.Nominal : null;

    private static string Codes(IReadOnlyCollection<string> names) => NameList.Of(names);
}
