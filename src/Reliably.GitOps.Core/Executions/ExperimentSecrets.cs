using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

/// <summary>The values behind an experiment's own <c>secrets</c> block, so that they can be hidden.</summary>
public static class ExperimentSecrets
{
    /// <summary>Every text (or number) below the block: literals, and what its references to the environment give.</summary>
    public static IEnumerable<string> ValuesOf(DataNode? secrets, IReadOnlyDictionary<string, string> environment) => secrets switch
    {
        DataNode.Mapping mapping when ConfigurationResolution.IsOfType(mapping, "env") =>
            mapping["key"] is DataNode.Text key && environment.TryGetValue(key.Value, out var value) ? [value] : [],
        DataNode.Mapping mapping when ConfigurationResolution.IsOfType(mapping, "vault") => [],
        DataNode.Mapping mapping => mapping.Entries.SelectMany(entry => ValuesOf(entry.Value, environment)),
        DataNode.Sequence sequence => sequence.Items.SelectMany(item => ValuesOf(item, environment)),
        DataNode.Text text => [text.Value],
        DataNode.Integer or DataNode.Float => [PythonText.Of(secrets)],
        _ => [],
    };
}
