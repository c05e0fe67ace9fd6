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

    /// <summary>An activity that belongs to no experiment, so it cannot refer to others.</summary>
    public static void CheckAlone(DocumentCursor activity, DiagnosticList findings)
    {
        Check(activity, new ActivityNames(), DiagnosticCatalogue.UnknownRef, findings);
        ControlRules.CheckAlone(activity, findings);
    }

    public static void Check(DocumentCursor activity, ActivityNames names, DiagnosticRule unknownRef, DiagnosticList findings)
    {
        if (!PythonTruth.Of(activity.Node))
        {
            findings.Add(DiagnosticCatalogue.EmptyActivity.At(activity));
            return;
        }

        if (activity.Node is not DataNode.Mapping)
        {
            findings.Add(ExperimentRules.Wrong(activity, "activity", "a mapping"));
            return;
        }

        if (activity.Field("ref") is { Node: not DataNode.Null } reference)
        {
            Reference(reference, names, unknownRef, findings);
            return;
        }

        ExperimentRules.Unknown(activity, Keys, "an activity", findings);
        CheckDefinition(activity, findings);
    }

    /// <summary>The parts of an activity that is no reference; also of a tolerance of type probe.</summary>
    public static void CheckDefinition(DocumentCursor activity, DiagnosticList findings)
    {
        OneOf(activity, "type", ["probe", "action"], DiagnosticCatalogue.BadActivityType, findings);
        if (!PythonTruth.Of(activity.Field("name")?.Node)) findings.Add(DiagnosticCatalogue.ActivityNameMissing.At(activity.Field("name") ?? activity.Head()));
        if (activity.Field("timeout") is { Node: not (DataNode.Null or DataNode.Integer or DataNode.Float or DataNode.Boolean) } timeout)
        {
            findings.Add(DiagnosticCatalogue.BadActivityTimeout.At(timeout, NodeNames.Of(timeout.Node)));
        }

        Pauses(activity.Field("pauses"), findings);
        if (activity.Field("background") is { Node: not DataNode.Boolean } background)
        {
            findings.Add(DiagnosticCatalogue.BadBackground.At(background, NodeNames.Of(background.Node)));
        }

        if (activity.Field("provider") is not { } provider || !PythonTruth.Of(provider.Node))
        {
            findings.Add(DiagnosticCatalogue.ProviderMissing.At(activity.Field("provider") ?? activity.Head()));
        }
        else if (provider.Node is not DataNode.Mapping)
        {
            findings.Add(ExperimentRules.Wrong(provider, "provider", "a mapping"));
        }
        else if (OneOf(provider, "type", ["process", "http", "python"], DiagnosticCatalogue.BadProviderType, findings) is { } type)
        {
            ProviderRules.Check(provider, type, findings);
        }
    }

    private static void Reference(DocumentCursor reference, ActivityNames names, DiagnosticRule unknownRef, DiagnosticList findings)
    {
        if (reference.Node is not DataNode.Text { Value.Length: > 0 } text)
        {
            findings.Add(DiagnosticCatalogue.BadRef.At(reference));
        }
        else if (!names.Has(text.Value))
        {
            findings.Add(unknownRef.At(reference, text.Value, Nearest.Hint(text.Value, names.All, "")));
        }
    }

    private static void Pauses(DocumentCursor? written, DiagnosticList findings)
    {
        if (written is not { Node: not DataNode.Null } pauses) return;
        if (pauses.Node is not DataNode.Mapping)
        {
            findings.Add(ExperimentRules.Wrong(pauses, "pauses", "a mapping with before or after"));
            return;
        }

        foreach (var key in (string[])["before", "after"])
        {
            if (pauses.Field(key) is not { } pause) continue;
            switch (pause.Node)
            {
                case DataNode.Text text when !(text.Value.StartsWith("${", StringComparison.Ordinal) && text.Value.EndsWith('}')):
                    findings.Add(DiagnosticCatalogue.BadPause.At(pause, key, "text"));
                    break;
                case DataNode.Integer { Value.Sign: < 0 } or DataNode.Float { Value: < 0 }:
                    findings.Add(DiagnosticCatalogue.WouldAbort.At(pause, key, "at least 0 seconds", "less than nothing"));
                    break;
                case DataNode.Mapping { Entries.Length: > 0 } or DataNode.Sequence { Items.Length: > 0 } or DataNode.Timestamp:
                    findings.Add(DiagnosticCatalogue.WouldAbort.At(pause, key, "a number of seconds", NodeNames.Of(pause.Node)));
                    break;
            }
        }
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
