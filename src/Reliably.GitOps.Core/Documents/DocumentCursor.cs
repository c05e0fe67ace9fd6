using System.Globalization;
using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Documents;

/// <summary>
/// A value in its document: the file, the JSON pointer that leads to it, the value, and the stretch of text to point at. Rules make many cursors
/// and tell of few, so the pointer is put together when somebody asks for it.
/// </summary>
public sealed record DocumentCursor
{
    private readonly DocumentCursor? parent;
    private readonly string? key;
    private readonly int index;
    private string? pointer;

    public DocumentCursor(string file, string pointer, DataNode node, SourceSpan span)
    {
        (File, this.pointer, Node, Span) = (file, pointer, node, span);
    }

    private DocumentCursor(DocumentCursor parent, string? key, int index, DataNode node, SourceSpan span)
    {
        (File, this.parent, this.key, this.index, Node, Span) = (parent.File, parent, key, index, node, span);
    }

    public string File { get; init; }

    /// <summary>JSON pointer (RFC 6901) of the value.</summary>
    public string Pointer => pointer ??= parent!.Pointer + "/" + (key is null ? index.ToString(CultureInfo.InvariantCulture) : Escape(key));

    public DataNode Node { get; init; }

    public SourceSpan Span { get; init; }

    /// <summary>The whole document.</summary>
    public static DocumentCursor Root(string file, DataNode node) => new(file, "", node, node.Span);

    /// <summary>A place of which only the file is known.</summary>
    public static DocumentCursor OfFile(string file, SourceSpan span = default) => new(file, "", DataNode.None, span);

    /// <summary>The value under a key; null where there is none (an explicit null is a value).</summary>
    public DocumentCursor? Field(string key) =>
        Node is DataNode.Mapping mapping && mapping[key] is { } value
            ? new(this, key, 0, value, value.Span)
            : null;

    /// <summary>Like <see cref="Field"/>, but points at the key.</summary>
    public DocumentCursor AtKey(MappingEntry entry) => new(this, entry.Name, 0, entry.Value, entry.Key.Span);

    public DocumentCursor AtValue(MappingEntry entry) => new(this, entry.Name, 0, entry.Value, entry.Value.Span);

    /// <summary>The items of a list with their places; none where the value is no list.</summary>
    public IEnumerable<DocumentCursor> Items()
    {
        if (Node is not DataNode.Sequence sequence) yield break;
        for (var i = 0; i < sequence.Items.Length; i++)
        {
            yield return new(this, null, i, sequence.Items[i], sequence.Items[i].Span);
        }
    }

    /// <summary>Where to point when something is missing from a mapping: its first key, which reads better than the whole stretch.</summary>
    public DocumentCursor Head() =>
        Node is DataNode.Mapping { Entries: [var first, ..] } ? this with { Span = first.Key.Span } : this;

    /// <summary>A part of a text's value, where the text stands in one line as it is (plain, or quoted without escapes); else the whole.</summary>
    public DocumentCursor Inside(int start, int length)
    {
        if (Node is not DataNode.Text { Value: var text } || Span.Start.Line != Span.End.Line) return this;
        var written = Span.End.Column - Span.Start.Column;
        var quote = (written - text.Length) switch { 0 => 0, 2 => 1, _ => -1 };
        if (quote < 0 || start + length > text.Length) return this;
        var first = Span.Start.Column + quote + start;
        return this with { Span = new(Span.Start with { Column = first }, Span.Start with { Column = first + length }) };
    }

    public bool Equals(DocumentCursor? other) =>
        other is not null && File == other.File && Pointer == other.Pointer && Span == other.Span && Node.Equals(other.Node);

    public override int GetHashCode() => HashCode.Combine(File, Pointer, Span);

    private static string Escape(string key) =>
        key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
