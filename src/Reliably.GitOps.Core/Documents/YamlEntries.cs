using System.Collections.Immutable;
using System.Numerics;
using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Documents;

/// <summary>
/// The entries of one YAML mapping as Python's dictionary keeps them: merged keys (<c>&lt;&lt;</c>) first, then its own; the last value of a
/// key wins and stays in the place of the first; 1, 1.0 and true are one key.
/// </summary>
internal sealed class YamlEntries(ImmutableArray<DuplicateKey>.Builder duplicates)
{
    private readonly List<MappingEntry> own = [];
    private readonly List<MappingEntry> merged = [];
    private readonly Dictionary<DataNode, SourcePosition> seen = [];

    /// <summary>End of the last value in the text; null where there is none.</summary>
    public SourcePosition? End { get; private set; }

    public void Add(DataNode key, DataNode value)
    {
        if (key is DataNode.Sequence or DataNode.Mapping)
        {
            throw YamlComposer.Problem(DiagnosticCatalogue.BadKey, key.Span, key is DataNode.Sequence ? "A list" : "A mapping");
        }

        var identity = Identity(key);
        if (seen.TryGetValue(identity, out var first)) duplicates.Add(new(new MappingEntry(key, value).Name, key.Span, first));
        else seen.Add(identity, key.Span.Start);
        own.Add(new(key, value));
        End = value.Span.End;
    }

    public void Merge(DataNode value)
    {
        End = value.Span.End;
        switch (value)
        {
            case DataNode.Mapping mapping:
                merged.AddRange(mapping.Entries);
                break;
            case DataNode.Sequence sequence:
                foreach (var item in sequence.Items.Reverse())
                {
                    merged.AddRange(item is DataNode.Mapping one ? one.Entries : throw NotMergeable(item));
                }

                break;
            default:
                throw NotMergeable(value);
        }
    }

    /// <summary>The older key with the newer value, as Python keeps them; a merged key stands where it is written anew.</summary>
    public ImmutableArray<MappingEntry> ToImmutable()
    {
        var places = new Dictionary<DataNode, int>();
        var entries = ImmutableArray.CreateBuilder<MappingEntry>(own.Count + merged.Count);
        foreach (var entry in merged)
        {
            if (places.TryAdd(Identity(entry.Key), entries.Count)) entries.Add(entry);
            else entries[places[Identity(entry.Key)]] = entries[places[Identity(entry.Key)]] with { Value = entry.Value };
        }

        HashSet<int> others = merged.Count == 0 ? [] : Enumerable.Range(0, entries.Count).ToHashSet();
        foreach (var entry in own)
        {
            if (places.TryAdd(Identity(entry.Key), entries.Count))
            {
                entries.Add(entry);
                continue;
            }

            var at = places[Identity(entry.Key)];
            var key = others.Remove(at) ? entries[at].Key with { Span = entry.Key.Span } : entries[at].Key;
            entries[at] = new(key, entry.Value);
        }

        return entries.DrainToImmutable();
    }

    private static DataNode Identity(DataNode key) => key switch
    {
        DataNode.Boolean boolean => new DataNode.Integer(boolean.Value ? 1 : 0),
        DataNode.Float { Value: var number } when double.IsInteger(number) => new DataNode.Integer(new BigInteger(number)),
        _ => key,
    };

    private static DocumentProblemException NotMergeable(DataNode node) =>
        YamlComposer.Problem(DiagnosticCatalogue.BadMerge, node.Span, NodeNames.Of(node));
}
