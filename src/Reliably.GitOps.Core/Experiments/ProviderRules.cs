using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Experiments;

/// <summary>What is wrong with how an activity is carried out (chaoslib <c>validate_process_activity</c>, <c>validate_http_activity</c>, <c>validate_python_activity</c>).</summary>
internal static class ProviderRules
{
    private static readonly string[] ProcessKeys = ["type", "path", "arguments", "timeout", "secrets", "configuration"];

    private static readonly string[] HttpKeys =
        ["type", "url", "method", "headers", "arguments", "timeout", "max_retries", "verify_tls", "expected_status", "secrets", "configuration"];

    private static readonly string[] PythonKeys = ["type", "module", "func", "arguments", "secrets", "configuration"];

    public static void Check(DocumentCursor provider, string type, DiagnosticList findings)
    {
        switch (type)
        {
            case "process":
                ExperimentRules.Unknown(provider, ProcessKeys, "a process provider", findings);
                Process(provider, findings);
                break;
            case "http":
                ExperimentRules.Unknown(provider, HttpKeys, "an http provider", findings);
                Http(provider, findings);
                break;
            default:
                ExperimentRules.Unknown(provider, PythonKeys, "a python provider", findings);
                Python(provider, findings);
                break;
        }
    }

    private static void Process(DocumentCursor provider, DiagnosticList findings)
    {
        if (provider.Field("path")?.Node is not DataNode.Text { Value.Length: > 0 })
        {
            findings.Add(DiagnosticCatalogue.ProcessPathMissing.At(provider.Field("path") ?? provider.Head()));
        }

        if (provider.Field("arguments") is { Node: not (DataNode.Text or DataNode.Sequence or DataNode.Mapping) } arguments)
        {
            findings.Add(Abort(arguments, "arguments", "text, a list or a mapping"));
        }

        if (provider.Field("timeout") is { Node: not (DataNode.Integer or DataNode.Float or DataNode.Boolean or DataNode.Null) } timeout)
        {
            findings.Add(Abort(timeout, "timeout", "a number of seconds"));
        }
    }

    private static void Http(DocumentCursor provider, DiagnosticList findings)
    {
        if (!PythonTruth.Of(provider.Field("url")?.Node)) findings.Add(DiagnosticCatalogue.UrlMissing.At(provider.Field("url") ?? provider.Head()));
        if (provider.Field("headers") is { Node: not DataNode.Null } headers)
        {
            if (headers.Node is not DataNode.Mapping mapping) findings.Add(DiagnosticCatalogue.BadHeaders.At(headers, NodeNames.Of(headers.Node)));
            else
            {
                foreach (var entry in mapping.Entries.Where(static entry => entry.Value is not (DataNode.Text or DataNode.Null)))
                {
                    findings.Add(Abort(headers.AtValue(entry), entry.Name, "text in quotes"));
                }
            }
        }

        if (provider.Field("timeout") is not { } timeout) return;
        var zero = timeout.Node is DataNode.Integer { Value.IsZero: true } or DataNode.Float { Value: 0 };
        if (zero) findings.Add(DiagnosticCatalogue.WouldAbort.At(timeout, "timeout", "more than 0 seconds", "0"));
        else if (timeout.Node is DataNode.Mapping or DataNode.Boolean or DataNode.Timestamp) findings.Add(Abort(timeout, "timeout", "a number of seconds"));
        else if (timeout.Node is DataNode.Text text && !text.Value.Contains('$', StringComparison.Ordinal))
        {
            findings.Add(Abort(timeout, "timeout", "a number of seconds"));
        }
    }

    private static void Python(DocumentCursor provider, DiagnosticList findings)
    {
        foreach (var key in (string[])["module", "func"])
        {
            if (PythonTruth.Of(provider.Field(key)?.Node)) continue;
            findings.Add(DiagnosticCatalogue.PythonTargetMissing.At(provider.Field(key) ?? provider.Head(), key));
        }
    }

    private static Diagnostic Abort(DocumentCursor at, string key, string wanted) =>
        DiagnosticCatalogue.WouldAbort.At(at, key, wanted, NodeNames.Of(at.Node));
}
