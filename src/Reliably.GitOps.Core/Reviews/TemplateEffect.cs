using Reliably.GitOps.Documents;
using Reliably.GitOps.Reports;
using Reliably.GitOps.Templates;

namespace Reliably.GitOps.Reviews;

/// <summary>What a change of a template means for what was made from it: plans make their experiment anew, files of their own fall behind.</summary>
internal static class TemplateEffect
{
    public static string Write(ReviewInput input, ReviewedDocument one)
    {
        var plans = input.After.Plans.Values.Where(plan => plan.Template?.Template == one.Slug).Select(static plan => plan.Slug.Value).ToList();
        if (one.IsDeleted) return plans.Count > 0 ? $"- It is gone, and {NameList.Of(plans)} need it.\n" : "- It is gone.\n";
        if (input.After.Templates.GetValueOrDefault(one.Slug) is not { } template) return "It has errors and cannot be read.\n";
        var before = input.Before.Templates.GetValueOrDefault(one.Slug);
        var text = before is null ? "" : NameList.Between("Parameters", [.. before.Parameters.Select(static parameter => parameter.Name)], [.. template.Parameters.Select(static parameter => parameter.Name)]);
        if (before is null && template.Parameters.Length > 0) text += $"- Parameters: {NameList.Of(template.Parameters.Select(static parameter => parameter.Name))}\n";
        if (plans.Count > 0) text += before is null || before.Version == template.Version ? $"- Used by {NameList.Of(plans)}.\n" : $"- Made anew with the merge, evidence included: the experiments of {NameList.Of(plans)}.\n";
        var behind = before is null || before.Version == template.Version ? [] : input.After.Experiments.Values.Where(experiment => IsBehind(experiment, template)).Select(static experiment => experiment.Slug.Value).ToList();
        return behind.Count > 0 ? text + $"- Fall behind, as they were made from an older version: {NameList.Of(behind)}.\n" : text + (plans.Count == 0 ? "- Nothing that was made from it falls behind.\n" : "");
    }

    /// <summary>Files record the version they were made from; what plans make is always of the newest.</summary>
    private static bool IsBehind(ExperimentDocument experiment, Template template)
    {
        if (experiment.Slug.Value.StartsWith("plan/", StringComparison.Ordinal)) return false;
        if (experiment.Experiment.Source["extensions"] is not DataNode.Sequence extensions) return false;
        var origin = extensions.Items.OfType<DataNode.Mapping>().Where(static item => TemplateExpander.IsOurs(item)).Select(static item => item["template"]).OfType<DataNode.Mapping>().FirstOrDefault();
        return origin?["name"] is DataNode.Text name && name.Value == template.Slug.Value && origin["version"] is DataNode.Text version && version.Value != template.Version;
    }
}
