using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Documents;

/// <summary>
/// Lines inside brackets or quotes may begin at any column for PyYAML; YamlDotNet wants them deeper than what is around them. Where it gave up,
/// the same text with such lines moved to the right says the same, and places are moved back.
/// </summary>
internal sealed class YamlFlowLines
{
    /// <summary>How much a text may grow.</summary>
    private const int MostAdded = 4 << 20;

    private readonly int added;
    private readonly HashSet<int> moved;

    private YamlFlowLines(string text, int added, HashSet<int> moved)
    {
        Text = text;
        this.added = added;
        this.moved = moved;
    }

    /// <summary>The text with its lines moved.</summary>
    public string Text { get; }

    /// <summary>Null where no line stands so far to the left.</summary>
    public static YamlFlowLines? Of(string text)
    {
        var scan = new YamlLineScan(text);
        scan.Run();
        var needed = scan.DeepestBlock + 1;
        var inside = scan.Inside.Where(start => IsShallow(text, start, needed)).ToList();
        if (inside.Count == 0 || (long)inside.Count * needed > MostAdded) return null;
        var builder = new StringBuilder(text.Length + (inside.Count * needed));
        var moved = new HashSet<int>();
        var (at, line) = (0, 1);
        foreach (var start in inside)
        {
            builder.Append(text, at, start - at).Append(' ', needed);
            line = YamlText.PositionOf(text, start, at, line).Line;
            moved.Add(line);
            at = start;
        }

        return new(builder.Append(text, at, text.Length - at).ToString(), needed, moved);
    }

    public DataNode Restore(DataNode node) => node switch
    {
        DataNode.Sequence sequence => new DataNode.Sequence([.. sequence.Items.Select(Restore)]) { Span = Restore(node.Span) },
        DataNode.Mapping mapping => new DataNode.Mapping([.. mapping.Entries.Select(entry => new MappingEntry(Restore(entry.Key), Restore(entry.Value)))]) { Span = Restore(node.Span) },
        _ => node with { Span = Restore(node.Span) },
    };

    public DocumentProblem Restore(DocumentProblem problem) => problem with { Span = Restore(problem.Span) };

    public ImmutableArray<DuplicateKey> Restore(ImmutableArray<DuplicateKey> duplicates) =>
        [.. duplicates.Select(one => one with { Span = Restore(one.Span), First = Restore(one.First) })];

    private SourceSpan Restore(SourceSpan span) => new(Restore(span.Start), Restore(span.End));

    private SourcePosition Restore(SourcePosition place) => moved.Contains(place.Line) ? place with { Column = Math.Max(1, place.Column - added) } : place;

    /// <summary>The marks between documents stay where they are: they end a text even inside brackets.</summary>
    private static bool IsShallow(string text, int start, int needed)
    {
        var end = start;
        while (end < text.Length && text[end] == ' ') end++;
        var isMark = end == start && (string.CompareOrdinal(text, start, "---", 0, 3) == 0 || string.CompareOrdinal(text, start, "...", 0, 3) == 0);
        return end - start < needed && !isMark;
    }
}
