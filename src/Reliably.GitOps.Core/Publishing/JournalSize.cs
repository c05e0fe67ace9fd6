using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Reports;

namespace Reliably.GitOps.Publishing;

/// <summary>
/// Keeps committed journals small (PRODUCT: one output ≤ 64 KiB, a journal ≤ 1 MiB by default). Outputs are cut in the middle and marked; a
/// journal that is within its limits is committed unchanged, and one that cannot be made to fit is withheld.
/// </summary>
internal static class JournalSize
{
    private const int LongestOutput = 64 * 1024;
    private const int ShortestOutput = 256;

    public static (string? Text, bool Withheld) Fit(string text, long limit)
    {
        var size = Encoding.UTF8.GetByteCount(text);
        if (size <= Math.Min(limit, LongestOutput)) return (text, false);
        if (Journal.TryParse(text) is not { } journal) return size <= limit ? (text, false) : (null, true);
        var longest = LongestOutput;
        var cut = CutTexts(journal.Source, longest);
        if (ReferenceEquals(cut, journal.Source) && size <= limit) return (text, false);
        var written = JsonWriter.Indented(cut);
        while (Encoding.UTF8.GetByteCount(written) > limit && longest > ShortestOutput)
        {
            longest /= 4;
            written = JsonWriter.Indented(CutTexts(journal.Source, longest));
        }

        return Encoding.UTF8.GetByteCount(written) <= limit ? (written, false) : (null, true);
    }

    /// <summary>The same value when nothing in it is too long.</summary>
    private static DataNode CutTexts(DataNode node, int longest) => node switch
    {
        DataNode.Text text when Encoding.UTF8.GetByteCount(text.Value) > longest => DataNode.Of(MarkdownText.CutMiddle(text.Value, longest / 4)),
        DataNode.Sequence sequence => CutItems(sequence, longest),
        DataNode.Mapping mapping => CutEntries(mapping, longest),
        _ => node,
    };

    private static DataNode.Sequence CutItems(DataNode.Sequence sequence, int longest)
    {
        var items = sequence.Items.Select(item => CutTexts(item, longest)).ToList();
        return items.Zip(sequence.Items).All(static pair => ReferenceEquals(pair.First, pair.Second)) ? sequence : new([.. items]);
    }

    private static DataNode.Mapping CutEntries(DataNode.Mapping mapping, int longest)
    {
        var changed = mapping;
        foreach (var entry in mapping.Entries)
        {
            var value = CutTexts(entry.Value, longest);
            if (!ReferenceEquals(value, entry.Value)) changed = changed.With(entry.Name, value);
        }

        return changed;
    }
}
