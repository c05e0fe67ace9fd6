using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;

namespace Reliably.GitOps.Executions;

/// <summary>The forms in which a secret turns up in outputs: as it is, and as programs usually encode it.</summary>
internal static class SecretForms
{
    /// <summary>Texts that keep their length and order: found as they are.</summary>
    public static IEnumerable<string> Plain(string value)
    {
        foreach (var text in SecretParts.Of(value))
        {
            yield return text;
            foreach (var form in UrlForms.Of(text)) yield return form;
            foreach (var form in JsonForms(text)) yield return form;
            foreach (var form in ShellForms.Of(text)) yield return form;
            foreach (var form in MarkupForms(text)) yield return form;
        }
    }

    /// <summary>Hexadecimal digits; programs put blanks, colons or line ends between the bytes.</summary>
    public static IEnumerable<string> Hexadecimal(string value)
    {
        foreach (var bytes in SecretParts.Of(value).Select(Encoding.UTF8.GetBytes))
        {
            yield return Convert.ToHexStringLower(bytes);
            yield return Convert.ToHexString(bytes);
        }
    }

    /// <summary>
    /// Base64 of the value wherever it stands in a longer text: at each of three shifts, without the characters that its neighbours decide.
    /// Programs break its lines.
    /// </summary>
    public static IEnumerable<string> Base64(string value)
    {
        foreach (var bytes in SecretParts.Of(value).Select(Encoding.UTF8.GetBytes))
        {
            for (var shift = 0; shift < 3; shift++)
            {
                if (Base64(bytes, shift) is not { } certain) continue;
                yield return certain;
                yield return certain.Replace('+', '-').Replace('/', '_');
                yield return certain.Replace("+", "\\u002B", StringComparison.Ordinal);
                yield return certain.Replace("+", "%2B", StringComparison.Ordinal).Replace("/", "%2F", StringComparison.Ordinal);
            }
        }
    }

    private static string? Base64(byte[] bytes, int shift)
    {
        var shifted = new byte[shift + bytes.Length];
        bytes.CopyTo(shifted, shift);
        var text = Convert.ToBase64String(shifted);
        var from = shift switch { 0 => 0, 1 => 2, _ => 3 };
        var to = (shifted.Length % 3) switch { 0 => text.Length, 1 => text.Length - 3, _ => text.Length - 2 };
        return to - from < SecretMask.ShortestValue ? null : text[from..to];
    }

    /// <summary>In JSON, as most write it; as Go and .NET do, which escape markup too; and in a JSON text that stands in another.</summary>
    private static IEnumerable<string> JsonForms(string text)
    {
        foreach (var asciiOnly in (bool[])[false, true])
        {
            var json = EscapedText.Json(text, asciiOnly);
            yield return json;
            yield return EscapedText.Json(json, asciiOnly);
            yield return json.Replace("<", "\\u003c", StringComparison.Ordinal).Replace(">", "\\u003e", StringComparison.Ordinal).Replace("&", "\\u0026", StringComparison.Ordinal);
            yield return json.Replace("/", "\\/", StringComparison.Ordinal);
        }

        yield return JavaScriptEncoder.Default.Encode(text);
        foreach (var repr in EscapedText.Python(text)) yield return repr;
    }

    /// <summary>In HTML and XML: browsers, Python, Go and .NET write quotes each in their own way.</summary>
    private static IEnumerable<string> MarkupForms(string text)
    {
        var markup = text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
        foreach (var quote in (string[])["\"", "&quot;", "&#34;"])
        {
            var quoted = markup.Replace("\"", quote, StringComparison.Ordinal);
            foreach (var apostrophe in (string[])["'", "&#39;", "&#x27;", "&apos;"]) yield return quoted.Replace("'", apostrophe, StringComparison.Ordinal);
        }

        yield return HtmlEncoder.Default.Encode(text);
        yield return WebUtility.HtmlEncode(text);
        if (!Ascii.IsValid(text)) yield return string.Concat(markup.EnumerateRunes().Select(static rune => rune.IsAscii ? rune.ToString() : $"&#{rune.Value.ToString(CultureInfo.InvariantCulture)};"));
    }
}
