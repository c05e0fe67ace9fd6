using Reliably.GitOps.Reports;

namespace Reliably.GitOps.Reviews;

/// <summary>What a change of an environment means: names of variables and secrets, never a value, and the plans that run with it.</summary>
internal static class EnvironmentEffect
{
    public static string Write(ReviewInput input, ReviewedDocument one)
    {
        var plans = input.After.Plans.Values.Where(plan => plan.Environment == one.Slug).Select(static plan => plan.Slug);
        if (one.IsDeleted) return "- It is gone.\n";
        if (input.After.Environments.GetValueOrDefault(one.Slug) is not { } now) return "It has errors and cannot be read.\n";
        var before = input.Before.Environments.GetValueOrDefault(one.Slug);
        var text = NameList.Between("Variables", [.. before?.Variables.Select(static variable => variable.Name) ?? []], [.. now.Variables.Select(static variable => variable.Name)])
            + NameList.Between("Secrets", [.. before?.Secrets.Select(static secret => secret.Key) ?? []], [.. now.Secrets.Select(static secret => secret.Key)]);
        var changed = now.Variables.Where(variable => before?.Variables.FirstOrDefault(former => former.Name == variable.Name) is { } former && former.Value != variable.Value).Select(static variable => variable.Name).ToList();
        var moved = now.Secrets.Where(secret => before?.Secrets.FirstOrDefault(former => former.Key == secret.Key) is { } former && former != secret).Select(static secret => secret.Key).ToList();
        if (changed.Count > 0) text += $"- Other values: {NameList.Of(changed)}\n";
        if (moved.Count > 0) text += $"- Secrets taken from elsewhere, or given otherwise: {NameList.Of(moved)}\n";
        return text + NameList.Used(plans);
    }
}
