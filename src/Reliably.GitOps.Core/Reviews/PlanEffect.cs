using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Deployments;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Integrations;
using Reliably.GitOps.Plans;
using Reliably.GitOps.Reports;

namespace Reliably.GitOps.Reviews;

/// <summary>What a plan will do after the merge: schedule in words, the next five runs, what runs, where, with which environment and guards.</summary>
internal static class PlanEffect
{
    public static string Write(ReviewInput input, ReviewedDocument one)
    {
        if (one.IsDeleted) return "- It is gone: nothing starts by it any more.\n";
        var good = input.After.Plans.GetValueOrDefault(one.Slug);
        if ((good ?? Written(input, one)) is not { } plan) return "It has errors, or names something that has: nothing would run.\n";
        var before = input.Before.Plans.GetValueOrDefault(one.Slug);
        var builder = new StringBuilder();
        builder.Add($"{MarkdownText.Inline(MarkdownText.Cut(plan.Title, 300))}\n\n");
        if (good is null) builder.Append("- **It has errors, or names something that has: as it is nothing would run.** What follows is what is meant.\n");
        builder.Append(When(input, plan, before));
        builder.Add($"- Runs {(plan.Template is { } use ? $"an experiment made from the template {Name(use.Template)}" : NameList.Of(plan.Experiments.Select(static slug => slug.Value)))}");
        builder.Add($"{(plan.Experiments.Length > 1 ? ", one after the other" : "")}{(plan.StopOnDeviated ? ", until one deviates" : "")}, each for {Durations.Text(PlanGuards.RailsOf(input).Cut(plan.Timeout).TotalSeconds)} at most\n");
        builder.Append(Environment(input, plan, before));
        builder.Append(Where(input, plan, before));
        builder.Append(PlanGuards.Write(input, plan)).Append(Tells(input, plan));
        if (plan.Concurrency is { } concurrency) builder.Add($"- Group {Code(concurrency.Group)}: while another run of it is on, this one {Policy(concurrency.Policy)}\n");
        if (plan.RollbackStrategy is { } strategy) builder.Add($"- Rollbacks: {Code(strategy)}\n");
        if (!plan.Suspended && NextRuns.Write(plan, input.Now, instant => Blackout(input, instant)) is { } runs) builder.Append('\n').Append(runs);
        return builder.ToString();
    }

    /// <summary>A plan with errors, as far as it could be read.</summary>
    private static Plan? Written(ReviewInput input, ReviewedDocument one) => input.After.State?.Readings.FirstOrDefault(reading => reading.Path == one.Path)?.Document as Plan;

    /// <summary>A line of a list about a plan that only refers to what changes: when it meets the change.</summary>
    public static string Brief(ReviewInput input, ReviewedDocument one)
    {
        var name = "- " + Name(one.Slug) + ": ";
        if (input.After.Plans.GetValueOrDefault(one.Slug) is not { } plan) return name + "it has errors, or names something that has: nothing would run\n";
        if (plan.Suspended) return name + "suspended\n";
        if (MergeStarts.Starts(input, plan)) return $"{name}**starts when this is merged**; {Words(plan)}\n";
        return PlanClock.After(plan, input.Now).FirstOrDefault() is { } next
            ? FormattableString.Invariant($"{name}{Words(plan)}, next {next.Nominal.UtcDateTime:yyyy-MM-dd HH:mm} UTC\n")
            : $"{name}{Words(plan)}\n";
    }

    private static string When(ReviewInput input, Plan plan, Plan? before)
    {
        var words = Words(plan);
        if (plan.Suspended) return before is { Suspended: false } ? "- **Suspended** by this change\n" : "- **Suspended**: it does not run\n";
        var was = before switch
        {
            null => "",
            { Suspended: true } => " (it was suspended)",
            _ => Words(before) is var former && former != words ? $" (was: {former})" : "",
        };
        return input.After.Plans.ContainsKey(plan.Slug) && MergeStarts.Starts(input, plan) ? $"- **Starts when this is merged**; {words}{was}\n" : $"- {words}{was}\n";
    }

    private static string Words(Plan plan)
    {
        var words = MarkdownText.Inline(ScheduleText.Words(plan.Schedule));
        return plan.Schedule is Schedule.Cron { Jitter.TotalSeconds: > 0 and var jitter } ? $"{words}, up to {Durations.Text(jitter)} later" : words;
    }

    private static string Environment(ReviewInput input, Plan plan, Plan? before)
    {
        var was = before is not null && before.Environment != plan.Environment ? $" (was: {(before.Environment is { } former ? Name(former) : "none")})" : "";
        if (plan.Environment is not { } slug) return $"- Environment: none{was}\n";
        if (input.After.Environments.GetValueOrDefault(slug) is not { } environment) return $"- Environment: {Name(slug)}{was}\n";
        var variables = environment.Variables.Length > 0 ? $", variables {NameList.Of(environment.Variables.Select(static one => one.Name))}" : "";
        var secrets = environment.Secrets.Length > 0 ? $", secrets {NameList.Of(environment.Secrets.Select(static one => one.Key))} by reference" : "";
        return $"- Environment: {Name(slug)}{was}{variables}{secrets}\n";
    }

    private static string Where(ReviewInput input, Plan plan, Plan? before)
    {
        var was = before is not null && before.Deployment != plan.Deployment ? $" (was: {Name(before.Deployment)})" : "";
        var kind = input.After.Deployments.GetValueOrDefault(plan.Deployment) switch
        {
            Deployment.Local => ": on the service's own machine",
            Deployment.Container container => $": in a container of {Code(container.Settings.Image)}",
            Deployment.GitHub => ": as a workflow of GitHub Actions",
            _ => plan.Deployment.Value == "local" ? ": on the service's own machine" : "",
        };
        return $"- Deployment: {Name(plan.Deployment)}{kind}{was}\n";
    }

    private static string Tells(ReviewInput input, Plan plan)
    {
        var others = plan.Integrations.Select(slug => input.After.Integrations.GetValueOrDefault(slug))
            .Where(static one => one is Integration.Slack or Integration.Webhook or Integration.Assistant).Select(static one => one!.Slug.Value).ToList();
        return others.Count > 0 ? $"- Tells {NameList.Of(others)}\n" : "";
    }

    private static string? Blackout(ReviewInput input, DateTimeOffset instant)
    {
        var window = PlanGuards.RailsOf(input).Windows.FirstOrDefault(one => one.Covers(instant));
        return window is null ? null : "in a blackout window" + (window.Title is { } title ? " (" + MarkdownText.Inline(MarkdownText.Cut(title, 80)) + ")" : "") + ": refused";
    }

    private static string Policy(ConcurrencyPolicy policy) => policy switch
    {
        ConcurrencyPolicy.Queue => "waits",
        ConcurrencyPolicy.Replace => "takes its place",
        _ => "is skipped",
    };

    private static string Name(Slug slug) => Code(slug.Value);

    private static string Code(string text) => MarkdownText.Code(MarkdownText.Cut(text, 120));
}
