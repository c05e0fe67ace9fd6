using System.Text;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

/// <summary>A journal that is small enough to be committed; null where it cannot be made so.</summary>
public sealed record LimitedJournal(DataNode.Mapping? Journal, bool Cut);

/// <summary>Cuts what activities wrote, in the middle and marked, until a journal is small enough. What the journal itself says is never cut.</summary>
public static class JournalLimits
{
    /// <summary>Longest output of one activity, in bytes.</summary>
    public const int LongestOutput = 64 * 1024;

    private const int ShortestText = 256;

    /// <param name="journal">A redacted journal: cutting first could leave half a secret.</param>
    /// <param name="limit">Its longest size in bytes; null for none, and then no output is cut either.</param>
    public static LimitedJournal Apply(DataNode.Mapping journal, long? limit)
    {
        if (limit is not { } most) return new(journal, false);
        var current = journal;
        for (var longest = LongestOutput; longest >= ShortestText; longest /= 4)
        {
            current = (DataNode.Mapping)Walk(journal, longest);
            if (Size(current) <= most) return new(current, !ReferenceEquals(current, journal) && !current.Equals(journal));
        }

        return new(null, true);
    }

    private static int Size(DataNode node) => Encoding.UTF8.GetByteCount(JsonWriter.Indented(node));

    private static DataNode Walk(DataNode node, int longest) => node switch
    {
        DataNode.Mapping mapping => new DataNode.Mapping([.. mapping.Entries.Select(entry =>
            entry with { Value = entry.Name is "output" ? Fit(entry.Value, longest) : Walk(entry.Value, longest) })]),
        DataNode.Sequence sequence => new DataNode.Sequence([.. sequence.Items.Select(item => Walk(item, longest))]),
        _ => node,
    };

    /// <summary>An output within the limit: its long texts are cut; one that is long by the number of its parts becomes a text.</summary>
    private static DataNode Fit(DataNode output, int longest)
    {
        for (var text = longest; text >= ShortestText / 2; text /= 2)
        {
            var cut = CutTexts(output, text);
            if (Size(cut) <= longest) return cut;
        }

        return DataNode.Of(OutputCut.Cut(JsonWriter.Compact(output), longest));
    }

    private static DataNode CutTexts(DataNode node, int longest) => node switch
    {
        DataNode.Text text => Encoding.UTF8.GetByteCount(text.Value) <= longest ? text : DataNode.Of(OutputCut.Cut(text.Value, longest)),
        DataNode.Mapping mapping => new DataNode.Mapping([.. mapping.Entries.Select(entry => entry with { Value = CutTexts(entry.Value, longest) })]),
        DataNode.Sequence sequence => new DataNode.Sequence([.. sequence.Items.Select(item => CutTexts(item, longest))]),
        _ => node,
    };
}
