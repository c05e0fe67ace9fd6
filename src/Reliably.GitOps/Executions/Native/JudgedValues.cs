using System.Collections.Concurrent;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions.Native;

/// <summary>
/// Outputs that tolerances which are probes were given. The Chaos Toolkit writes them into the experiment itself, as the argument
/// <c>value</c>, so its journal has the last one wherever that tolerance stands.
/// </summary>
internal sealed class JudgedValues
{
    private readonly ConcurrentDictionary<DataNode.Mapping, DataNode> values = new(ReferenceEqualityComparer.Instance);

    public void Set(DataNode.Mapping tolerance, DataNode value) => values[tolerance] = value;

    /// <summary>A tolerance with its value among the arguments.</summary>
    /// <exception cref="ExperimentErrorException">It has no arguments: a crash in the Chaos Toolkit.</exception>
    public static DataNode.Mapping With(DataNode.Mapping tolerance, DataNode value) =>
        tolerance["provider"] is DataNode.Mapping provider && provider["arguments"] is DataNode.Mapping arguments
            ? tolerance.With("provider", provider.With("arguments", arguments.With("value", value)))
            : throw new ExperimentErrorException("A tolerance that is a probe needs arguments: it is given the output as the argument 'value'.");

    /// <summary>A journal with every value in its place.</summary>
    public DataNode.Mapping Into(DataNode.Mapping journal) => values.IsEmpty ? journal : (DataNode.Mapping)Walk(journal);

    private DataNode Walk(DataNode node) => node switch
    {
        DataNode.Mapping mapping when values.TryGetValue(mapping, out var value) => With(mapping, value),
        DataNode.Mapping mapping => new DataNode.Mapping([.. mapping.Entries.Select(entry => entry with { Value = Walk(entry.Value) })]),
        DataNode.Sequence sequence => new DataNode.Sequence([.. sequence.Items.Select(Walk)]),
        _ => node,
    };
}
