using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Experiments;

/// <summary>
/// What is wrong with an activity that is a Python function, before its module is imported (chaoslib <c>validate_python_activity</c>): names that are
/// no names, arguments that no function can be given.
/// </summary>
internal static class PythonProviderRules
{
    public static void Check(DocumentCursor provider, ExperimentScope scope)
    {
        var module = Target(provider, "module", scope.Findings);
        var function = Target(provider, "func", scope.Findings);
        if (module is not null && IsRelative(provider.Field("module")!, module, scope.Findings)) module = null;
        if (module is not null && function is not null) scope.Machine?.Module(provider.Field("module")!, module, function);
        if (provider.Field("arguments") is { } arguments) Arguments(arguments, scope.Findings);
        SubstitutionRules.Check(provider.Field("arguments"), scope);
        foreach (var key in (string[])["module", "func"]) SubstitutionRules.CheckTakenLiterally(provider.Field(key), key, "a python provider", scope);
        if (provider.Field("secrets") is { Node: not DataNode.Null } secrets) Secrets(secrets, scope);
    }

    /// <summary>Also of the module of a control.</summary>
    public static bool IsRelative(DocumentCursor place, string module, DiagnosticList findings)
    {
        if (!module.StartsWith('.')) return false;
        findings.Add(DiagnosticCatalogue.RelativeModule.At(place, module));
        return true;
    }

    private static string? Target(DocumentCursor provider, string key, DiagnosticList findings)
    {
        var written = provider.Field(key);
        if (written?.Node is DataNode.Text { Value.Length: > 0 } text) return text.Value;
        findings.Add(DiagnosticCatalogue.PythonTargetMissing.At(written ?? provider.Head(), key));
        return null;
    }

    private static void Arguments(DocumentCursor arguments, DiagnosticList findings)
    {
        if (arguments.Node is not DataNode.Mapping mapping)
        {
            findings.Add(DiagnosticCatalogue.BadPythonArguments.At(arguments, NodeNames.Of(arguments.Node)));
            return;
        }

        foreach (var entry in mapping.Entries.Where(static entry => entry.Key is not DataNode.Text))
        {
            findings.Add(DiagnosticCatalogue.BadPythonArguments.At(arguments.AtKey(entry), NodeNames.Of(entry.Key)));
        }
    }

    private static void Secrets(DocumentCursor secrets, ExperimentScope scope)
    {
        if (secrets.Node is not DataNode.Sequence)
        {
            scope.Findings.Add(DiagnosticCatalogue.ShouldBe.At(secrets, "secrets", "a list of groups", NodeNames.Of(secrets.Node)));
            return;
        }

        if (scope.Variables is not { } variables) return;
        foreach (var group in secrets.Items().Where(group => group.Node is not DataNode.Text text || !variables.Groups.Contains(text.Value)))
        {
            var name = PythonText.Of(group.Node);
            scope.Findings.Add(DiagnosticCatalogue.UnknownSecretGroup.At(group, name, Nearest.Hint(name, variables.Groups, "")));
        }
    }
}
