using System.Security.Cryptography;
using System.Text;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Experiments;

/// <summary>Names a content: the first 16 bytes of SHA-256 over its canonical JSON (keys in ordinal order, no blanks), in lower hexadecimal.</summary>
public static class ContentHash
{
    private static readonly string[] PartsOfEvidence = ["configuration", "method", "rollbacks", "runtime", "steady-state-hypothesis"];

    public static string Of(DataNode node)
    {
        var canonical = JsonWriter.Compact(Sorted(node));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)).AsSpan(0, 16));
    }

    /// <summary>
    /// What the evidence of an experiment belongs to (SCORES: Score): method, hypothesis, rollbacks, configuration and runtime. Title,
    /// description, tags and extensions may change without starting the evidence again.
    /// </summary>
    public static string OfExperiment(Experiment experiment) => Of(new DataNode.Mapping(
        [.. experiment.Source.Entries.Where(static entry => entry.Key is DataNode.Text key && PartsOfEvidence.Contains(key.Value))]));

    private static DataNode Sorted(DataNode node) => node switch
    {
        DataNode.Sequence sequence => new DataNode.Sequence([.. sequence.Items.Select(Sorted)]),
        DataNode.Mapping mapping => new DataNode.Mapping(
            [.. mapping.Entries.OrderBy(static entry => entry.Name, StringComparer.Ordinal).Select(static entry => entry with { Value = Sorted(entry.Value) })]),
        _ => node,
    };
}
