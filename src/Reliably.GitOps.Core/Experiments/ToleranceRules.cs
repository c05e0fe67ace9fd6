using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Experiments;

/// <summary>What is wrong with the tolerance of a hypothesis probe (chaoslib <c>ensure_hypothesis_tolerance_is_valid</c>).</summary>
internal static class ToleranceRules
{
    private static readonly string[] Types = ["regex", "jsonpath", "range", "probe"];

    public static void CheckHypothesisProbe(DocumentCursor probe, DiagnosticList findings)
    {
        if (probe.Node is not DataNode.Mapping) return;
        if (probe.Field("tolerance") is not { } tolerance)
        {
            findings.Add(DiagnosticCatalogue.ToleranceMissing.At(probe.Head()));
            return;
        }

        Check(tolerance, findings);
        NeverMet(probe, tolerance, findings);
    }

    private static void Check(DocumentCursor tolerance, DiagnosticList findings)
    {
        if (tolerance.Node is DataNode.Float or DataNode.Null or DataNode.Timestamp)
        {
            findings.Add(DiagnosticCatalogue.BadTolerance.At(tolerance, NodeNames.Of(tolerance.Node)));
            return;
        }

        if (tolerance.Node is not DataNode.Mapping) return;
        switch (tolerance.Field("type")?.Node)
        {
            case DataNode.Text { Value: "regex" }: Pattern(tolerance, findings); break;
            case DataNode.Text { Value: "jsonpath" }: Path(tolerance, findings); break;
            case DataNode.Text { Value: "range" }: Range(tolerance, findings); break;
            case DataNode.Text { Value: "probe" }: ActivityRules.CheckDefinition(tolerance, findings); break;
            case null:
                findings.Add(DiagnosticCatalogue.BadToleranceType.At(tolerance.Head(), "and this has none", "Add 'type:'."));
                break;
            case var other:
                var written = PythonText.Of(other);
                findings.Add(DiagnosticCatalogue.BadToleranceType.At(tolerance.Field("type")!, $"not '{written}'", Nearest.Hint(written, Types, "")));
                break;
        }
    }

    private static void Pattern(DocumentCursor tolerance, DiagnosticList findings)
    {
        if (tolerance.Field("pattern") is not { Node: DataNode.Text pattern } place)
        {
            findings.Add(DiagnosticCatalogue.TolerancePartMissing.At(tolerance.Field("pattern") ?? tolerance.Head(), "regex", "pattern", "text"));
            return;
        }

        if (!PythonRegex.IsValid(pattern.Value, out var problem)) findings.Add(DiagnosticCatalogue.BadRegex.At(place, pattern.Value, problem!));
    }

    private static void Path(DocumentCursor tolerance, DiagnosticList findings)
    {
        if (tolerance.Field("path") is not { Node: DataNode.Text path } place || path.Value.Trim().Length == 0)
        {
            findings.Add(DiagnosticCatalogue.TolerancePartMissing.At(tolerance.Field("path") ?? tolerance.Head(), "jsonpath", "path", "text"));
        }
        else if (JsonPath.TryParse(path.Value.Trim(), out var problem) is null)
        {
            findings.Add(DiagnosticCatalogue.BadJsonPath.At(place, path.Value, problem!));
        }
    }

    private static void Range(DocumentCursor tolerance, DiagnosticList findings)
    {
        var good = tolerance.Field("range")?.Node is DataNode.Sequence { Items: [var low, var high] } && IsNumber(low) && IsNumber(high);
        if (!good) findings.Add(DiagnosticCatalogue.BadRange.At(tolerance.Field("range") ?? tolerance.Head()));
    }

    /// <summary>A process and an http provider give a mapping, which equals no text and no boolean (CHAOS-TOOLKIT, section 7).</summary>
    private static void NeverMet(DocumentCursor probe, DocumentCursor tolerance, DiagnosticList findings)
    {
        if (probe.Field("provider")?.Field("type")?.Node is not DataNode.Text { Value: "process" or "http" } type) return;
        var never = tolerance.Node is DataNode.Boolean || (tolerance.Node is DataNode.Text text && !text.Value.Contains('$', StringComparison.Ordinal));
        if (!never) return;
        var (kind, hint) = type.Value == "http"
            ? ("an http", "Ask for a status, 'tolerance: 200', or look into the body: {type: regex, target: body, pattern: …}.")
            : ("a process", "Ask for the exit code, 'tolerance: 0', or look into the output: {type: regex, target: stdout, pattern: …}.");
        findings.Add(DiagnosticCatalogue.NeverMet.At(tolerance, kind, NodeNames.Of(tolerance.Node), hint));
    }

    private static bool IsNumber(DataNode node) => node is DataNode.Integer or DataNode.Float or DataNode.Boolean;
}
