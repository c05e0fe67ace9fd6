using System.Globalization;
using System.Text;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

/// <summary>How Python's <c>requests</c> writes addresses, forms and JSON bodies (requests 2.28).</summary>
public static class RequestsEncoding
{
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    /// <summary>Arguments as a query or a form: lists repeat their key, nulls are left out, a text stays as it is. Null for nothing at all.</summary>
    /// <exception cref="ExperimentErrorException">They are neither a mapping nor pairs nor a text.</exception>
    public static string? Form(DataNode? arguments) => arguments switch
    {
        null or DataNode.Null => null,
        DataNode.Text text => text.Value,
        DataNode.Mapping mapping => Join(mapping.Entries.Select(static entry => (entry.Key, entry.Value))),
        DataNode.Sequence sequence => Join(sequence.Items.Select(Pair)),
        _ => throw new ExperimentErrorException($"The arguments of an HTTP call must be a mapping, a list of pairs or a text, not {PythonText.Repr(arguments)}."),
    };

    /// <summary>Python's <c>json.dumps(value)</c>: one line, blanks after commas and colons, ASCII only.</summary>
    /// <exception cref="ExperimentErrorException">It holds a number that JSON has no form for.</exception>
    public static string Json(DataNode node)
    {
        var builder = new StringBuilder();
        AppendJson(builder, node);
        return builder.ToString();
    }

    private static (DataNode Key, DataNode Value) Pair(DataNode item) => item is DataNode.Sequence { Items: [var key, var value] }
        ? (key, value)
        : throw new ExperimentErrorException("The arguments of an HTTP call are a list, and one of its items is not a pair.");

    private static string Join(IEnumerable<(DataNode Key, DataNode Value)> pairs)
    {
        var parts = from pair in pairs
                    from value in Values(pair.Value)
                    where value is not DataNode.Null
                    from single in value is DataNode.Text ? [value] : Values(value)
                    select Plus(PythonText.Of(pair.Key)) + "=" + Plus(PythonText.Of(single));
        return string.Join('&', parts);
    }

    /// <summary>What iterating over a value gives in Python: a mapping gives its keys.</summary>
    private static IEnumerable<DataNode> Values(DataNode value) => value switch
    {
        DataNode.Sequence sequence => sequence.Items,
        DataNode.Mapping mapping => mapping.Entries.Select(static entry => entry.Key),
        _ => [value],
    };

    /// <summary>Python's <c>quote_plus</c>.</summary>
    private static string Plus(string text)
    {
        var builder = new StringBuilder(text.Length);
        foreach (var unit in Encoding.UTF8.GetBytes(text))
        {
            if (unit == ' ') builder.Append('+');
            else if (Unreserved.Contains((char)unit, StringComparison.Ordinal)) builder.Append((char)unit);
            else builder.Append('%').Append(unit.ToString("X2", CultureInfo.InvariantCulture));
        }

        return builder.ToString();
    }

    private static void AppendJson(StringBuilder builder, DataNode node)
    {
        switch (node)
        {
            case DataNode.Float { Value: var number } when !double.IsFinite(number):
                throw new ExperimentErrorException("The arguments of an HTTP call hold a number that JSON has no form for.");
            case DataNode.Timestamp:
                throw new ExperimentErrorException("The arguments of an HTTP call hold a date, which JSON has no form for.");
            case DataNode.Sequence sequence:
                builder.Append('[');
                for (var i = 0; i < sequence.Items.Length; i++)
                {
                    if (i > 0) builder.Append(", ");
                    AppendJson(builder, sequence.Items[i]);
                }

                builder.Append(']');
                break;
            case DataNode.Mapping mapping:
                builder.Append('{');
                for (var i = 0; i < mapping.Entries.Length; i++)
                {
                    if (i > 0) builder.Append(", ");
                    var entry = mapping.Entries[i];
                    AppendAscii(builder, entry.Key is DataNode.Text ? JsonWriter.Compact(entry.Key) : JsonWriter.Compact(DataNode.Of(JsonWriter.Compact(entry.Key))));
                    builder.Append(": ");
                    AppendJson(builder, entry.Value);
                }

                builder.Append('}');
                break;
            default:
                AppendAscii(builder, JsonWriter.Compact(node));
                break;
        }
    }

    private static void AppendAscii(StringBuilder builder, string json)
    {
        foreach (var c in json)
        {
            if (c < '\x7f') builder.Append(c);
            else builder.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
        }
    }
}
