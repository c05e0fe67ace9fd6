namespace Reliably.GitOps.Documents;

/// <summary>What Python's <c>if value:</c> takes for true, by which the Chaos Toolkit decides many things.</summary>
public static class PythonTruth
{
    /// <summary>False for nothing at all, null, false, zero, and empty texts, lists and mappings.</summary>
    public static bool Of(DataNode? node) => node switch
    {
        null or DataNode.Null => false,
        DataNode.Boolean boolean => boolean.Value,
        DataNode.Integer integer => !integer.Value.IsZero,
        DataNode.Float number => number.Value != 0,
        DataNode.Text text => text.Value.Length > 0,
        DataNode.Sequence sequence => sequence.Items.Length > 0,
        DataNode.Mapping mapping => mapping.Entries.Length > 0,
        _ => true,
    };
}
