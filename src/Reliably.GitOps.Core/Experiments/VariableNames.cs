using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Experiments;

/// <summary>
/// The names that a <c>${name}</c> of an experiment may use: the keys of its configuration, and the keys inside each group of its secrets
/// (not the groups' own names, and nothing deeper).
/// </summary>
internal sealed class VariableNames
{
    private readonly Dictionary<string, DataNode> configuration = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DataNode> secrets = new(StringComparer.Ordinal);

    private VariableNames(IEnumerable<MappingEntry> configuration, DataNode? groups)
    {
        foreach (var entry in configuration) this.configuration[entry.Name] = entry.Value;
        foreach (var group in groups is DataNode.Mapping mapping ? mapping.Entries : [])
        {
            Groups.Add(group.Name);
            if (group.Value is not DataNode.Mapping names) continue;
            if (names["type"] is DataNode.Text { Value: "vault" }) IsOpen = true;
            else if (names["type"] is not DataNode.Text { Value: "env" })
            {
                foreach (var secret in names.Entries) secrets.TryAdd(secret.Name, secret.Value);
            }
        }
    }

    /// <summary>Whether a group comes whole from a vault, so that nobody knows what is in it.</summary>
    public bool IsOpen { get; }

    /// <summary>Whether the experiment has controls, which may put values into the configuration while it runs.</summary>
    public bool IsOpenToControls { get; private init; }

    public HashSet<string> Groups { get; } = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> All => [.. configuration.Keys, .. secrets.Keys];

    public static VariableNames Of(DocumentCursor root) => new((root.Field("configuration")?.Node as DataNode.Mapping)?.Entries ?? [], root.Field("secrets")?.Node)
    {
        IsOpenToControls = HasControls(root),
    };

    /// <summary>What a probe in the configuration sees: the entries above it, and all secrets.</summary>
    public static VariableNames Above(DocumentCursor root, int entry) =>
        new(((DataNode.Mapping)root.Field("configuration")!.Node).Entries.Take(entry), root.Field("secrets")?.Node)
        {
            IsOpenToControls = HasControls(root),
        };

    public bool Has(string name) => IsOpen || configuration.ContainsKey(name) || secrets.ContainsKey(name);

    /// <summary>Whether a name surely stands for text, where a number is needed.</summary>
    public bool IsText(string name)
    {
        if (!configuration.TryGetValue(name, out var value)) return secrets.TryGetValue(name, out var secret) && IsFromEnvironment(secret);
        return value is DataNode.Text || (IsFromEnvironment(value) && ((DataNode.Mapping)value)["env_var_type"] is null or DataNode.Null or DataNode.Text { Value: "str" or "string" or "bytes" });
    }

    private static bool HasControls(DocumentCursor root) => root.Field("controls")?.Node is DataNode.Sequence { Items.Length: > 0 };

    private static bool IsFromEnvironment(DataNode value) => value is DataNode.Mapping mapping && mapping["type"] is DataNode.Text { Value: "env" };
}
