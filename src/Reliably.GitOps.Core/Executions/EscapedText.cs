using System.Globalization;
using System.Text;

namespace Reliably.GitOps.Executions;

/// <summary>A text with its special characters escaped, as JSON and Python write it between quotes.</summary>
internal static class EscapedText
{
    public static string Json(string text, bool asciiOnly) => Escape(text, asciiOnly, static c => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\b' => "\\b",
        '\f' => "\\f",
        _ => null,
    });

    /// <summary>Python's <c>repr</c> of the text and of its bytes, between either quotes.</summary>
    public static IEnumerable<string> Python(string text)
    {
        var plain = Escape(text, asciiOnly: false, PythonEscape);
        yield return plain;
        yield return plain.Replace("'", "\\'", StringComparison.Ordinal);
        var bytes = Escape(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text)), asciiOnly: true, static c => PythonEscape(c) ?? (c is >= ' ' and <= '~' ? null : Hex(c)));
        yield return bytes;
        yield return bytes.Replace("'", "\\'", StringComparison.Ordinal);
    }

    private static string? PythonEscape(char c) => c switch
    {
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        < ' ' or '\x7f' => Hex(c),
        _ => null,
    };

    private static string Hex(char c) => "\\x" + ((int)c).ToString("x2", CultureInfo.InvariantCulture);

    private static string Escape(string text, bool asciiOnly, Func<char, string?> special)
    {
        var builder = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (special(c) is { } escaped) builder.Append(escaped);
            else if (c < ' ' || (asciiOnly && c > '~')) builder.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            else builder.Append(c);
        }

        return builder.ToString();
    }
}
