using System.Text;

namespace Reliably.GitOps.Executions.Native;

/// <summary>Text in a charset that a server names, found as Python finds codecs (<c>utf-16-le</c>, <c>latin_1</c>, <c>cp1252</c>); UTF-8 where there is none of that name.</summary>
internal static class PythonCodec
{
    public static string Decode(ReadOnlySpan<byte> bytes, string name)
    {
        var encoding = Of(name.ToLowerInvariant().Replace('_', '-').Replace(' ', '-'), bytes, out var mark);
        return encoding.GetString(bytes[mark..]);
    }

    /// <summary>UTF-16 and UTF-32 without an order look at their mark, and take it away.</summary>
    private static Encoding Of(string name, ReadOnlySpan<byte> bytes, out int mark)
    {
        mark = 0;
        switch (name)
        {
            case "utf-8" or "utf8" or "u8": return Encoding.UTF8;
            case "iso-8859-1" or "latin-1" or "latin1" or "iso8859-1" or "l1": return Encoding.Latin1;
            case "utf-16" or "utf16" or "u16":
                mark = bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] ? 2 : 0;
                return bytes is [0xFE, 0xFF, ..] ? Encoding.BigEndianUnicode : Encoding.Unicode;
            case "utf-16-le" or "utf-16le": return Encoding.Unicode;
            case "utf-16-be" or "utf-16be": return Encoding.BigEndianUnicode;
            case "utf-32-le" or "utf-32le" or "utf-32" or "utf32": return Encoding.UTF32;
            default: return Known(name);
        }
    }

    private static Encoding Known(string name)
    {
        try
        {
            var other = name.StartsWith("cp", StringComparison.Ordinal) && int.TryParse(name.AsSpan(2), out var page)
                ? CodePagesEncodingProvider.Instance.GetEncoding(page)
                : CodePagesEncodingProvider.Instance.GetEncoding(name);
            return other ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return Encoding.UTF8;
        }
    }
}
