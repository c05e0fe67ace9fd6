using Reliably.GitOps.Documents;
using Reliably.GitOps.Guards;
using Reliably.GitOps.Integrations;
using Reliably.GitOps.Plans;
using Reliably.GitOps.Reports;

namespace Reliably.GitOps.Reviews;

/// <summary>What guards the runs of a plan once the change is merged: its own guards, and those of the repository.</summary>
internal static class PlanGuards
{
    /// <summary>The guardrails after the merge.</summary>
    public static Guardrails RailsOf(ReviewInput input) => (input.WithNewSettings ?? input.After).Settings.Guardrails;

    public static string Write(ReviewInput input, Plan plan)
    {
        var rails = RailsOf(input);
        var guards = GuardSet.Of(plan.Integrations.Concat(rails.Integrations), input.After.Integrations);
        var words = guards.PreChecks.Select(static one => $"{Name(one.Slug)} before the run")
            .Concat(guards.Safeguards.Select(static one => $"{Name(one.Slug)} every {Durations.Text(one.Frequency.TotalSeconds)} during the run{(one.Pauses ? ", which pauses it" : "")}"))
            .Concat(guards.AutoPauses.Select(static one => $"{Name(one.Slug)} pauses it {Places(one)}"))
            .Concat(guards.Missing.Select(static one => $"{Name(one)}, **which cannot be used: every run is refused**"));
        if (rails.Windows.Length > 0) words = words.Append(ReviewVerdict.Number(rails.Windows.Length, "blackout window"));
        if (rails.MaxParallel is { } parallel) words = words.Append(FormattableString.Invariant($"{parallel} at one time"));
        if (rails.MaxPerDay is { } perDay) words = words.Append(FormattableString.Invariant($"{perDay} a day"));
        var listed = string.Join("; ", words);
        return listed.Length == 0 ? "- Guards: none\n" : $"- Guards: {listed}\n";
    }

    private static string Places(Integration.AutoPause pause) => string.Join(" and ", pause.At.Select(static place => place switch
    {
        PausePlace.Method => "before the method",
        PausePlace.Action => "after each action",
        _ => "after each probe",
    }));

    private static string Name(Slug slug) => MarkdownText.Code(MarkdownText.Cut(slug.Value, 120));
}
