using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Experiments;

/// <summary>What is wrong with the tolerance of a hypothesis probe (chaoslib <c>ensure_hypothesis_tolerance_is_valid</c>).</summary>
internal static class ToleranceRules
{
    private static readonly string[] Types = ["regex", "jsonpath", "range", "probe"];

    public static void CheckHypothesisProbe(DocumentCursor probe, ExperimentScope scope)
    {
        if (probe.Node is not DataNode.Mapping) return;
        if (probe.Field("background")?.Node is DataNode.Boolean { Value: true }) scope.Findings.Add(DiagnosticCatalogue.BackgroundIgnored.At(probe.Field("background")!));
        if (probe.Field("tolerance") is not { } tolerance)
        {
            scope.Findings.Add(DiagnosticCatalogue.ToleranceMissing.At(probe.Head()));
            return;
        }

        Check(tolerance, scope);
        OutputRules.Check(probe, tolerance, scope.Findings);
    }

    private static void Check(DocumentCursor tolerance, ExperimentScope scope)
    {
        if (tolerance.Node is DataNode.Float or DataNode.Null or DataNode.Timestamp)
        {
            scope.Findings.Add(DiagnosticCatalogue.BadTolerance.At(tolerance, NodeNames.Of(tolerance.Node)));
            return;
        }

        if (tolerance.Node is DataNode.Text) SubstitutionRules.Check(tolerance, scope);
        if (tolerance.Node is not DataNode.Mapping) return;
        switch (tolerance.Field("type")?.Node)
        {
            case DataNode.Text { Value: "regex" }: Pattern(tolerance, scope); break;
            case DataNode.Text { Value: "jsonpath" }: Path(tolerance, scope); break;
            case DataNode.Text { Value: "range" }: Range(tolerance, scope); break;
            case DataNode.Text { Value: "probe" }: Probe(tolerance, scope); break;
            case null:
                scope.Findings.Add(DiagnosticCatalogue.BadToleranceType.At(tolerance.Head(), "and this has none", "Add 'type:'."));
                break;
            case var other:
                var written = PythonText.Of(other);
                scope.Findings.Add(DiagnosticCatalogue.BadToleranceType.At(tolerance.Field("type")!, $"not '{written}'", Nearest.Hint(written, Types, "")));
                break;
        }
    }

    private static void Pattern(DocumentCursor tolerance, ExperimentScope scope)
    {
        ExperimentRules.Unknown(tolerance, ["type", "pattern", "target"], "a tolerance of type regex", scope.Findings);
        if (tolerance.Field("pattern") is not { Node: DataNode.Text pattern } place)
        {
            scope.Findings.Add(DiagnosticCatalogue.TolerancePartMissing.At(tolerance.Field("pattern") ?? tolerance.Head(), "regex", "pattern", "text"));
            return;
        }

        if (!PythonRegex.IsValid(pattern.Value, out var problem)) scope.Findings.Add(DiagnosticCatalogue.BadRegex.At(place, pattern.Value, problem!));
        else SubstitutionRules.Check(place, scope);
    }

    private static void Path(DocumentCursor tolerance, ExperimentScope scope)
    {
        ExperimentRules.Unknown(tolerance, ["type", "path", "target", "count", "expect"], "a tolerance of type jsonpath", scope.Findings);
        scope.Machine?.JsonPath(tolerance.Field("type")!);
        SubstitutionRules.Check(tolerance.Field("expect"), scope);
        if (tolerance.Field("path") is not { Node: DataNode.Text path } place || path.Value.Trim().Length == 0)
        {
            scope.Findings.Add(DiagnosticCatalogue.TolerancePartMissing.At(tolerance.Field("path") ?? tolerance.Head(), "jsonpath", "path", "text"));
        }
        else if (JsonPath.TryParse(path.Value.Trim(), out var problem) is null)
        {
            scope.Findings.Add(DiagnosticCatalogue.BadJsonPath.At(place, path.Value, problem!));
        }
        else
        {
            SubstitutionRules.Check(place, scope);
        }
    }

    private static void Range(DocumentCursor tolerance, ExperimentScope scope)
    {
        ExperimentRules.Unknown(tolerance, ["type", "range", "target"], "a tolerance of type range", scope.Findings);
        var written = tolerance.Field("range");
        if (written?.Node is not DataNode.Sequence { Items: [var low, var high] } || !PythonValues.IsNumber(low) || !PythonValues.IsNumber(high))
        {
            scope.Findings.Add(DiagnosticCatalogue.BadRange.At(written ?? tolerance.Head()));
        }
        else if (PythonValues.Compare(low, high) > 0)
        {
            scope.Findings.Add(DiagnosticCatalogue.EmptyRange.At(written, PythonText.Of(low), PythonText.Of(high)));
        }
    }

    /// <summary>A <c>ref</c> makes the toolkit accept anything here, and the run then finds no provider.</summary>
    private static void Probe(DocumentCursor tolerance, ExperimentScope scope)
    {
        if (tolerance.Field("ref") is { Node: not DataNode.Null } reference)
        {
            if (reference.Node is not DataNode.Text { Value.Length: > 0 }) scope.Findings.Add(DiagnosticCatalogue.BadRef.At(reference));
            else scope.Findings.Add(DiagnosticCatalogue.WouldAbort.At(reference, "tolerance", "a probe with a provider", "a reference"));
            return;
        }

        ActivityRules.CheckDefinition(tolerance, scope);
        if (tolerance.Field("provider") is not { Node: DataNode.Mapping { Entries.Length: > 0 } } provider) return;
        var arguments = provider.Field("arguments");
        var isPython = provider.Field("type")?.Node is DataNode.Text { Value: "python" };
        if (arguments?.Node is DataNode.Mapping || (arguments is not null && isPython)) return;
        var written = arguments is null ? "left out" : NodeNames.Of(arguments.Node);
        scope.Findings.Add(DiagnosticCatalogue.WouldAbort.At(arguments ?? provider.Head(), "arguments", "a mapping, to which 'value' is added", written));
    }
}
