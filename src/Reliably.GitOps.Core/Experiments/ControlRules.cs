using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Experiments;

/// <summary>What is wrong with the controls of an experiment, wherever they stand (chaoslib <c>validate_controls</c>).</summary>
internal static class ControlRules
{
    public static void Check(DocumentCursor root, DiagnosticList findings) => Check(Owners(root), findings);

    /// <summary>The controls of an activity that belongs to no experiment.</summary>
    public static void CheckAlone(DocumentCursor activity, DiagnosticList findings) => Check([activity], findings);

    private static void Check(IEnumerable<DocumentCursor> owners, DiagnosticList findings)
    {
        var controls = owners.SelectMany(owner => Controls(owner, findings)).ToList();
        var names = controls.Where(static control => control.Field("ref") is null)
            .Select(static control => control.Field("name")?.Node).OfType<DataNode.Text>().Select(static name => name.Value).ToList();
        foreach (var control in controls) Check(control, names, findings);
    }

    private static void Check(DocumentCursor control, List<string> names, DiagnosticList findings)
    {
        if (control.Node is not DataNode.Mapping)
        {
            findings.Add(ExperimentRules.Wrong(control, "controls", "a list of mappings"));
            return;
        }

        if (control.Field("ref") is { } reference && !names.Contains(PythonText.Of(reference.Node)))
        {
            var written = PythonText.Of(reference.Node);
            findings.Add(DiagnosticCatalogue.UnknownControl.At(reference, written, Nearest.Hint(written, names, "")));
        }

        foreach (var key in (string[])["name", "provider"])
        {
            if (control.Field(key) is null) findings.Add(DiagnosticCatalogue.BadControl.At(control.Head(), key));
        }

        if (control.Field("scope") is { } scope && scope.Node is not DataNode.Text { Value: "before" or "after" })
        {
            findings.Add(DiagnosticCatalogue.BadControlScope.At(scope, PythonText.Of(scope.Node)));
        }

        if (control.Field("provider") is not { } provider) return;
        if (provider.Node is not DataNode.Mapping) findings.Add(ExperimentRules.Wrong(provider, "provider", "a mapping"));
        else if (provider.Field("type")?.Node is DataNode.Text { Value: "python" } && !PythonTruth.Of(provider.Field("module")?.Node))
        {
            findings.Add(DiagnosticCatalogue.BadControl.At(provider.Head(), "module"));
        }
    }

    private static IEnumerable<DocumentCursor> Owners(DocumentCursor root)
    {
        yield return root;
        var hypothesis = root.Field(ExperimentReader.HypothesisKey);
        if (hypothesis is { } owner) yield return owner;
        foreach (var list in (DocumentCursor?[])[hypothesis?.Field("probes"), root.Field("method"), root.Field("rollbacks")])
        {
            foreach (var activity in list?.Items() ?? []) yield return activity;
        }
    }

    private static IEnumerable<DocumentCursor> Controls(DocumentCursor owner, DiagnosticList findings)
    {
        if (owner.Field("controls") is not { } controls) return [];
        if (controls.Node is DataNode.Sequence) return controls.Items();
        findings.Add(ExperimentRules.Wrong(controls, "controls", "a list"));
        return [];
    }
}
