using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Environments;

namespace Reliably.GitOps.Experiments;

/// <summary>
/// Everything that is wrong with an experiment, at once: what the Chaos Toolkit's validation says (in its order), what it validates and then
/// fails at, and what we ask for beyond it. What depends on the machine (a program on PATH, a variable, a Python module) is not looked at.
/// </summary>
public static class ExperimentRules
{
    private static readonly string[] Keys =
    [
        "title", "description", "tags", "extensions", "configuration", "secrets", "steady-state-hypothesis", "method", "rollbacks", "controls",
        "runtime", "contributions", "version", "dry", "name",
    ];

    private static readonly string[] HypothesisKeys = ["title", "description", "probes", "controls", "name"];

    private static readonly string[] HypothesisStrategies =
        ["default", "before-method-only", "after-method-only", "during-method-only", "continuously", "continously", "skip"];

    private static readonly string[] RollbackStrategies = ["default", "always", "never", "deviated"];

    /// <summary>The findings of one experiment (or template).</summary>
    internal static void Check(DocumentCursor root, DiagnosticList findings)
    {
        if (root.Node is not DataNode.Mapping) return;
        Unknown(root, Keys, "an experiment", findings);
        Describe(root, findings);
        ConfigurationRules.Check(root, findings);
        var names = new ActivityNames();
        names.Add(Part(root, ExperimentReader.HypothesisKey)?.Field("probes"), "hypothesis", findings);
        names.Add(root.Field("method"), "method", findings);
        Hypothesis(root, names, findings);
        if (root.Field("method") is null) findings.Add(DiagnosticCatalogue.MethodMissing.At(root.Head()));
        foreach (var activity in Activities(root, "method", findings)) ActivityRules.Check(activity, names, DiagnosticCatalogue.UnknownRef, findings);
        foreach (var activity in Activities(root, "rollbacks", findings)) ActivityRules.Check(activity, names, DiagnosticCatalogue.UnknownRefAtRun, findings);
        ControlRules.Check(root, findings);
        Runtime(root, findings);
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

    /// <summary>A part that must be a mapping; null, with a finding, where it is not. Falsy values count as absent where the toolkit takes them so.</summary>
    private static DocumentCursor? Part(DocumentCursor root, string key) =>
        root.Field(key) is { Node: DataNode.Mapping } part ? part : null;

    private static void Describe(DocumentCursor root, DiagnosticList findings)
    {
        if (!PythonTruth.Of(root.Field("title")?.Node)) findings.Add(DiagnosticCatalogue.TitleMissing.At(root.Field("title") ?? root.Head()));
        if (!PythonTruth.Of(root.Field("description")?.Node))
        {
            findings.Add(DiagnosticCatalogue.DescriptionMissing.At(root.Field("description") ?? root.Head()));
        }

        Tags(root.Field("tags"), findings);
        if (root.Field("extensions") is not { Node: not DataNode.Null } extensions) return;
        if (extensions.Node is not DataNode.Sequence) findings.Add(Wrong(extensions, "extensions", "a list"));
        foreach (var extension in extensions.Items())
        {
            var named = extension.Field("name")?.Node is DataNode.Text name && name.Value.Trim().Length > 0;
            if (!named) findings.Add(DiagnosticCatalogue.BadExtension.At(extension.Field("name") ?? extension.Head()));
        }
    }

    private static void Tags(DocumentCursor? written, DiagnosticList findings)
    {
        if (written is not { Node: not DataNode.Null } tags) return;
        switch (tags.Node)
        {
            case DataNode.Text text:
                findings.Add(DiagnosticCatalogue.TagsAsText.At(tags, text.Value));
                break;
            case DataNode.Sequence:
                foreach (var tag in tags.Items().Where(static tag => tag.Node is not DataNode.Text { Value.Length: > 0 }))
                {
                    findings.Add(DiagnosticCatalogue.BadTag.At(tag, tag.Node is DataNode.Text ? "an empty one" : NodeNames.Of(tag.Node)));
                }

                break;
            default:
                findings.Add(Wrong(tags, "tags", "a list of texts"));
                break;
        }
    }

    private static void Hypothesis(DocumentCursor root, ActivityNames names, DiagnosticList findings)
    {
        if (root.Field(ExperimentReader.HypothesisKey) is not { } hypothesis) return;
        if (hypothesis.Node is not DataNode.Mapping)
        {
            findings.Add(Wrong(hypothesis, ExperimentReader.HypothesisKey, "a mapping"));
            return;
        }

        Unknown(hypothesis, HypothesisKeys, "a hypothesis", findings);
        if (!PythonTruth.Of(hypothesis.Field("title")?.Node))
        {
            findings.Add(DiagnosticCatalogue.HypothesisTitleMissing.At(hypothesis.Field("title") ?? hypothesis.Head()));
        }

        if (hypothesis.Field("probes") is not { } probes || probes.Node is DataNode.Sequence { Items.Length: 0 })
        {
            findings.Add(DiagnosticCatalogue.HypothesisWithoutProbes.At(hypothesis.Field("probes") ?? hypothesis.Head()));
        }

        foreach (var probe in Activities(hypothesis, "probes", findings))
        {
            ActivityRules.Check(probe, names, DiagnosticCatalogue.UnknownRefAtRun, findings);
            if (PythonTruth.Of(probe.Node)) ToleranceRules.CheckHypothesisProbe(probe, findings);
        }
    }

    private static IEnumerable<DocumentCursor> Activities(DocumentCursor owner, string key, DiagnosticList findings)
    {
        if (owner.Field(key) is not { } list) return [];
        if (list.Node is DataNode.Sequence) return list.Items();
        findings.Add(Wrong(list, key, "a list"));
        return [];
    }

    private static void Runtime(DocumentCursor root, DiagnosticList findings)
    {
        if (root.Field("runtime") is not { } runtime || !PythonTruth.Of(runtime.Node)) return;
        Strategy(runtime, "hypothesis", HypothesisStrategies, "the hypothesis", findings);
        Strategy(runtime, "rollbacks", RollbackStrategies, "rollbacks", findings);
    }

    private static void Strategy(DocumentCursor runtime, string part, string[] known, string owner, DiagnosticList findings)
    {
        if (runtime.Field(part)?.Field("strategy") is not { } strategy) return;
        if (strategy.Node is DataNode.Text text && known.Contains(text.Value)) return;
        var written = PythonText.Of(strategy.Node);
        var choices = "Known are " + string.Join(", ", known.Where(static name => name != "continously")) + ".";
        findings.Add(DiagnosticCatalogue.UnknownStrategy.At(strategy, written, owner, Nearest.Hint(written, known, choices)));
    }

    internal static Diagnostic Wrong(DocumentCursor at, string key, string wanted) =>
        DiagnosticCatalogue.WrongPart.At(at, key, wanted, NodeNames.Of(at.Node));
}
