using System.Buffers;
using System.Globalization;
using System.Text;

namespace Reliably.GitOps.Documents.Editing;

/// <summary>
/// Writes single values so that PyYAML (YAML 1.1) and YAML 1.2 readers see the same: what could be taken for something else is quoted.
/// </summary>
internal static class ScalarWriter
{
    private const string Indicators = "-?:,[]{}#&*!|>'\"%@`=<~";

    private static readonly SearchValues<char> FlowMarks = SearchValues.Create(",[]{}:?");

    /// <summary>The value on one line.</summary>
    /// <param name="value">A value that is no list and no mapping.</param>
    /// <param name="flow">It stands between brackets, where commas and braces would end it.</param>
    /// <param name="quote">The quote to prefer for a text, or a blank.</param>
    public static string Line(DataNode value, bool flow, char quote = ' ') => value switch
    {
        DataNode.Null => "null",
        DataNode.Boolean boolean => boolean.Value ? "true" : "false",
        DataNode.Integer integer => integer.Value.ToString(CultureInfo.InvariantCulture),
        DataNode.Float number => OfFloat(number.Value),
        DataNode.Timestamp timestamp => timestamp.Iso,
        DataNode.Text text => OfText(text.Value, flow, quote),
        _ => throw new ArgumentException("A list or mapping is no single value.", nameof(value)),
    };

    /// <summary>Whether a text of several lines can be written as a block.</summary>
    public static bool IsBlock(string text)
    {
        if (!text.TrimEnd('\n').Contains('\n', StringComparison.Ordinal) || text[0] is ' ' or '\n' || text.EndsWith("\n\n", StringComparison.Ordinal)) return false;
        return text.All(static c => c == '\n' || IsPlainCharacter(c)) && !text.Split('\n').Any(static line => line.EndsWith(' '));
    }

    /// <summary>The text as a block, from its <c>|</c> on, each line behind so many blanks.</summary>
    public static string Block(string text, int indent)
    {
        var builder = new StringBuilder(text.EndsWith('\n') ? "|" : "|-");
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            builder.Append('\n');
            if (line.Length > 0) builder.Append(' ', indent).Append(line);
        }

        return builder.ToString();
    }

    private static string OfFloat(double value)
    {
        if (double.IsNaN(value)) return ".nan";
        if (double.IsInfinity(value)) return value > 0 ? ".inf" : "-.inf";
        var text = PythonText.OfFloat(value);
        return text.Contains('.', StringComparison.Ordinal) ? text : text.Replace("e", ".0e", StringComparison.Ordinal);
    }

    private static string OfText(string text, bool flow, char quote)
    {
        if (quote == '\'' && text.All(IsPlainCharacter)) return "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";
        return quote != '"' && IsPlain(text, flow) ? text : Quoted(text);
    }

    private static bool IsPlain(string text, bool flow)
    {
        if (text.Length == 0 || text[0] == ' ' || text[^1] is ' ' or ':' || Indicators.Contains(text[0], StringComparison.Ordinal)) return false;
        if (!text.All(IsPlainCharacter) || text.StartsWith("...", StringComparison.Ordinal)) return false;
        if (text.Contains(": ", StringComparison.Ordinal) || text.Contains(" #", StringComparison.Ordinal)) return false;
        if (flow && text.AsSpan().IndexOfAny(FlowMarks) >= 0) return false;
        return YamlScalar.Resolve(text, out var pretends) is DataNode.Text && pretends is null && !IsOtherwiseIn12(text);
    }

    /// <summary>A text to PyYAML, but something else to YAML 1.2 or to a reader: <c>1e3</c>, <c>0o17</c>, <c>y</c>.</summary>
    private static bool IsOtherwiseIn12(string text) =>
        text is "y" or "Y" or "n" or "N" || text.StartsWith("0o", StringComparison.Ordinal)
        || (text[0] is (>= '0' and <= '9') or '+' or '.' && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _));

    private static bool IsPlainCharacter(char c) => c is (>= ' ' and <= '~') or (>= '\u00A0' and < '\u2028') or (> '\u2029' and < '\uFEFF') or (> '\uFEFF' and <= '\uFFFD');

    private static string Quoted(string text)
    {
        var builder = new StringBuilder("\"");
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => builder.Append("\\\""),
                '\\' => builder.Append("\\\\"),
                '\n' => builder.Append("\\n"),
                '\r' => builder.Append("\\r"),
                '\t' => builder.Append("\\t"),
                _ when IsPlainCharacter(c) => builder.Append(c),
                _ => builder.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
            };
        }

        return builder.Append('"').ToString();
    }
}
