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
    /// <summary>Fewer keys are compared one by one: most mappings are small.</summary>
    private const int Small = 12;

    private readonly ImmutableArray<MappingEntry>.Builder own = ImmutableArray.CreateBuilder<MappingEntry>();
    private List<MappingEntry>? merges;
    private Dictionary<DataNode, SourcePosition>? index;
    private bool hasDuplicates;

    /// <summary>End of the last value in the text; null where there is none.</summary>
    public SourcePosition? End { get; private set; }

    public void Add(DataNode key, DataNode value)
    {
        if (key is DataNode.Sequence or DataNode.Mapping)
        {
            throw YamlComposer.Problem(DiagnosticCatalogue.BadKey, key.Span, key is DataNode.Sequence ? "A list" : "A mapping");
        }

        if (FirstPlaceOf(key) is { } first)
        {
            hasDuplicates = true;
            duplicates.Add(new(new MappingEntry(key, value).Name, key.Span, first));
        }

        own.Add(new(key, value));
        End = value.Span.End;
    }

    public void Merge(DataNode value)
    {
        var merged = merges ??= [];
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
        if (merges is null && !hasDuplicates) return own.DrainToImmutable();
        List<MappingEntry> merged = merges ?? [];
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

    /// <summary>Where the key stands already; null, and noted, where it is new.</summary>
    private SourcePosition? FirstPlaceOf(DataNode key)
    {
        if (own.Count < Small && key is DataNode.Text text)
        {
            foreach (var entry in own)
            {
                if (entry.Key is DataNode.Text other && other.Value == text.Value) return entry.Key.Span.Start;
            }

            index?.TryAdd(key, key.Span.Start);
            return null;
        }

        index ??= Index();
        var identity = Identity(key);
        if (index.TryGetValue(identity, out var first)) return first;
        index.Add(identity, key.Span.Start);
        return null;
    }

    private Dictionary<DataNode, SourcePosition> Index()
    {
        var places = new Dictionary<DataNode, SourcePosition>();
        foreach (var entry in own) places.TryAdd(Identity(entry.Key), entry.Key.Span.Start);
        return places;
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
