using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Experiments;

/// <summary>
/// Tolerances that do not fit what the provider gives: a process gives {status, stdout, stderr}, an http call {status, headers, body} (CHAOS-TOOLKIT 7).
/// </summary>
internal static class OutputRules
{
    private static readonly string[] ProcessParts = ["stdout", "stderr", "status"];
    private static readonly string[] HttpParts = ["body", "status", "headers"];

    public static void Check(DocumentCursor probe, DocumentCursor tolerance, DiagnosticList findings)
    {
        if (probe.Field("provider")?.Field("type")?.Node is not DataNode.Text { Value: "process" or "http" } type) return;
        var isHttp = type.Value == "http";
        if (tolerance.Node is DataNode.Mapping) Target(tolerance, isHttp, findings);
        else NeverMet(tolerance, isHttp, findings);
    }

    /// <summary>A mapping equals no text and no boolean.</summary>
    private static void NeverMet(DocumentCursor tolerance, bool isHttp, DiagnosticList findings)
    {
        var never = tolerance.Node is DataNode.Boolean || (tolerance.Node is DataNode.Text text && !text.Value.Contains('$', StringComparison.Ordinal));
        if (!never) return;
        var (kind, hint) = isHttp
            ? ("an http", "Ask for a status, 'tolerance: 200', or look into the body: {type: regex, target: body, pattern: …}.")
            : ("a process", "Ask for the exit code, 'tolerance: 0', or look into the output: {type: regex, target: stdout, pattern: …}.");
        findings.Add(DiagnosticCatalogue.NeverMet.At(tolerance, kind, NodeNames.Of(tolerance.Node), hint));
    }

    /// <summary>A regular expression and a range look at one text or number; the whole output is neither, and the run would crash.</summary>
    private static void Target(DocumentCursor tolerance, bool isHttp, DiagnosticList findings)
    {
        if (tolerance.Field("type")?.Node is not DataNode.Text { Value: "regex" or "range" } type) return;
        var parts = isHttp ? HttpParts : ProcessParts;
        var fitting = type.Value == "regex" ? (isHttp ? parts[..1] : parts[..2]) : (isHttp ? parts[..2] : parts);
        var target = tolerance.Field("target");
        if (target?.Node is DataNode.Text text && fitting.Contains(text.Value)) return;
        var written = target is null ? "left out" : $"'{PythonText.Of(target.Node)}'";
        findings.Add(DiagnosticCatalogue.WouldAbort.At(target ?? tolerance.Head(), "target", "one of " + string.Join(", ", fitting), written));
    }
}
