namespace Reliably.GitOps.Documents.Editing;

/// <summary>Ways to change what YAML writes by indentation. The first that is read as it should be is taken.</summary>
internal sealed class BlockChanges(DocumentText text, ValueWriter writer)
{
    public IEnumerable<string> Replace(SyntaxPlace place, DataNode value)
    {
        var node = place.Node;
        if (IsBlockLike(node, value)) yield return text.With((node.Start, node.End, writer.Block(value, text.Column(node.Start))));
        if (place.Container is null) yield return text.With((node.Start, node.End, IsFilled(value) ? writer.Block(value, 0) : writer.Line(value)));
        else if (place.Entry.Marker >= 0)
        {
            foreach (var candidate in ReplaceAfter(place.Entry, place.Container.Kind == SyntaxKind.Sequence, value)) yield return candidate;
        }

        yield return text.With((node.Start, node.End, writer.Flow(value, null, node.Quote)));
        yield return text.With((node.Start, node.End, " " + writer.Flow(value, null)));
    }

    public IEnumerable<string> Insert(SyntaxPlace place, string? name, DataNode value)
    {
        var entries = place.Container!.Entries;
        var column = text.Column(entries[0].Start);
        var indent = new string(' ', column);
        var written = name is null ? writer.Item(value, column) : writer.Entry(name, value, column);
        if (place.Index == 0)
        {
            yield return text.With((entries[0].Start, entries[0].Start, written + "\n" + indent));
            yield break;
        }

        var at = text.LineEnd(entries[place.Index - 1].End);
        if (AreSpaced(entries)) yield return text.With((at, at, "\n\n" + indent + written));
        yield return text.With((at, at, "\n" + indent + written));
    }

    public IEnumerable<string> Remove(SyntaxPlace place)
    {
        var (entries, entry) = (place.Container!.Entries, place.Entry);
        if (text.IsFirstOnLine(entry.Start))
        {
            var (from, to) = text.LinesOf(entry.Start, entry.End);
            yield return text.With((from, to, ""));
            while (to < text.Text.Length && text.IsBlank(to, text.LineEnd(to))) to = text.NextLine(to); // the text before may keep its blank lines
            yield return text.With((from, to, ""));
            yield return text.With((text.LineStart(entry.Start), text.NextLine(entry.End), "")); // and its line break
        }
        else if (place.Index + 1 < entries.Count)
        {
            var (line, next) = (text.LineEnd(entry.End), entries[place.Index + 1].Start);
            if (text.IsBlank(line, next)) yield return text.With((entry.Start, next, ""));
            var from = entry.Start;
            while (from > 0 && text.Text[from - 1] == ' ') from--;
            yield return text.With((from, line, ""));
        }
    }

    private IEnumerable<string> ReplaceAfter(SyntaxEntry entry, bool inList, DataNode value)
    {
        var node = entry.Value;
        var column = text.Column(entry.Start);
        var below = writer.Below(value, column, text.Column(entry.Marker), inList);
        var onLines = below[0] == '\n';
        var sameLine = !text.HasBreak(entry.Marker, node.Start);
        var rest = text.LineEnd(node.End);
        if (sameLine && onLines && !text.IsBlank(node.End, rest)) yield return text.With((entry.Marker, node.End, ""), (rest, rest, below));
        if (sameLine && !onLines && node.Start > entry.Marker)
        {
            if (value is DataNode.Text && node.Quote is '"' or '\'') yield return text.With((node.Start, node.End, writer.Line(value, node.Quote)));
            yield return text.With((node.Start, node.End, below[1..]));
        }

        if (text.IsBlank(entry.Marker, node.Start)) yield return text.With((entry.Marker, node.End, below));
        if (sameLine || !text.IsFirstOnLine(node.Start)) yield break;
        var (from, to) = text.LinesOf(node.Start, node.End);
        yield return onLines
            ? text.With((text.LineStart(node.Start), node.End, below[1..]))
            : text.With((entry.Marker, entry.Marker, below), (from, to, ""));
    }

    private static bool IsBlockLike(SyntaxNode node, DataNode value) => !node.Flow && IsFilled(value)
        && ((node.Kind == SyntaxKind.Mapping && value is DataNode.Mapping) || (node.Kind == SyntaxKind.Sequence && value is DataNode.Sequence));

    private static bool IsFilled(DataNode value) => value is DataNode.Mapping { Entries.Length: > 0 } or DataNode.Sequence { Items.Length: > 0 };

    /// <summary>Whether an empty line stands between every two.</summary>
    private bool AreSpaced(List<SyntaxEntry> entries) =>
        entries.Count > 1 && Enumerable.Range(1, entries.Count - 1).All(i => text.HasBlankLine(entries[i - 1].End, entries[i].Start));
}
