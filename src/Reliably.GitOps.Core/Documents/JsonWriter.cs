using System.Globalization;
using System.Text;

namespace Reliably.GitOps.Documents;

/// <summary>
/// Writes a value as Python's <c>json.dumps(value, indent=2, ensure_ascii=False)</c> does, which is the Chaos Toolkit's journal format:
/// non-ASCII kept, only the escapes JSON needs, floats in Python's shortest form, NaN and Infinity bare, keys as text.
/// </summary>
public static class JsonWriter
{
    /// <summary>Indented by two blanks, line feeds, no final newline.</summary>
    public static string Indented(DataNode node)
    {
        var builder = new StringBuilder();
        Append(builder, node, 0);
        return builder.ToString();
    }

    /// <summary>On one line without blanks.</summary>
    public static string Compact(DataNode node)
    {
        var builder = new StringBuilder();
        Append(builder, node, null);
        return builder.ToString();
    }

    private static void Append(StringBuilder builder, DataNode node, int? depth)
    {
        switch (node)
        {
            case DataNode.Null: builder.Append("null"); break;
            case DataNode.Boolean boolean: builder.Append(boolean.Value ? "true" : "false"); break;
            case DataNode.Integer integer: builder.Append(integer.Value.ToString(CultureInfo.InvariantCulture)); break;
            case DataNode.Float number: builder.Append(OfFloat(number.Value)); break;
            case DataNode.Timestamp timestamp: AppendText(builder, timestamp.Iso); break;
            case DataNode.Text text: AppendText(builder, text.Value); break;
            case DataNode.Sequence sequence:
                AppendItems(builder, '[', ']', sequence.Items.Length, depth, i => Append(builder, sequence.Items[i], depth + 1));
                break;
            case DataNode.Mapping mapping:
                AppendItems(builder, '{', '}', mapping.Entries.Length, depth, i =>
                {
                    AppendText(builder, KeyText(mapping.Entries[i].Key));
                    builder.Append(depth is null ? ":" : ": ");
                    Append(builder, mapping.Entries[i].Value, depth + 1);
                });
                break;
        }
    }

    private static void AppendItems(StringBuilder builder, char open, char close, int count, int? depth, Action<int> append)
    {
        builder.Append(open);
        for (var i = 0; i < count; i++)
        {
            if (i > 0) builder.Append(',');
            NewLine(builder, depth + 1);
            append(i);
        }

        if (count > 0) NewLine(builder, depth);
        builder.Append(close);
    }

    private static void NewLine(StringBuilder builder, int? depth)
    {
        if (depth is { } levels) builder.Append('\n').Append(' ', levels * 2);
    }

    private static string OfFloat(double value) =>
        double.IsNaN(value) ? "NaN" : double.IsInfinity(value) ? (value > 0 ? "Infinity" : "-Infinity") : PythonText.OfFloat(value);

    private static string KeyText(DataNode key) => key switch
    {
        DataNode.Null => "null",
        DataNode.Boolean boolean => boolean.Value ? "true" : "false",
        DataNode.Timestamp timestamp => timestamp.Iso,
        _ => PythonText.Of(key),
    };

    private static void AppendText(StringBuilder builder, string text)
    {
        builder.Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => builder.Append("\\\""),
                '\\' => builder.Append("\\\\"),
                '\n' => builder.Append("\\n"),
                '\r' => builder.Append("\\r"),
                '\t' => builder.Append("\\t"),
                '\b' => builder.Append("\\b"),
                '\f' => builder.Append("\\f"),
                < ' ' => builder.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                _ => builder.Append(c),
            };
        }

        builder.Append('"');
    }
}
