using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Environments;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Experiments;

/// <summary>What is wrong with <c>configuration</c> and <c>secrets</c> whatever the environment holds (chaoslib <c>load_configuration</c>, <c>load_secrets</c>).</summary>
internal static class ConfigurationRules
{
    public static void Check(DocumentCursor root, DiagnosticList findings)
    {
        foreach (var entry in Entries(root, "configuration", findings))
        {
            if (entry.Node is DataNode.Mapping && entry.Field("type")?.Node is DataNode.Text { Value: "env" }) FromEnvironment(entry, findings);
        }

        foreach (var entry in Entries(root, "secrets", findings)) Secret(entry, top: true, findings);
    }

    private static List<DocumentCursor> Entries(DocumentCursor root, string key, DiagnosticList findings)
    {
        if (root.Field(key) is not { } part) return [];
        if (part.Node is DataNode.Mapping mapping) return [.. mapping.Entries.Select(entry => part.AtValue(entry))];
        findings.Add(ExperimentRules.Wrong(part, key, "a mapping"));
        return [];
    }

    private static void FromEnvironment(DocumentCursor entry, DiagnosticList findings)
    {
        if (entry.Field("key")?.Node is not DataNode.Text) findings.Add(DiagnosticCatalogue.EnvironmentKeyMissing.At(entry.Field("key") ?? entry.Head()));
        if (entry.Field("env_var_type") is not { Node: not DataNode.Null } type) return;
        var name = type.Node is DataNode.Text text ? text.Value : PythonText.Of(type.Node);
        if (name is not ("str" or "string" or "int" or "integer" or "float" or "number" or "bytes" or "bool" or "json"))
        {
            findings.Add(DiagnosticCatalogue.BadVariableType.At(type, name));
        }
        else if (entry.Field("default") is { } standard && !Converts(standard.Node, name))
        {
            findings.Add(DiagnosticCatalogue.BadDefault.At(standard, name));
        }
    }

    private static bool Converts(DataNode value, string type)
    {
        try
        {
            VariableTypes.Convert(type, value);
            return true;
        }
        catch (ExperimentErrorException)
        {
            return false;
        }
    }

    private static void Secret(DocumentCursor entry, bool top, DiagnosticList findings)
    {
        if (entry.Node is not DataNode.Mapping mapping)
        {
            // A top-level text makes every look-up of a variable fail; deeper it is only in the open.
            if (top) findings.Add(ExperimentRules.Wrong(entry, "secrets", "a mapping of groups"));
            else if (entry.Node is DataNode.Text { Value: { Length: > 0 } text } && !SecretValues.IsReference(text)) findings.Add(DiagnosticCatalogue.LiteralSecret.At(entry));
            return;
        }

        switch (entry.Field("type")?.Node)
        {
            case DataNode.Text { Value: "env" }:
                if (entry.Field("key")?.Node is not DataNode.Text) findings.Add(DiagnosticCatalogue.EnvironmentKeyMissing.At(entry.Field("key") ?? entry.Head()));
                if (entry.Field("default") is { } standard) findings.Add(DiagnosticCatalogue.UnusedDefault.At(standard));
                break;
            case DataNode.Text { Value: "vault" }:
                break;
            default:
                foreach (var inner in mapping.Entries) Secret(entry.AtValue(inner), top: false, findings);
                break;
        }
    }
}
