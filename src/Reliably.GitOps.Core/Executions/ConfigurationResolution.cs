using System.Collections.Immutable;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

/// <summary>
/// Values of an experiment's <c>configuration</c> and <c>secrets</c> before it runs (<c>chaoslib.configuration</c>, <c>chaoslib.secret</c>). Values are never
/// substituted themselves. Configuration that a probe must find stays as it is: the engine runs the probe.
/// </summary>
public static class ConfigurationResolution
{
    /// <param name="configuration">The experiment's own block.</param>
    /// <param name="overrides">Values of <c>--var</c> and of variable files; only for keys that the experiment declares.</param>
    /// <param name="environment">The environment of the run.</param>
    /// <exception cref="ExperimentErrorException">A variable is missing or not of its type.</exception>
    public static DataNode.Mapping Configuration(DataNode.Mapping configuration, DataNode.Mapping overrides, IReadOnlyDictionary<string, string> environment)
    {
        var resolved = ImmutableArray.CreateBuilder<MappingEntry>(configuration.Entries.Length);
        foreach (var entry in configuration.Entries)
        {
            var value = overrides[entry.Name] ?? entry.Value;
            resolved.Add(entry with { Value = IsOfType(value, "env") ? FromEnvironment((DataNode.Mapping)value, entry.Name, environment) : value });
        }

        return new(resolved.ToImmutable());
    }

    /// <param name="secrets">The experiment's own block.</param>
    /// <param name="overrides">The <c>secrets</c> of variable files: a group there replaces the whole group, unresolved.</param>
    /// <param name="environment">The environment of the run.</param>
    /// <param name="vault">What the vault holds.</param>
    /// <exception cref="ExperimentErrorException">A variable, or a key of the vault, is missing.</exception>
    public static DataNode.Mapping Secrets(DataNode.Mapping secrets, DataNode? overrides, IReadOnlyDictionary<string, string> environment, VaultPayloads vault)
    {
        var resolved = ImmutableArray.CreateBuilder<MappingEntry>(secrets.Entries.Length);
        foreach (var entry in secrets.Entries)
        {
            var replacement = (overrides as DataNode.Mapping)?[entry.Name];
            resolved.Add(entry.Value is DataNode.Mapping mapping ? entry with { Value = Secret(mapping, replacement, environment, vault) } : entry);
        }

        return new(resolved.ToImmutable());
    }

    /// <summary>A mapping with this <c>type</c>.</summary>
    public static bool IsOfType(DataNode? value, string type) => value is DataNode.Mapping mapping && mapping["type"] is DataNode.Text text && text.Value == type;

    private static DataNode Secret(DataNode.Mapping secret, DataNode? replacement, IReadOnlyDictionary<string, string> environment, VaultPayloads vault)
    {
        if (replacement is not null and not DataNode.Null) return replacement;
        if (IsOfType(secret, "vault")) return vault.ValueOf(secret);
        if (!IsOfType(secret, "env")) return Secrets(secret, null, environment, vault);
        var key = KeyOf(secret, "A secret");
        return environment.TryGetValue(key, out var value)
            ? DataNode.Of(value)
            : throw new ExperimentErrorException($"Secrets make reference to an environment key that does not exist: {key}");
    }

    private static DataNode FromEnvironment(DataNode.Mapping definition, string name, IReadOnlyDictionary<string, string> environment)
    {
        var key = KeyOf(definition, $"The configuration '{name}'");
        DataNode value;
        if (environment.TryGetValue(key, out var text)) value = DataNode.Of(text);
        else if (definition["default"] is { } fallback) value = fallback;
        else throw new ExperimentErrorException($"Configuration makes reference to an environment key that does not exist: {key}");
        return VariableTypes.Convert((definition["env_var_type"] as DataNode.Text)?.Value, value);
    }

    private static string KeyOf(DataNode.Mapping definition, string owner) =>
        definition["key"] is DataNode.Text key ? key.Value : throw new ExperimentErrorException($"{owner} is of type env and names no key.");
}
