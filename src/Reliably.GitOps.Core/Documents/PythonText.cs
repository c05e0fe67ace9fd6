using System.Globalization;
using System.Text;

namespace Reliably.GitOps.Documents;

/// <summary>Values as Python's <c>str()</c> and <c>repr()</c> write them, which is what the Chaos Toolkit puts into text (Python 3.12, data model).</summary>
public static class PythonText
{
    /// <summary>Python's <c>str(value)</c>.</summary>
    public static string Of(DataNode node) => node switch
    {
        DataNode.Text text => text.Value,
        DataNode.Timestamp timestamp => timestamp.Iso.Replace('T', ' '),
        _ => Repr(node),
    };

    /// <summary>Python's <c>not text.strip()</c>, which takes four separators (U+001C to U+001F) for blanks as well.</summary>
    public static bool IsBlank(string text) => text.All(static c => char.IsWhiteSpace(c) || c is >= '\x1c' and <= '\x1f');

    /// <summary>Python's <c>repr(value)</c>.</summary>
    public static string Repr(DataNode node)
    {
        var builder = new StringBuilder();
        Append(builder, node);
        return builder.ToString();
    }

    /// <summary>The shortest text that reads back as the same float, always with a point or an exponent: <c>1.0</c>, <c>1e-05</c>, <c>1e+16</c>.</summary>
    public static string OfFloat(double value)
    {
        if (double.IsNaN(value)) return "nan";
        if (double.IsInfinity(value)) return value > 0 ? "inf" : "-inf";
        var shortest = value.ToString("E16", CultureInfo.InvariantCulture);
        for (var digits = 0; digits <= 16; digits++)
        {
            var candidate = value.ToString("E" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            if (double.Parse(candidate, CultureInfo.InvariantCulture).Equals(value))
            {
                shortest = candidate;
                break;
            }
        }

        return Arrange(shortest);
    }

    private static string Arrange(string scientific)
    {
        var negative = scientific[0] == '-';
        var at = scientific.IndexOf('E', StringComparison.Ordinal);
        var digits = scientific[(negative ? 1 : 0)..at].Replace(".", "", StringComparison.Ordinal).TrimEnd('0');
        if (digits.Length == 0) digits = "0";
        var exponent = digits == "0" ? 0 : int.Parse(scientific[(at + 1)..], CultureInfo.InvariantCulture);
        var sign = negative ? "-" : "";
        if (exponent is < -4 or >= 16)
        {
            var mantissa = digits.Length == 1 ? digits : digits[..1] + "." + digits[1..];
            return sign + mantissa + "e" + (exponent < 0 ? "-" : "+") + Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture);
        }

        if (exponent < 0) return sign + "0." + new string('0', -exponent - 1) + digits;
        return digits.Length <= exponent + 1
            ? sign + digits.PadRight(exponent + 1, '0') + ".0"
            : sign + digits[..(exponent + 1)] + "." + digits[(exponent + 1)..];
    }

    private static void Append(StringBuilder builder, DataNode node)
    {
        switch (node)
        {
            case DataNode.Null: builder.Append("None"); break;
            case DataNode.Boolean boolean: builder.Append(boolean.Value ? "True" : "False"); break;
            case DataNode.Integer integer: builder.Append(integer.Value.ToString(CultureInfo.InvariantCulture)); break;
            case DataNode.Float number: builder.Append(OfFloat(number.Value)); break;
            case DataNode.Timestamp timestamp: builder.Append(ReprOf(timestamp.Iso)); break;
            case DataNode.Text text: AppendQuoted(builder, text.Value); break;
            case DataNode.Sequence sequence:
                builder.Append('[');
                for (var i = 0; i < sequence.Items.Length; i++)
                {
                    if (i > 0) builder.Append(", ");
                    Append(builder, sequence.Items[i]);
                }

                builder.Append(']');
                break;
            case DataNode.Mapping mapping:
                builder.Append('{');
                for (var i = 0; i < mapping.Entries.Length; i++)
                {
                    if (i > 0) builder.Append(", ");
                    Append(builder, mapping.Entries[i].Key);
                    builder.Append(": ");
                    Append(builder, mapping.Entries[i].Value);
                }

                builder.Append('}');
                break;
        }
    }

    private static void AppendQuoted(StringBuilder builder, string text)
    {
        var quote = text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        builder.Append(quote);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '\\' => builder.Append("\\\\"),
                '\n' => builder.Append("\\n"),
                '\r' => builder.Append("\\r"),
                '\t' => builder.Append("\\t"),
                var value when value == quote => builder.Append('\\').Append(quote),
                _ when IsPrintable(rune) => builder.Append(rune),
                < 0x100 and var value => builder.Append("\\x").Append(value.ToString("x2", CultureInfo.InvariantCulture)),
                < 0x10000 and var value => builder.Append("\\u").Append(value.ToString("x4", CultureInfo.InvariantCulture)),
                var value => builder.Append("\\U").Append(value.ToString("x8", CultureInfo.InvariantCulture)),
            };
        }

        builder.Append(quote);
    }

    /// <summary>Python's <c>isprintable</c>: the blank, and no other separator; nothing that controls, is for private use or is not assigned.</summary>
    private static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);

    /// <summary>A <c>datetime.date</c> or <c>datetime.datetime</c> as Python would make it: seconds and microseconds only where they are needed.</summary>
    private static string ReprOf(string iso)
    {
        if (iso.Length == 10) return $"datetime.date({Number(iso[..4])}, {Number(iso[5..7])}, {Number(iso[8..10])})";
        var zone = iso.IndexOfAny(['+', '-', 'Z'], 11);
        var time = (zone < 0 ? iso : iso[..zone])[11..];
        var parts = new List<int> { Number(iso[..4]), Number(iso[5..7]), Number(iso[8..10]), Number(time[..2]), Number(time[3..5]), Number(time[6..8]) };
        var micro = time.Length > 9 ? Number(time[9..].PadRight(6, '0')[..6]) : 0;
        if (micro != 0) parts.Add(micro);
        else if (parts[5] == 0) parts.RemoveAt(5);
        return $"datetime.datetime({string.Join(", ", parts)}{(zone < 0 ? "" : ", tzinfo=datetime." + ZoneOf(iso[zone..]))})";
    }

    /// <summary>A negative offset is a day less, and seconds above that.</summary>
    private static string ZoneOf(string offset)
    {
        if (offset is "Z" or "+00:00" or "-00:00") return "timezone.utc";
        var seconds = Number(offset[1..3]) * 3600 + Number(offset[4..6]) * 60;
        return offset[0] == '-'
            ? $"timezone(datetime.timedelta(days=-1, seconds={86400 - seconds}))"
            : $"timezone(datetime.timedelta(seconds={seconds}))";
    }

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);
}
