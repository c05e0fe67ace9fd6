using System.Collections.Immutable;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

/// <summary>What the vault holds at the paths that an experiment's <c>secrets</c> block names.</summary>
public sealed class VaultPayloads(IReadOnlyDictionary<string, DataNode.Mapping> byPath)
{
    public static VaultPayloads None { get; } = new(new Dictionary<string, DataNode.Mapping>());

    /// <summary>The paths that a block names, each once.</summary>
    public static ImmutableArray<string> PathsIn(DataNode secrets) => [.. Definitions(secrets).Select(PathOf).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>Everything at the path of a definition, whatever key it asks for; null where it names no path.</summary>
    public DataNode.Mapping? WholeOf(DataNode.Mapping definition) => PathOf(definition) is { } path ? byPath.GetValueOrDefault(path) : null;

    /// <summary>What the Chaos Toolkit puts in the place of a definition: the value under its key, all values without one, nothing without a path.</summary>
    /// <exception cref="ExperimentErrorException">There is no such key, or nobody has read the vault.</exception>
    public DataNode ValueOf(DataNode.Mapping definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        if (PathOf(definition) is not { } path) return DataNode.Mapping.Empty;
        if (WholeOf(definition) is not { } payload) throw new ExperimentErrorException($"The secret '{path}' lies in a vault that is not read here.");
        if (definition["key"] is not { } key || key is DataNode.Null) return payload;
        return payload[PythonText.Of(key)] ?? throw new ExperimentErrorException($"The vault has no key '{PythonText.Of(key)}' at '{path}'.");
    }

    private static IEnumerable<DataNode.Mapping> Definitions(DataNode node) => node switch
    {
        DataNode.Mapping mapping when ConfigurationResolution.IsOfType(mapping, "vault") => [mapping],
        DataNode.Mapping mapping => mapping.Entries.SelectMany(static entry => Definitions(entry.Value)),
        _ => [],
    };

    private static string? PathOf(DataNode.Mapping definition) => (definition["path"] as DataNode.Text)?.Value;
}
