using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Experiments;

/// <summary>What is wrong with how an activity is carried out (chaoslib <c>validate_process_activity</c>, <c>validate_http_activity</c>, <c>validate_python_activity</c>).</summary>
internal static class ProviderRules
{
    private static readonly string[] ProcessKeys = ["type", "path", "arguments", "timeout", "secrets", "configuration"];

    private static readonly string[] HttpKeys = ["type", "url", "method", "headers", "arguments", "timeout", "max_retries", "verify_tls", "secrets", "configuration"];

    private static readonly string[] PythonKeys = ["type", "module", "func", "arguments", "secrets", "configuration"];

    private static readonly string[] Shells = ["sh", "bash", "ash", "dash", "ksh", "zsh", "env", "awk", "perl", "envsubst"];

    public static void Check(DocumentCursor provider, string type, ExperimentScope scope)
    {
        var (keys, owner) = type switch
        {
            "process" => (ProcessKeys, "a process provider"),
            "http" => (HttpKeys, "an http provider"),
            _ => (PythonKeys, "a python provider"),
        };
        ExperimentRules.Unknown(provider, keys, owner, scope.Findings);
        if (type == "process") Process(provider, scope);
        else if (type == "http") Http(provider, scope);
        else PythonProviderRules.Check(provider, scope);
    }

    private static void Process(DocumentCursor provider, ExperimentScope scope)
    {
        var path = provider.Field("path");
        if (path?.Node is DataNode.Text { Value.Length: > 0 } name) Program(path, name.Value, scope);
        else scope.Findings.Add(DiagnosticCatalogue.ProcessPathMissing.At(path ?? provider.Head()));
        if (provider.Field("arguments") is { } arguments) ProcessArguments(arguments, path?.Node, scope);
        if (provider.Field("timeout") is { Node: not (DataNode.Integer or DataNode.Float or DataNode.Boolean or DataNode.Null) } timeout)
        {
            scope.Findings.Add(Abort(timeout, "timeout", "a number of seconds"));
        }
    }

    private static bool HasBraced(string name)
    {
        foreach (var found in Placeholder.In(name))
        {
            if (found.Kind == PlaceholderKind.Braced) return true;
        }

        return false;
    }

    private static void Program(DocumentCursor path, string name, ExperimentScope scope)
    {
        var literal = name[0] == '~' ? "'~' is no home here" : HasBraced(name) ? "it is not substituted" : null;
        if (literal is not null)
        {
            scope.Findings.Add(DiagnosticCatalogue.PathTakenLiterally.At(path, name, literal));
            return;
        }

        var blank = name.Trim().IndexOf(' ', StringComparison.Ordinal);
        if (blank > 0 && !name.Contains('/', StringComparison.Ordinal)) scope.Findings.Add(DiagnosticCatalogue.ProgramWithArguments.At(path, name));
        scope.Machine?.Program(path, name);
    }

    private static void ProcessArguments(DocumentCursor arguments, DataNode? path, ExperimentScope scope)
    {
        if (arguments.Node is DataNode.Mapping) scope.Findings.Add(DiagnosticCatalogue.MappingAsArguments.At(arguments));
        else if (arguments.Node is not (DataNode.Text or DataNode.Sequence)) scope.Findings.Add(Abort(arguments, "arguments", "text, a list or a mapping"));
        var shell = arguments.Node is DataNode.Text || (path is DataNode.Text program && Shells.Contains(program.Value[(program.Value.LastIndexOf('/') + 1)..]));
        SubstitutionRules.Check(arguments, scope, shell);
    }

    private static void Http(DocumentCursor provider, ExperimentScope scope)
    {
        var url = provider.Field("url");
        if (!PythonTruth.Of(url?.Node)) scope.Findings.Add(DiagnosticCatalogue.UrlMissing.At(url ?? provider.Head()));
        else if (url!.Node is not DataNode.Text) scope.Findings.Add(Abort(url, "url", "text"));
        if (provider.Field("headers") is { Node: not DataNode.Null } headers) Headers(headers, scope.Findings);
        if (provider.Field("method") is { Node: not DataNode.Text } method) scope.Findings.Add(Abort(method, "method", "text"));
        if (provider.Field("timeout") is { } timeout) Timeout(timeout, scope);
        foreach (var key in (string[])["url", "headers", "arguments", "timeout"]) SubstitutionRules.Check(provider.Field(key), scope);
        foreach (var key in (string[])["method", "max_retries", "verify_tls"]) SubstitutionRules.CheckTakenLiterally(provider.Field(key), key, "an http provider", scope);
    }

    private static void Headers(DocumentCursor headers, DiagnosticList findings)
    {
        if (headers.Node is DataNode.Mapping mapping)
        {
            foreach (var entry in mapping.Entries.Where(static entry => entry.Value is not (DataNode.Text or DataNode.Null)))
            {
                findings.Add(Abort(headers.AtValue(entry), entry.Name, "text in quotes"));
            }
        }
        else if (PythonTruth.Of(headers.Node)) findings.Add(DiagnosticCatalogue.BadHeaders.At(headers, NodeNames.Of(headers.Node)));
        else findings.Add(DiagnosticCatalogue.TakenForNothing.At(headers, "headers", "a mapping", NodeNames.Of(headers.Node)));
    }

    private static void Timeout(DocumentCursor timeout, ExperimentScope scope)
    {
        var zero = timeout.Node is DataNode.Integer { Value.IsZero: true } or DataNode.Float { Value: 0 };
        if (zero) scope.Findings.Add(DiagnosticCatalogue.WouldAbort.At(timeout, "timeout", "more than 0 seconds", "0"));
        else if (timeout.Node is DataNode.Mapping or DataNode.Boolean or DataNode.Timestamp) scope.Findings.Add(Abort(timeout, "timeout", "a number of seconds"));
        else if (timeout.Node is DataNode.Text text)
        {
            if (!text.Value.Contains('$', StringComparison.Ordinal)) scope.Findings.Add(Abort(timeout, "timeout", "a number of seconds"));
            else if (SubstitutionRules.WholeName(text) is { } name && scope.Variables?.IsText(name) == true) scope.Findings.Add(DiagnosticCatalogue.VariableIsText.At(timeout, "timeout", name));
        }
    }

    private static Diagnostic Abort(DocumentCursor at, string key, string wanted) =>
        DiagnosticCatalogue.WouldAbort.At(at, key, wanted, NodeNames.Of(at.Node));
}
