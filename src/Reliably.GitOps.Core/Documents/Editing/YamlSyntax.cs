using Reliably.GitOps.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Reliably.GitOps.Documents.Editing;

/// <summary>
/// The places of everything in a YAML text that <see cref="YamlReader"/> has read: it is bounded in size and depth, and well-formed. YamlDotNet
/// tells exactly where scalars stand and where collections begin; where block collections end, and where dashes and colons are, is worked out here.
/// </summary>
internal sealed class YamlSyntax
{
    private readonly DocumentText text;
    private readonly Parser parser;

    private YamlSyntax(DocumentText text)
    {
        this.text = text;
        parser = new(new StringReader(text.Text));
    }

    /// <summary>The root value; null for a text without any.</summary>
    public static SyntaxNode? Read(DocumentText text)
    {
        var syntax = new YamlSyntax(text);
        while (syntax.parser.MoveNext())
        {
            if (syntax.parser.Current is NodeEvent) return syntax.Node();
        }

        return null;
    }

    /// <summary>The value that begins at the current event; stays at its last event.</summary>
    private SyntaxNode Node() => parser.Current switch
    {
        AnchorAlias alias => new() { Kind = SyntaxKind.Alias, Start = (int)alias.Start.Index, End = (int)alias.End.Index, Anchor = alias.Value.Value },
        Scalar scalar => OfScalar(scalar),
        SequenceStart start => Sequence(start),
        MappingStart start => Mapping(start),
        _ => throw new InvalidOperationException("A value was expected."),
    };

    private SyntaxNode OfScalar(Scalar scalar)
    {
        var quote = scalar.Style switch
        {
            ScalarStyle.SingleQuoted => '\'',
            ScalarStyle.DoubleQuoted => '"',
            ScalarStyle.Literal => '|',
            ScalarStyle.Folded => '>',
            _ => ' ',
        };
        var (start, end) = ((int)scalar.Start.Index, (int)scalar.End.Index);
        if (quote is '|' or '>') end = EndOfBlock(start, Math.Min(end, text.Text.Length));
        return new() { Kind = SyntaxKind.Scalar, Start = start, End = end, Quote = quote, Anchor = NameOf(scalar) };
    }

    /// <summary>A block text ends with its last line that is not blank, but for one that keeps its blank lines.</summary>
    private int EndOfBlock(int start, int end)
    {
        var header = text.Text.AsSpan(start..text.LineEnd(start));
        var keeps = header[Math.Max(0, header.LastIndexOfAny('|', '>'))..].Contains('+');
        if (keeps) return end > start && text.Text[end - 1] is '\n' or '\r' ? end - (text.Text[end - 1] == '\n' && text.Text[end - 2] == '\r' ? 2 : 1) : end;
        while (end > start && char.IsWhiteSpace(text.Text[end - 1])) end--;
        return text.Text.AsSpan(start..end).IndexOfAny('\n', '\r') < 0 ? text.LineEnd(end) : end;
    }

    private SyntaxNode Sequence(SequenceStart start)
    {
        var flow = start.Style == SequenceStyle.Flow;
        var node = new SyntaxNode { Kind = SyntaxKind.Sequence, Start = (int)start.Start.Index, Flow = flow, Anchor = NameOf(start) };
        var at = AfterProperties(node.Start);
        while (parser.MoveNext() && parser.Current is not SequenceEnd)
        {
            var dash = flow ? -1 : text.SkipBlanks(at);
            var item = Placed(Node(), dash + 1);
            node.Entries.Add(new() { Value = item, Start = flow ? item.Start : dash, Marker = flow ? -1 : dash + 1 });
            at = node.Entries[^1].End;
        }

        node.End = EndOf(node, (int)parser.Current!.Start.Index, ']');
        return node;
    }

    private SyntaxNode Mapping(MappingStart start)
    {
        var flow = start.Style == MappingStyle.Flow;
        var node = new SyntaxNode { Kind = SyntaxKind.Mapping, Start = (int)start.Start.Index, Flow = flow, Anchor = NameOf(start) };
        while (parser.MoveNext() && parser.Current is not MappingEnd)
        {
            var name = NameOfKey(parser.Current!);
            var key = Node();
            parser.MoveNext();
            var value = Node();
            var colon = text.SkipBlanks(key.End);
            var marker = colon < text.Text.Length && text.Text[colon] == ':' && colon <= value.Start ? colon + 1 : -1;
            node.Entries.Add(new() { Key = key, Name = name, Value = Placed(value, Math.Max(key.End, marker)), Start = key.Start, Marker = marker });
        }

        node.End = EndOf(node, (int)parser.Current!.Start.Index, '}');
        return node;
    }

    /// <summary>An empty value stands where one could be written: after its colon or dash.</summary>
    private static SyntaxNode Placed(SyntaxNode node, int marker) =>
        node.Kind == SyntaxKind.Scalar && node.Start >= node.End && marker > 0 ? new() { Kind = SyntaxKind.Scalar, Start = marker, End = marker } : node;

    private int EndOf(SyntaxNode node, int closing, char bracket)
    {
        if (node.Flow && closing < text.Text.Length && text.Text[closing] == bracket) return closing + 1;
        return node.Entries.Count > 0 ? node.Entries[^1].End : node.Start;
    }

    /// <summary>Passes over <c>&amp;anchor</c> and <c>!tag</c>.</summary>
    private int AfterProperties(int at)
    {
        while (at < text.Text.Length && text.Text[at] is '&' or '!')
        {
            while (at < text.Text.Length && !char.IsWhiteSpace(text.Text[at])) at++;
            at = text.SkipBlanks(at);
        }

        return at;
    }

    private static string? NameOf(NodeEvent node) => node.Anchor.IsEmpty ? null : node.Anchor.Value;

    /// <summary>The name by which a pointer finds the entry; null for a merge, an alias, and what is no scalar.</summary>
    private static string? NameOfKey(ParsingEvent key) =>
        key is not Scalar scalar || scalar is { Value: "<<", Style: ScalarStyle.Plain, Tag.IsEmpty: true }
            ? null
            : new MappingEntry(YamlTag.Type(scalar, asKey: true, default(SourceSpan)), DataNode.None).Name;
}
