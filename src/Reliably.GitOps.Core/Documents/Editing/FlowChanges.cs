namespace Reliably.GitOps.Documents.Editing;

/// <summary>Ways to change what is written between brackets: all JSON, and YAML's flow style. The first that is read as it should be is taken.</summary>
internal sealed class FlowChanges(DocumentText text, ValueWriter writer)
{
    public IEnumerable<string> Replace(SyntaxPlace place, DataNode value)
    {
        var node = place.Node;
        var ownLine = place.Container is null || text.IsFirstOnLine(place.Entry.Start);
        var written = writer.Flow(value, ownLine ? IndentOf(node.Start) : null, node.Quote);
        if (node.End > node.Start) yield return text.With((node.Start, node.End, written));
        yield return text.With((node.Start, node.End, " " + written));
        yield return text.With((node.Start, node.End, ": " + written));
    }

    public IEnumerable<string> Insert(SyntaxPlace place, string? name, DataNode value)
    {
        var container = place.Container!;
        var open = text.Text.IndexOf(container.Kind == SyntaxKind.Mapping ? '{' : '[', container.Start);
        if (open < 0 || open >= container.End) yield break;
        if (container.Entries.Count == 0) yield return IntoEmpty(place, open, name, value);
        else if (place.Index < container.Entries.Count) yield return Before(place.Entry, name, value);
        else yield return AtEnd(container, name, value);
    }

    public IEnumerable<string> Remove(SyntaxPlace place)
    {
        var (container, entry) = (place.Container!, place.Entry);
        var close = container.End - 1;
        var from = place.Index > 0 ? container.Entries[place.Index - 1].End : entry.Start;
        var comma = text.SkipBlanks(entry.End);
        var hasComma = text.Text[comma] == ',';
        if (container.Entries.Count == 1)
        {
            var open = text.Text.LastIndexOf(container.Kind == SyntaxKind.Mapping ? '{' : '[', entry.Start);
            if (open >= 0 && !HasComment(open, entry.Start) && !HasComment(entry.End, close)) yield return text.With((open + 1, close, ""));
            yield return text.With((entry.Start, hasComma ? comma + 1 : entry.End, ""));
        }
        else if (place.Index < container.Entries.Count - 1)
        {
            var next = container.Entries[place.Index + 1].Start;
            if (!HasComment(entry.End, next)) yield return text.With((entry.Start, next, ""));
            yield return text.With((entry.Start, hasComma ? comma + 1 : entry.End, ""));
        }
        else if (!HasComment(from, entry.Start))
        {
            yield return text.With((from, entry.End, ""));
        }
        else
        {
            var before = text.SkipBlanks(from);
            var lines = text.IsFirstOnLine(entry.Start) && text.IsBlank(entry.End, text.LineEnd(entry.End));
            var (first, end) = text.LinesOf(entry.Start, entry.End);
            yield return lines
                ? text.With((before, before + 1, ""), (first, end, ""))
                : text.With((before, before + 1, ""), (entry.Start, entry.End, ""));
        }
    }

    private string IntoEmpty(SyntaxPlace place, int open, string? name, DataNode value)
    {
        var close = place.Container!.End - 1;
        if (!text.IsBlank(open + 1, close)) return text.With((open + 1, open + 1, Written(name, value, null)));
        if (!writer.IsExpanded) return text.With((open + 1, close, writer.Padded(Written(name, value, null), name is not null)));
        var indent = IndentOf(open);
        var inner = "\n" + new string(' ', indent + writer.Unit);
        return text.With((open + 1, close, inner + Written(name, value, indent + writer.Unit) + "\n" + new string(' ', indent)));
    }

    private string Before(SyntaxEntry next, string? name, DataNode value)
    {
        var line = text.IsFirstOnLine(next.Start);
        var written = Written(name, value, line ? IndentOf(next.Start) : null);
        return text.With((next.Start, next.Start, written + (line ? ",\n" + Indentation(next.Start) : ", ")));
    }

    private string AtEnd(SyntaxNode container, string? name, DataNode value)
    {
        var last = container.Entries[^1];
        var comma = text.SkipBlanks(last.End);
        var trailing = text.Text[comma] == ',';
        if (!text.IsFirstOnLine(last.Start))
        {
            return trailing ? text.With((comma + 1, comma + 1, " " + Written(name, value, null))) : text.With((last.End, last.End, ", " + Written(name, value, null)));
        }

        var added = "\n" + Indentation(last.Start) + Written(name, value, IndentOf(last.Start));
        var line = text.LineEnd(trailing ? comma : last.End);
        if (line >= container.End) return text.With((last.End, trailing ? comma + 1 : last.End, "," + added));
        return trailing ? text.With((line, line, added + ",")) : text.With((last.End, last.End, ","), (line, line, added));
    }

    private string Written(string? name, DataNode value, int? indent) => name is null ? writer.Flow(value, indent) : writer.FlowEntry(name, value, indent);

    private int IndentOf(int index) => Indentation(index).Length;

    private string Indentation(int index)
    {
        var start = text.LineStart(index);
        var end = start;
        while (end < text.Text.Length && text.Text[end] is ' ' or '\t') end++;
        return text.Text[start..end];
    }

    /// <summary>Between values only blanks, commas and comments stand.</summary>
    private bool HasComment(int from, int to) => to > from && text.Text.AsSpan(from..to).Contains('#');
}
