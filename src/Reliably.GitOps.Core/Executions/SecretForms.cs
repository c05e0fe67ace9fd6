using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace Reliably.GitOps.Executions;

/// <summary>The forms in which a secret value turns up in outputs: as it is, and as programs usually encode it.</summary>
internal static class SecretForms
{
    /// <summary>A line of a longer secret (a key file) is hidden on its own from this length on; shorter ones may be ordinary words.</summary>
    private const int ShortestLine = 20;

    public static IEnumerable<string> Of(string value)
    {
        foreach (var text in Texts(value))
        {
            yield return text;
            foreach (var encoded in Percents(Uri.EscapeDataString(text))) yield return encoded;
            foreach (var encoded in JsonForms(text)) yield return encoded;
            yield return text.Replace("'", "'\\''", StringComparison.Ordinal);
            yield return text.Replace("'", "'\"'\"'", StringComparison.Ordinal);
            yield return ShellDoubleQuoted(text);
            yield return Markup(text);
            var bytes = Encoding.UTF8.GetBytes(text);
            yield return Convert.ToHexStringLower(bytes);
            yield return Convert.ToHexString(bytes);
            foreach (var encoded in Base64(bytes)) yield return encoded;
        }
    }

    private static IEnumerable<string> Texts(string value)
    {
        yield return value;
        if (value.Trim() is var trimmed && trimmed != value) yield return trimmed;
        if (!trimmed.Contains('\n', StringComparison.Ordinal)) yield break;
        foreach (var line in trimmed.Split('\n').Select(static line => line.Trim()).Where(static line => line.Length >= ShortestLine)) yield return line;
    }

    /// <summary>
    /// Base64 of the value wherever it stands in a longer text: at each of three shifts, without the characters that its neighbours decide.
    /// </summary>
    private static IEnumerable<string> Base64(byte[] bytes)
    {
        for (var shift = 0; shift < 3; shift++)
        {
            var shifted = new byte[shift + bytes.Length];
            bytes.CopyTo(shifted, shift);
            var text = Convert.ToBase64String(shifted);
            var from = shift switch { 0 => 0, 1 => 2, _ => 3 };
            var to = (shifted.Length % 3) switch { 0 => text.Length, 1 => text.Length - 3, _ => text.Length - 2 };
            if (to - from < SecretMask.ShortestValue + 2) continue; // too few characters are certain
            var certain = text[from..to];
            yield return certain;
            yield return certain.Replace('+', '-').Replace('/', '_');
        }
    }

    /// <summary>For URLs: Python's <c>quote</c> leaves slashes as they are, forms write a blank as a plus, and some write small letters.</summary>
    private static IEnumerable<string> Percents(string escaped)
    {
        foreach (var text in (string[])[escaped, escaped.Replace("%2F", "/", StringComparison.Ordinal)])
        {
            yield return text;
            yield return text.Replace("%20", "+", StringComparison.Ordinal);
            yield return LowerPercents(text);
        }
    }

    /// <summary>In JSON, as most write it; as Go and .NET do, which escape markup too; and in a JSON text that stands in another.</summary>
    private static IEnumerable<string> JsonForms(string text)
    {
        foreach (var asciiOnly in (bool[])[false, true])
        {
            var json = Json(text, asciiOnly);
            yield return json;
            yield return Json(json, asciiOnly);
            yield return json.Replace("<", "\\u003c", StringComparison.Ordinal).Replace(">", "\\u003e", StringComparison.Ordinal).Replace("&", "\\u0026", StringComparison.Ordinal);
            yield return json.Replace("/", "\\/", StringComparison.Ordinal);
        }

        yield return JavaScriptEncoder.Default.Encode(text);
    }

    private static string LowerPercents(string escaped)
    {
        var letters = escaped.ToCharArray();
        for (var i = 0; i + 2 < letters.Length; i++)
        {
            if (letters[i] != '%') continue;
            letters[i + 1] = char.ToLowerInvariant(letters[i + 1]);
            letters[i + 2] = char.ToLowerInvariant(letters[i + 2]);
        }

        return new(letters);
    }

    private static string Json(string text, bool asciiOnly)
    {
        var builder = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => builder.Append("\\\""),
                '\\' => builder.Append("\\\\"),
                '\n' => builder.Append("\\n"),
                '\r' => builder.Append("\\r"),
                '\t' => builder.Append("\\t"),
                _ when c < ' ' || (asciiOnly && c > '~') => builder.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                _ => builder.Append(c),
            };
        }

        return builder.ToString();
    }

    private static string ShellDoubleQuoted(string text)
    {
        var builder = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is '"' or '\\' or '$' or '`') builder.Append('\\');
            builder.Append(c);
        }

        return builder.ToString();
    }

    private static string Markup(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);
}
