using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Experiments;

/// <summary>What is wrong with the strategies of an experiment and with what it says to contribute to; the Chaos Toolkit validates neither.</summary>
internal static class RuntimeRules
{
    private const string OldSpelling = "continously";

    private static readonly string[] HypothesisStrategies =
        ["default", "before-method-only", "after-method-only", "during-method-only", "continuously", "skip"];

    private static readonly string[] RollbackStrategies = ["default", "always", "never", "deviated"];

    private static readonly string[] Levels = ["none", "low", "medium", "high"];

    public static void Check(DocumentCursor root, DiagnosticList findings)
    {
        if (root.Field("runtime") is { } runtime && PythonTruth.Of(runtime.Node)) Runtime(runtime, findings);
        if (root.Field("contributions") is { Node: not DataNode.Null } contributions) Contributions(contributions, findings);
    }

    private static void Runtime(DocumentCursor runtime, DiagnosticList findings)
    {
        if (runtime.Node is not DataNode.Mapping)
        {
            findings.Add(DiagnosticCatalogue.WouldAbort.At(runtime, "runtime", "a mapping", NodeNames.Of(runtime.Node)));
            return;
        }

        ExperimentRules.Unknown(runtime, ["hypothesis", "rollbacks"], "the runtime", findings);
        Strategy(runtime.Field("hypothesis"), "hypothesis", HypothesisStrategies, "the hypothesis", findings);
        Strategy(runtime.Field("rollbacks"), "rollbacks", RollbackStrategies, "rollbacks", findings);
    }

    private static void Strategy(DocumentCursor? part, string key, string[] known, string owner, DiagnosticList findings)
    {
        if (part is null) return;
        if (part.Node is not DataNode.Mapping)
        {
            findings.Add(DiagnosticCatalogue.WouldAbort.At(part, key, "a mapping with a strategy", NodeNames.Of(part.Node)));
            return;
        }

        ExperimentRules.Unknown(part, ["strategy"], "the runtime of " + owner, findings);
        if (part.Field("strategy") is not { } strategy || (strategy.Node is DataNode.Text text && known.Contains(text.Value))) return;
        var written = PythonText.Of(strategy.Node);
        if (written == OldSpelling && key == "hypothesis")
        {
            findings.Add(DiagnosticCatalogue.MisspeltStrategy.At(strategy, written, "continuously"));
            return;
        }

        var choices = "Known are " + string.Join(", ", known) + ".";
        findings.Add(DiagnosticCatalogue.UnknownStrategy.At(strategy, written, owner, Nearest.Hint(written, known, choices)));
    }

    private static void Contributions(DocumentCursor contributions, DiagnosticList findings)
    {
        if (contributions.Node is not DataNode.Mapping mapping)
        {
            findings.Add(DiagnosticCatalogue.ShouldBe.At(contributions, "contributions", "a mapping of goals to levels", NodeNames.Of(contributions.Node)));
            return;
        }

        foreach (var entry in mapping.Entries.Where(static entry => entry.Value is not DataNode.Text text || !Levels.Contains(text.Value)))
        {
            var written = PythonText.Of(entry.Value);
            findings.Add(DiagnosticCatalogue.BadContribution.At(contributions.AtValue(entry), written, Nearest.Hint(written, Levels, "Known are none, low, medium and high.")));
        }
    }
}
