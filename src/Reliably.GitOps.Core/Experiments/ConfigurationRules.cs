using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Experiments;

/// <summary>What is wrong with <c>configuration</c> whatever the environment holds (chaoslib <c>load_configuration</c>).</summary>
internal static class ConfigurationRules
{
    private static readonly string[] Keys = ["type", "key", "default", "env_var_type", "description", "title"];

    public static void Check(DocumentCursor root, ExperimentScope scope)
    {
        if (root.Field("configuration") is not { } part) return;
        if (part.Node is not DataNode.Mapping mapping)
        {
            scope.Findings.Add(ExperimentRules.Wrong(part, "configuration", "a mapping"));
            return;
        }

        for (var i = 0; i < mapping.Entries.Length; i++)
        {
            var entry = part.AtValue(mapping.Entries[i]);
            if (entry.Field("type")?.Node is DataNode.Text { Value: "env" }) FromEnvironment(entry, scope);
            else if (entry.Field("type")?.Node is DataNode.Text { Value: "probe" }) FromProbe(root, entry, i, mapping.Entries[i].Name, scope);
        }
    }

    /// <summary>The variable that an entry of type env names; null, with a finding, where it names none.</summary>
    public static (DocumentCursor Place, string Name)? KeyOf(DocumentCursor entry, DiagnosticList findings)
    {
        if (entry.Field("key") is { Node: DataNode.Text key } place) return (place, key.Value);
        findings.Add(DiagnosticCatalogue.EnvironmentKeyMissing.At(entry.Field("key") ?? entry.Head()));
        return null;
    }

    /// <summary>Whether a variable of this name could ever be set.</summary>
    public static bool IsPossible(DocumentCursor place, string name, DiagnosticList findings)
    {
        if (name.Length > 0 && !name.Contains('=', StringComparison.Ordinal) && !name.Contains('\0', StringComparison.Ordinal)) return true;
        findings.Add(DiagnosticCatalogue.ImpossibleVariable.At(place, name));
        return false;
    }

    private static void FromEnvironment(DocumentCursor entry, ExperimentScope scope)
    {
        ExperimentRules.Unknown(entry, Keys, "an entry of type env", scope.Findings);
        var standard = entry.Field("default");
        var isPossible = true;
        if (KeyOf(entry, scope.Findings) is { } key && standard is null)
        {
            isPossible = IsPossible(key.Place, key.Name, scope.Findings);
            if (isPossible) scope.Machine?.Variable(key.Place, key.Name, "Give it a 'default', or set it where the experiment is validated and run.");
        }

        if (entry.Field("env_var_type") is not { Node: not DataNode.Null } type) return;
        var name = type.Node is DataNode.Text text ? text.Value : PythonText.Of(type.Node);
        if (!VariableTypes.Known.Contains(name))
        {
            scope.Findings.Add(DiagnosticCatalogue.BadVariableType.At(type, name, Nearest.Hint(name, VariableTypes.Known, "Known are str, int, float, bytes, bool and json.")));
        }
        else if (standard is not null && !Converts(standard.Node, name))
        {
            scope.Findings.Add(DiagnosticCatalogue.BadDefault.At(standard, name));
        }
    }

    /// <summary>
    /// The toolkit validates nothing of such a probe, and where it cannot run leaves the entry out: what would be an error elsewhere is a warning.
    /// It sees only the entries above it.
    /// </summary>
    private static void FromProbe(DocumentCursor root, DocumentCursor entry, int index, string name, ExperimentScope scope)
    {
        var findings = new DiagnosticList();
        var inner = scope with { Findings = findings, Machine = null, Variables = scope.Variables is null ? null : VariableNames.Above(root, index) };
        ActivityRules.CheckDefinition(entry, inner);
        foreach (var finding in findings.ToImmutable())
        {
            if (finding.Severity != Severity.Error) scope.Findings.Add(finding);
            else if (finding.Code != DiagnosticCatalogue.ActivityNameMissing.Code)
            {
                scope.Findings.Add(DiagnosticCatalogue.IdleProbe.At(new(entry.File, finding.Pointer, DataNode.None, finding.Location.Span), name, finding.Message));
            }
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
}
