using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Experiments;

/// <summary>What is wrong with one activity (chaoslib <c>ensure_activity_is_valid</c>).</summary>
internal static class ActivityRules
{
    private static readonly string[] Keys =
    [
        "type", "name", "provider", "ref", "tolerance", "pauses", "background", "timeout", "controls", "configuration", "secrets", "dry",
        "description", "label", "tags", "extensions",
    ];

    private static readonly string[] ReferenceKeys = ["ref", "type", "name", "tolerance", "background", "controls", "description", "label", "tags", "extensions"];

    /// <summary>An activity that belongs to no experiment, so it cannot refer to others.</summary>
    public static void CheckAlone(DocumentCursor activity, DiagnosticList findings)
    {
        Check(activity, DiagnosticCatalogue.UnknownRef, new() { Findings = findings });
        ControlRules.CheckAlone(activity, findings);
    }

    public static void Check(DocumentCursor activity, DiagnosticRule unknownRef, ExperimentScope scope)
    {
        if (!PythonTruth.Of(activity.Node))
        {
            scope.Findings.Add(DiagnosticCatalogue.EmptyActivity.At(activity));
            return;
        }

        if (activity.Node is not DataNode.Mapping)
        {
            scope.Findings.Add(ExperimentRules.Wrong(activity, "activity", "a mapping"));
            return;
        }

        if (activity.Field("ref") is { Node: not DataNode.Null } reference)
        {
            if (Reference(reference, unknownRef, scope)) ExperimentRules.Unknown(activity, ReferenceKeys, "a reference", scope.Findings);

            // The Chaos Toolkit asks the provider of a reference for its type too, though it is not used (chaoslib.deprecation).
            if (activity.Field("provider") is { } unused && PythonTruth.Of(unused.Node) && unused.Node is not DataNode.Mapping) scope.Findings.Add(ExperimentRules.Wrong(unused, "provider", "a mapping"));
            return;
        }

        ExperimentRules.Unknown(activity, Keys, "an activity", scope.Findings);
        CheckDefinition(activity, scope);
    }

    /// <summary>The parts of an activity that is no reference; also of a tolerance of type probe.</summary>
    public static void CheckDefinition(DocumentCursor activity, ExperimentScope scope)
    {
        var findings = scope.Findings;
        OneOf(activity, "type", ["probe", "action"], DiagnosticCatalogue.BadActivityType, findings);
        var name = activity.Field("name");
        if (!PythonTruth.Of(name?.Node)) findings.Add(DiagnosticCatalogue.ActivityNameMissing.At(name ?? activity.Head()));
        else if (name!.Node is not (DataNode.Text or DataNode.Mapping or DataNode.Sequence)) findings.Add(DiagnosticCatalogue.ShouldBe.At(name, "name", "text", NodeNames.Of(name.Node)));
        if (activity.Field("timeout") is { Node: not (DataNode.Null or DataNode.Integer or DataNode.Float or DataNode.Boolean) } timeout)
        {
            findings.Add(DiagnosticCatalogue.BadActivityTimeout.At(timeout, NodeNames.Of(timeout.Node)));
        }

        PauseRules.Check(activity.Field("pauses"), scope);
        if (activity.Field("background") is { Node: not DataNode.Boolean } background)
        {
            findings.Add(DiagnosticCatalogue.BadBackground.At(background, NodeNames.Of(background.Node)));
        }

        CheckProvider(activity, scope);
    }

    private static void CheckProvider(DocumentCursor activity, ExperimentScope scope)
    {
        if (activity.Field("provider") is not { } provider || !PythonTruth.Of(provider.Node))
        {
            scope.Findings.Add(DiagnosticCatalogue.ProviderMissing.At(activity.Field("provider") ?? activity.Head()));
        }
        else if (provider.Node is not DataNode.Mapping)
        {
            scope.Findings.Add(ExperimentRules.Wrong(provider, "provider", "a mapping"));
        }
        else if (OneOf(provider, "type", ["process", "http", "python"], DiagnosticCatalogue.BadProviderType, scope.Findings) is { } type)
        {
            ProviderRules.Check(provider, type, scope);
        }
    }

    /// <summary>False where the reference itself is broken.</summary>
    private static bool Reference(DocumentCursor reference, DiagnosticRule unknownRef, ExperimentScope scope)
    {
        if (reference.Node is not DataNode.Text { Value.Length: > 0 } text)
        {
            scope.Findings.Add(DiagnosticCatalogue.BadRef.At(reference));
            return false;
        }

        if (!scope.Activities.Has(text.Value)) scope.Findings.Add(unknownRef.At(reference, text.Value, Nearest.Hint(text.Value, scope.Activities.All, "")));
        else if (scope.Activities.IsReference(text.Value)) scope.Findings.Add(DiagnosticCatalogue.RefToRef.At(reference, text.Value));
        return true;
    }

    private static string? OneOf(DocumentCursor owner, string key, string[] known, DiagnosticRule rule, DiagnosticList findings)
    {
        var written = owner.Field(key);
        if (written?.Node is DataNode.Text text && known.Contains(text.Value)) return text.Value;
        if (!PythonTruth.Of(written?.Node)) findings.Add(rule.At(written ?? owner.Head(), "and this has none", $"Add '{key}:'."));
        else
        {
            var wrong = PythonText.Of(written!.Node);
            findings.Add(rule.At(written!, $"not '{wrong}'", Nearest.Hint(wrong, known, "")));
        }

        return null;
    }
}
