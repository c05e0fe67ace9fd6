using System.Collections.Immutable;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

/// <summary>A journal without secrets, and how many values were hidden in it.</summary>
public sealed record RedactedJournal(DataNode.Mapping Journal, int MaskedValues);

/// <summary>
/// Hides secrets in a journal. Texts are masked wherever people or systems write them; keys only where they are data (arguments, headers,
/// outputs, configuration). What the journal itself says (status, times, types, names of fields) stays, whatever a secret may be.
/// </summary>
public static class JournalRedactor
{
    private static readonly ImmutableHashSet<string> OwnFields =
        ["type", "status", "start", "end", "duration", "deviated", "dry", "strategy", "background", "tolerance_met", "steady_state_met", "chaoslib-version", "platform"];

    private static readonly ImmutableHashSet<string> DataFields = ["arguments", "headers", "output", "configuration", "secrets", "value", "expect"];

    public static RedactedJournal Redact(DataNode.Mapping journal, SecretMask mask)
    {
        var count = 0;
        var redacted = Walk(journal, isData: false, mask, ref count);
        return new((DataNode.Mapping)redacted, count);
    }

    private static DataNode Walk(DataNode node, bool isData, SecretMask mask, ref int count)
    {
        switch (node)
        {
            case DataNode.Text text:
                return Mask(text, mask, ref count);
            case DataNode.Integer or DataNode.Float when isData:
                var number = PythonText.Of(node);
                var hidden = mask.Apply(number, out var found);
                count += found;
                return found == 0 ? node : DataNode.Of(hidden);
            case DataNode.Sequence sequence:
                var items = ImmutableArray.CreateBuilder<DataNode>(sequence.Items.Length);
                foreach (var item in sequence.Items) items.Add(Walk(item, isData, mask, ref count));
                return new DataNode.Sequence(items.MoveToImmutable());
            case DataNode.Mapping mapping:
                return WalkMapping(mapping, isData, mask, ref count);
            default:
                return node;
        }
    }

    private static DataNode.Mapping WalkMapping(DataNode.Mapping mapping, bool isData, SecretMask mask, ref int count)
    {
        var entries = ImmutableArray.CreateBuilder<MappingEntry>(mapping.Entries.Length);
        foreach (var entry in mapping.Entries)
        {
            if (!isData && OwnFields.Contains(entry.Name) && entry.Value is not (DataNode.Mapping or DataNode.Sequence))
            {
                entries.Add(entry);
                continue;
            }

            var key = isData && entry.Key is DataNode.Text text ? Mask(text, mask, ref count) : entry.Key;
            entries.Add(new(key, Walk(entry.Value, isData || DataFields.Contains(entry.Name), mask, ref count)));
        }

        return new(entries.MoveToImmutable());
    }

    private static DataNode.Text Mask(DataNode.Text text, SecretMask mask, ref int count)
    {
        var hidden = mask.Apply(text.Value, out var found);
        count += found;
        return found == 0 ? text : DataNode.Of(hidden);
    }
}
