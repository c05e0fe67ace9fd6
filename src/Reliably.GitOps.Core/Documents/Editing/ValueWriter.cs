using System.Text;

namespace Reliably.GitOps.Documents.Editing;

/// <summary>Writes values as text in the style of the document they go into. Lines end with a line feed.</summary>
internal sealed class ValueWriter(WritingStyle style)
{
    /// <summary>A whole YAML document.</summary>
    public static string Document(DataNode root)
    {
        var writer = new ValueWriter(WritingStyle.Own with { Flow = false });
        return root switch
        {
            DataNode.Mapping { Entries.Length: > 0 } or DataNode.Sequence { Items.Length: > 0 } => writer.Block(root, 0) + "\n",
            _ => writer.Flow(root, 0) + "\n",
        };
    }

    /// <summary>Between brackets, or a single value; in JSON, on lines of its own where asked.</summary>
    /// <param name="node">The value.</param>
    /// <param name="indent">Blanks before the line it stands on; null for a value on one line.</param>
    /// <param name="quote">The quote to prefer for a text.</param>
    public string Flow(DataNode node, int? indent, char quote = ' ') => style.Json ? Json(node, style.Expanded ? indent : null) : Yaml(node, quote);

    public bool IsExpanded => style is { Json: true, Expanded: true };

    public int Unit => style.Unit;

    /// <summary>A single value where indentation rules.</summary>
    public string Line(DataNode value, char quote = ' ') =>
        value is DataNode.Sequence or DataNode.Mapping ? Yaml(value, quote) : ScalarWriter.Line(value, flow: false, quote);

    /// <summary>What comes between the braces of a mapping that was empty.</summary>
    public string Padded(string written, bool inMapping) => style.Padded && inMapping ? " " + written + " " : written;

    /// <summary>A key and its value between brackets.</summary>
    public string FlowEntry(string key, DataNode value, int? indent) => Key(key, flow: true) + ": " + Flow(value, indent);

    /// <summary>A key as it is written.</summary>
    public string Key(string key, bool flow) => style.Json ? JsonWriter.Compact(DataNode.Of(key)) : ScalarWriter.Line(DataNode.Of(key), flow);

    /// <summary>A key and its value in block style, the first line without its indentation.</summary>
    public string Entry(string key, DataNode value, int indent) => Key(key, flow: false) + ":" + Below(value, indent, key.Length + indent + 1, inList: false);

    /// <summary>An item in block style, the first line without its indentation.</summary>
    public string Item(DataNode value, int indent) => "-" + Below(value, indent, indent + 1, inList: true);

    /// <summary>What comes after a colon or dash at an indentation: from the blank or the line break on.</summary>
    public string Below(DataNode value, int indent, int column, bool inList)
    {
        if (value is DataNode.Text text && ScalarWriter.IsBlock(text.Value)) return " " + ScalarWriter.Block(text.Value, indent + style.Unit);
        if (value is not (DataNode.Mapping { Entries.Length: > 0 } or DataNode.Sequence { Items.Length: > 0 })) return " " + Line(value);
        if (!inList && Yaml(value, ' ') is var flow && style.Fits(value, flow, column)) return " " + flow;
        if (inList) return " " + Block(value, indent + 2);
        var inner = indent + (value is DataNode.Sequence ? style.DashIndent : style.Unit);
        return "\n" + new string(' ', inner) + Block(value, inner);
    }

    /// <summary>The entries or items one below the other, the first line without its indentation.</summary>
    public string Block(DataNode node, int indent)
    {
        var between = "\n" + new string(' ', indent);
        return node is DataNode.Sequence sequence
            ? string.Join(between, sequence.Items.Select(item => Item(item, indent)))
            : string.Join(between, ((DataNode.Mapping)node).Entries.Select(entry => Entry(entry, indent)));
    }

    private string Entry(MappingEntry entry, int indent) =>
        entry.Key is DataNode.Text text ? Entry(text.Value, entry.Value, indent) : ScalarWriter.Line(entry.Key, flow: false) + ":" + Below(entry.Value, indent, indent + 10, inList: false);

    private string Yaml(DataNode node, char quote) => node switch
    {
        DataNode.Sequence sequence => "[" + string.Join(", ", sequence.Items.Select(item => Yaml(item, ' '))) + "]",
        DataNode.Mapping { Entries.Length: 0 } => "{}",
        DataNode.Mapping mapping => Braced(mapping.Entries.Select(entry => ScalarWriter.Line(entry.Key, flow: true) + ": " + Yaml(entry.Value, ' '))),
        _ => ScalarWriter.Line(node, flow: true, quote),
    };

    private string Json(DataNode node, int? indent) => node switch
    {
        DataNode.Sequence { Items.Length: > 0 } sequence when indent is null => "[" + string.Join(", ", sequence.Items.Select(item => Json(item, null))) + "]",
        DataNode.Sequence { Items.Length: > 0 } sequence => OnLines('[', sequence.Items.Select(item => Json(item, indent + style.Unit)), ']', indent.Value),
        DataNode.Mapping { Entries.Length: > 0 } mapping when indent is null => Braced(mapping.Entries.Select(entry => Member(entry, null))),
        DataNode.Mapping { Entries.Length: > 0 } mapping => OnLines('{', mapping.Entries.Select(entry => Member(entry, indent + style.Unit)), '}', indent.Value),
        _ => JsonWriter.Compact(node),
    };

    private string Member(MappingEntry entry, int? indent) => JsonWriter.Compact(DataNode.Of(entry.Name)) + ": " + Json(entry.Value, indent);

    private string OnLines(char open, IEnumerable<string> values, char close, int indent)
    {
        var line = "\n" + new string(' ', indent + style.Unit);
        return open + line + string.Join("," + line, values) + "\n" + new string(' ', indent) + close;
    }

    private string Braced(IEnumerable<string> entries)
    {
        var padding = style.Padded ? " " : "";
        return new StringBuilder("{").Append(padding).AppendJoin(", ", entries).Append(padding).Append('}').ToString();
    }
}
