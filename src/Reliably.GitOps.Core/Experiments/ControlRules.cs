using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Experiments;

/// <summary>What is wrong with the controls of an experiment, wherever they stand (chaoslib <c>validate_controls</c>).</summary>
internal static class ControlRules
{
    private static readonly string[] Keys = ["name", "provider", "scope", "automatic", "ref", "description", "background", "type"];

    public static void Check(DocumentCursor root, ExperimentScope scope) => Check(Owners(root), scope);

    /// <summary>The controls of an activity that belongs to no experiment.</summary>
    public static void CheckAlone(DocumentCursor activity, DiagnosticList findings) => Check([activity], new() { Findings = findings });

    private static void Check(IEnumerable<DocumentCursor> owners, ExperimentScope scope)
    {
        var controls = owners.SelectMany(owner => Controls(owner, scope.Findings)).ToList();
        var names = controls.Where(static control => control.Field("ref") is null).Select(static control => control.Field("name")?.Node).OfType<DataNode>().ToList();
        foreach (var control in controls) Check(control, names, scope);
    }

    private static void Check(DocumentCursor control, List<DataNode> names, ExperimentScope scope)
    {
        var findings = scope.Findings;
        if (control.Node is not DataNode.Mapping)
        {
            findings.Add(ExperimentRules.Wrong(control, "controls", "a list of mappings"));
            return;
        }

        ExperimentRules.Unknown(control, Keys, "a control", findings);
        if (control.Field("ref") is { } reference && !names.Exists(name => PythonValues.AreEqual(name, reference.Node)))
        {
            var written = PythonText.Of(reference.Node);
            findings.Add(DiagnosticCatalogue.UnknownControl.At(reference, written, Nearest.Hint(written, [.. names.Select(PythonText.Of)], "")));
        }

        foreach (var key in (string[])["name", "provider"])
        {
            if (control.Field(key) is null) findings.Add(DiagnosticCatalogue.BadControl.At(control.Head(), key));
        }

        if (control.Field("scope") is { } when && PythonTruth.Of(when.Node) && when.Node is not DataNode.Text { Value: "before" or "after" })
        {
            findings.Add(DiagnosticCatalogue.BadControlScope.At(when, PythonText.Of(when.Node)));
        }

        if (control.Field("automatic") is { Node: not DataNode.Boolean } automatic)
        {
            findings.Add(DiagnosticCatalogue.ShouldBe.At(automatic, "automatic", "true or false", NodeNames.Of(automatic.Node)));
        }

        if (control.Field("provider") is { } provider) Provider(provider, scope);
    }

    private static void Provider(DocumentCursor provider, ExperimentScope scope)
    {
        if (provider.Node is not DataNode.Mapping)
        {
            scope.Findings.Add(ExperimentRules.Wrong(provider, "provider", "a mapping"));
            return;
        }

        if (provider.Field("type")?.Node is not DataNode.Text { Value: "python" })
        {
            scope.Findings.Add(DiagnosticCatalogue.IdleControl.At(provider.Field("type") ?? provider.Head()));
            return;
        }

        var module = provider.Field("module");
        if (module?.Node is not DataNode.Text { Value.Length: > 0 } name) scope.Findings.Add(DiagnosticCatalogue.BadControl.At(module ?? provider.Head(), "module"));
        else if (!PythonProviderRules.IsRelative(module, name.Value, scope.Findings)) scope.Machine?.Control(module, name.Value);
        SubstitutionRules.Check(provider.Field("arguments"), scope);
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

    private static IEnumerable<DocumentCursor> Controls(DocumentCursor owner, DiagnosticList findings) =>
        owner.Field("controls") is { } controls ? ExperimentRules.ListOrNothing(controls, "controls", findings) : [];
}
