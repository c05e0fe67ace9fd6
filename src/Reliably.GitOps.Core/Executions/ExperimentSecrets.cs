using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Environments;

namespace Reliably.GitOps.Executions;

/// <summary>A value behind an experiment's own <c>secrets</c> block.</summary>
/// <param name="Name">Its place in the block: <c>shop.token</c>.</param>
/// <param name="Value">The value.</param>
/// <param name="IsReferred">It stands elsewhere: in the environment or a vault. A literal stands in the repository already.</param>
public sealed record ExperimentSecret(string Name, string Value, bool IsReferred)
{
    private static readonly string[] Words = ["true", "false", "none", "null", "default"];

    /// <summary>A literal that is an ordinary word is no secret: hiding it would hide half of a journal.</summary>
    public bool CanBeHidden => SecretMask.Refusal(Value) is null && (IsReferred || !Words.Contains(Value, StringComparer.OrdinalIgnoreCase));
}

/// <summary>The values behind an experiment's own <c>secrets</c> block, and what else of it is named as a secret, so that they can be hidden.</summary>
public static class ExperimentSecrets
{
    private const int ShortestNamed = 8;

    /// <summary>Every text (or number) below the block: literals, and what its references to the environment and to vaults give.</summary>
    /// <param name="secrets">The block.</param>
    /// <param name="overrides">The <c>secrets</c> of variable files.</param>
    /// <param name="environment">The environment of the run.</param>
    /// <param name="vault">What the vault gave.</param>
    public static IEnumerable<ExperimentSecret> ValuesOf(DataNode.Mapping secrets, DataNode? overrides, IReadOnlyDictionary<string, string> environment, VaultPayloads vault)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(vault);
        var given = overrides as DataNode.Mapping ?? DataNode.Mapping.Empty;
        return [.. ValuesOf(secrets, "", environment, vault), .. Leaves(given, "", isReferred: false)];
    }

    /// <summary>Values of configuration from the environment whose names say that they are secrets.</summary>
    public static IEnumerable<string> NamedIn(DataNode.Mapping configuration, IReadOnlyDictionary<string, string> environment)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return
            from entry in configuration.Entries
            where ConfigurationResolution.IsOfType(entry.Value, "env")
            let key = ((entry.Value as DataNode.Mapping)?["key"] as DataNode.Text)?.Value
            where key is not null && (SecretNames.IsSecret(entry.Name) || SecretNames.IsSecret(key))
            let value = environment.GetValueOrDefault(key)
            where value is { Length: >= ShortestNamed }
            select value;
    }

    /// <summary>Values of variables that nobody named as secrets here, but whose names and values say that they are.</summary>
    public static IEnumerable<string> NamedIn(ImmutableSortedDictionary<string, string> variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        foreach (var (name, value) in variables)
        {
            if (SecretNames.IsSecret(name) && SecretValues.LooksRandom(value)) yield return value;
        }
    }

    private static IEnumerable<ExperimentSecret> ValuesOf(DataNode node, string name, IReadOnlyDictionary<string, string> environment, VaultPayloads vault) => node switch
    {
        DataNode.Mapping mapping when ConfigurationResolution.IsOfType(mapping, "env") =>
            mapping["key"] is DataNode.Text key && environment.TryGetValue(key.Value, out var value) ? [new(name, value, IsReferred: true)] : [],
        DataNode.Mapping mapping when ConfigurationResolution.IsOfType(mapping, "vault") => vault.WholeOf(mapping) is { } payload ? Leaves(payload, name, isReferred: true) : [],
        DataNode.Mapping mapping => mapping.Entries.SelectMany(entry => ValuesOf(entry.Value, Below(name, entry.Name), environment, vault)),
        _ => Leaves(node, name, isReferred: false),
    };

    private static IEnumerable<ExperimentSecret> Leaves(DataNode node, string name, bool isReferred) => node switch
    {
        DataNode.Mapping mapping => mapping.Entries.SelectMany(entry => Leaves(entry.Value, Below(name, entry.Name), isReferred)),
        DataNode.Sequence sequence => sequence.Items.SelectMany(item => Leaves(item, name, isReferred)),
        DataNode.Text text => [new(name, text.Value, isReferred)],
        DataNode.Integer or DataNode.Float => [new(name, PythonText.Of(node), isReferred)],
        _ => [],
    };

    private static string Below(string name, string inner) => name.Length == 0 ? inner : name + "." + inner;
}
