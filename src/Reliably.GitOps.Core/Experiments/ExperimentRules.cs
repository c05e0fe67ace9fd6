using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Environments;

namespace Reliably.GitOps.Experiments;

/// <summary>
/// Everything that is wrong with an experiment, at once: what the Chaos Toolkit's validation says (in its order), what it validates and then
/// fails at, and what we ask for beyond it. What depends on the machine (a program on PATH, a variable, a Python module) is told as unknown.
/// </summary>
public static class ExperimentRules
{
    private static readonly string[] Keys =
    [
        "title", "description", "tags", "extensions", "configuration", "secrets", "steady-state-hypothesis", "method", "rollbacks", "controls",
        "runtime", "contributions", "version", "dry", "name",
    ];

    private static readonly string[] HypothesisKeys = ["title", "description", "probes", "controls", "name"];

    /// <summary>The findings of one experiment or template.</summary>
    /// <param name="root">The document.</param>
    /// <param name="findings">Where they go.</param>
    /// <param name="parameterPrefix">How the variables of a template's parameters begin: they are given when it is instantiated.</param>
    internal static void Check(DocumentCursor root, DiagnosticList findings, string? parameterPrefix = null)
    {
        if (root.Node is not DataNode.Mapping) return;
        var scope = new ExperimentScope { Findings = findings, Variables = VariableNames.Of(root), Machine = new(findings, parameterPrefix) };
        Misspelt(root, findings);
        DescriptionRules.Check(root, scope);
        ConfigurationRules.Check(root, scope);
        SecretRules.Check(root, scope);
        scope.Activities.Add(root.Field(ExperimentReader.HypothesisKey)?.Field("probes"), "hypothesis", findings);
        scope.Activities.Add(root.Field("method"), "method", findings);
        Hypothesis(root, scope);
        Method(root, scope);
        if (root.Field("rollbacks") is { } rollbacks)
        {
            foreach (var activity in ListOrNothing(rollbacks, "rollbacks", findings)) ActivityRules.Check(activity, DiagnosticCatalogue.UnknownRefAtRun, scope);
        }

        ControlRules.Check(root, scope);
        RuntimeRules.Check(root, findings);
        SecretLiterals.Check(root, findings);
    }

    internal static void Unknown(DocumentCursor at, string[] known, string owner, DiagnosticList findings)
    {
        if (at.Node is not DataNode.Mapping mapping) return;
        foreach (var entry in mapping.Entries)
        {
            if (entry.Key is DataNode.Text text && known.Contains(text.Value)) continue;
            findings.Add(DiagnosticCatalogue.UnknownExperimentKey.At(
                at.AtKey(entry), entry.Name, owner, Nearest.Hint(entry.Name, known, "What is your own goes under 'extensions:'.")));
        }
    }

    internal static Diagnostic Wrong(DocumentCursor at, string key, string wanted) =>
        DiagnosticCatalogue.WrongPart.At(at, key, wanted, NodeNames.Of(at.Node));

    /// <summary>The items of a list. The Chaos Toolkit walks through an empty text or mapping as well, and finds nothing in it.</summary>
    internal static IEnumerable<DocumentCursor> ListOrNothing(DocumentCursor list, string key, DiagnosticList findings)
    {
        if (list.Node is DataNode.Sequence) return list.Items();
        findings.Add(list.Node is DataNode.Text { Value: "" } or DataNode.Mapping { Entries: [] }
            ? DiagnosticCatalogue.TakenForNothing.At(list, key, "a list", NodeNames.Of(list.Node))
            : Wrong(list, key, "a list"));
        return [];
    }

    /// <summary>A key of one's own is kept and allowed; one that is nearly a known key is told.</summary>
    private static void Misspelt(DocumentCursor root, DiagnosticList findings)
    {
        foreach (var entry in ((DataNode.Mapping)root.Node).Entries)
        {
            if (Keys.Contains(entry.Name) || Nearest.To(entry.Name, Keys) is not { } near) continue;
            findings.Add(DiagnosticCatalogue.UnknownExperimentKey.At(root.AtKey(entry), entry.Name, "an experiment", $"Did you mean '{near}'?"));
        }
    }

    private static void Method(DocumentCursor root, ExperimentScope scope)
    {
        if (root.Field("method") is not { } method) scope.Findings.Add(DiagnosticCatalogue.MethodMissing.At(root.Head()));
        else if (method.Node is not DataNode.Sequence) scope.Findings.Add(Wrong(method, "method", "a list"));
        else
        {
            foreach (var activity in method.Items()) ActivityRules.Check(activity, DiagnosticCatalogue.UnknownRef, scope);
        }
    }

    private static void Hypothesis(DocumentCursor root, ExperimentScope scope)
    {
        if (root.Field(ExperimentReader.HypothesisKey) is not { } hypothesis) return;
        if (hypothesis.Node is not DataNode.Mapping)
        {
            scope.Findings.Add(Wrong(hypothesis, ExperimentReader.HypothesisKey, "a mapping"));
            return;
        }

        Unknown(hypothesis, HypothesisKeys, "a hypothesis", scope.Findings);
        if (!PythonTruth.Of(hypothesis.Field("title")?.Node))
        {
            scope.Findings.Add(DiagnosticCatalogue.HypothesisTitleMissing.At(hypothesis.Field("title") ?? hypothesis.Head()));
        }

        Probes(hypothesis, scope);
    }

    private static void Probes(DocumentCursor hypothesis, ExperimentScope scope)
    {
        if (hypothesis.Field("probes") is not { } probes || probes.Node is DataNode.Sequence { Items.Length: 0 })
        {
            scope.Findings.Add(DiagnosticCatalogue.HypothesisWithoutProbes.At(hypothesis.Field("probes") ?? hypothesis.Head()));
        }
        else if (probes.Node is not DataNode.Sequence)
        {
            scope.Findings.Add(Wrong(probes, "probes", "a list"));
        }
        else
        {
            foreach (var probe in probes.Items())
            {
                ActivityRules.Check(probe, DiagnosticCatalogue.UnknownRefAtRun, scope);
                if (PythonTruth.Of(probe.Node)) ToleranceRules.CheckHypothesisProbe(probe, scope);
            }
        }
    }
}
