using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Experiments;

/// <summary>What is wrong with the pauses before and after an activity.</summary>
internal static class PauseRules
{
    private static readonly string[] Keys = ["before", "after"];

    public static void Check(DocumentCursor? written, ExperimentScope scope)
    {
        if (written is not { Node: not DataNode.Null } pauses) return;
        if (pauses.Node is not DataNode.Mapping)
        {
            scope.Findings.Add(ExperimentRules.Wrong(pauses, "pauses", "a mapping with before or after"));
            return;
        }

        ExperimentRules.Unknown(pauses, Keys, "pauses", scope.Findings);
        foreach (var key in Keys)
        {
            if (pauses.Field(key) is { } pause) Check(pause, key, scope);
        }
    }

    private static void Check(DocumentCursor pause, string key, ExperimentScope scope)
    {
        switch (pause.Node)
        {
            case DataNode.Text text when !(text.Value.StartsWith("${", StringComparison.Ordinal) && text.Value.EndsWith('}')):
                scope.Findings.Add(DiagnosticCatalogue.BadPause.At(pause, key, "text"));
                break;
            case DataNode.Text:
                SubstitutionRules.Check(pause, scope);
                CheckNumber(pause, key, scope);
                break;
            case DataNode.Integer { Value.Sign: < 0 } or DataNode.Float { Value: < 0 }:
                scope.Findings.Add(DiagnosticCatalogue.WouldAbort.At(pause, key, "at least 0 seconds", "less than nothing"));
                break;
            case DataNode.Mapping { Entries.Length: > 0 } or DataNode.Sequence { Items.Length: > 0 } or DataNode.Timestamp:
                scope.Findings.Add(DiagnosticCatalogue.WouldAbort.At(pause, key, "a number of seconds", NodeNames.Of(pause.Node)));
                break;
        }
    }

    /// <summary>A variable from the environment is text unless its entry says otherwise.</summary>
    private static void CheckNumber(DocumentCursor pause, string key, ExperimentScope scope)
    {
        if (SubstitutionRules.WholeName(pause.Node) is not { } name) scope.Findings.Add(DiagnosticCatalogue.WouldAbort.At(pause, key, "a number of seconds", "text"));
        else if (scope.Variables?.IsText(name) == true) scope.Findings.Add(DiagnosticCatalogue.VariableIsText.At(pause, key, name));
    }
}
