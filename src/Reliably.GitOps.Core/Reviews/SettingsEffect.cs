using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Guards;
using Reliably.GitOps.Reports;

namespace Reliably.GitOps.Reviews;

/// <summary>
/// What other settings would do. They are validated and previewed here and are in force only after the merge: until then the base's hold, so a
/// change cannot switch off what would refuse it.
/// </summary>
internal static class SettingsEffect
{
    public static string Write(ReviewInput input)
    {
        if (input.WithNewSettings is not { } preview) return "";
        var text = "Not in force before the merge: this review is by the settings of the base branch.\n\n"
            + NameList.Between("Experiments", [.. input.After.Experiments.Keys.Select(static slug => slug.Value)], [.. preview.Experiments.Keys.Select(static slug => slug.Value)]);
        var (now, then) = (input.After.Diagnostics, preview.Diagnostics);
        foreach (var severity in new[] { Severity.Error, Severity.Warning, Severity.Info })
        {
            var (before, after) = (now.Count(one => one.Severity == severity), then.Count(one => one.Severity == severity));
            if (before != after) text += FormattableString.Invariant($"- {(severity == Severity.Info ? "Notes" : severity + "s")} in the repository: {after} (now {before})\n");
        }

        var (was, next) = (input.After.Settings, preview.Settings);
        if (was.ScoreProfile != next.ScoreProfile) text += $"- Scores are shown by the profile {Scores.ScoreNames.Of(next.ScoreProfile)}\n";
        if (was.FreshnessHalfLife != next.FreshnessHalfLife) text += $"- Evidence loses half of its freshness in {Durations.Text(next.FreshnessHalfLife.TotalSeconds)}\n";
        if (was.ReportsBranch != next.ReportsBranch) text += $"- Reports go to {(next.ReportsBranch is { } branch ? MarkdownText.Code(branch) : "the watched branch")}\n";
        return text + Rails(was.Guardrails, next.Guardrails);
    }

    private static string Rails(Guardrails was, Guardrails next)
    {
        var text = NameList.Between("Guards of every run", [.. was.Integrations.Select(static slug => slug.Value)], [.. next.Integrations.Select(static slug => slug.Value)]);
        if (was.Windows.Length != next.Windows.Length) text += FormattableString.Invariant($"- Blackout windows: {next.Windows.Length} (now {was.Windows.Length})\n");
        if (was.MaxParallel != next.MaxParallel) text += FormattableString.Invariant($"- Experiments at one time: {Limit(next.MaxParallel)} (now {Limit(was.MaxParallel)})\n");
        if (was.MaxPerDay != next.MaxPerDay) text += FormattableString.Invariant($"- Experiments a day: {Limit(next.MaxPerDay)} (now {Limit(was.MaxPerDay)})\n");
        if (was.MaxTimeout != next.MaxTimeout) text += $"- Longest timeout: {Longest(next.MaxTimeout)} (now {Longest(was.MaxTimeout)})\n";
        return text;
    }

    private static string Limit(int? most) => most is { } number ? number.ToString(System.Globalization.CultureInfo.InvariantCulture) : "no limit";

    private static string Longest(TimeSpan? most) => most is { } time ? Durations.Text(time.TotalSeconds) : "no limit";
}
