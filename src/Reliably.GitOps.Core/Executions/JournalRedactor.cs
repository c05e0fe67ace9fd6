using System.Collections.Immutable;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

/// <summary>A journal without secrets, and how many places were hidden in it.</summary>
public sealed record RedactedJournal(DataNode.Mapping Journal, int MaskedValues);

/// <summary>
/// Hides secrets in a journal. Texts are masked wherever people or systems write them; keys where they are data (arguments, headers, outputs,
/// exceptions, configuration). What the journal itself says (status, times, types, names of fields) stays, whatever a secret may be.
/// </summary>
public static class JournalRedactor
{
    public static RedactedJournal Redact(DataNode.Mapping journal, SecretMask mask)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(mask);
        var count = 0;
        var redacted = Walk(journal, null, mask, ref count);
        return new((DataNode.Mapping)redacted, count);
    }

    /// <summary>Whether anything that is hidden in a journal can still be found in it.</summary>
    public static bool Survives(DataNode.Mapping redacted, SecretMask mask) => Redact(redacted, mask).MaskedValues > 0;

    private static bool HoldsData(string field) =>
        field is "arguments" or "headers" or "output" or "exception" or "configuration" or "secrets" or "value" or "expect" or "extensions" or "contributions";

    /// <param name="node">A value of the journal.</param>
    /// <param name="field">The journal's own field it stands under; null at the top; <see cref="JournalWords.Data"/> inside of data.</param>
    /// <param name="mask">Hides the secrets.</param>
    /// <param name="count">How many places were hidden so far.</param>
    private static DataNode Walk(DataNode node, string? field, SecretMask mask, ref int count)
    {
        switch (node)
        {
            case DataNode.Text text:
                return JournalWords.IsOwn(field, text.Value) ? text : Mask(text, mask, ref count);
            case DataNode.Integer or DataNode.Float when field == JournalWords.Data:
                var hidden = mask.Apply(PythonText.Of(node), out var found);
                count += found;
                return found == 0 ? node : DataNode.Of(hidden);
            case DataNode.Sequence sequence:
                var items = ImmutableArray.CreateBuilder<DataNode>(sequence.Items.Length);
                foreach (var item in sequence.Items) items.Add(Walk(item, field == JournalWords.Data ? field : null, mask, ref count));
                return new DataNode.Sequence(items.MoveToImmutable());
            case DataNode.Mapping mapping:
                return WalkMapping(mapping, field == JournalWords.Data, mask, ref count);
            default:
                return node;
        }
    }

    private static DataNode.Mapping WalkMapping(DataNode.Mapping mapping, bool isData, SecretMask mask, ref int count)
    {
        var entries = ImmutableArray.CreateBuilder<MappingEntry>(mapping.Entries.Length);
        foreach (var entry in mapping.Entries)
        {
            var key = isData || !JournalWords.IsField(entry.Name) ? MaskKey(entry.Key, mask, ref count) : entry.Key;
            entries.Add(new(key, Walk(entry.Value, isData || HoldsData(entry.Name) ? JournalWords.Data : entry.Name, mask, ref count)));
        }

        return new(entries.MoveToImmutable());
    }

    private static DataNode MaskKey(DataNode key, SecretMask mask, ref int count)
    {
        var hidden = mask.Apply(key is DataNode.Text text ? text.Value : PythonText.Of(key), out var found);
        count += found;
        return found == 0 ? key : DataNode.Of(hidden);
    }

    private static DataNode.Text Mask(DataNode.Text text, SecretMask mask, ref int count)
    {
        var hidden = mask.Apply(text.Value, out var found);
        count += found;
        return found == 0 ? text : DataNode.Of(hidden);
    }
}
