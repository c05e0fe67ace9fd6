using System.Buffers;
using System.Text;

namespace Reliably.GitOps.Environments;

/// <summary>Secrets inside longer texts: <c>--password=…</c>, <c>token=…</c> in an address, <c>Authorization: Basic …</c>.</summary>
internal static class SecretTexts
{
    private static readonly SignSearch Signs =
        new(["password", "passwd", "passphrase", "secret", "token", "api_key", "apikey", "api-key", "access_key", "accesskey", "private_key", "account", "authorization"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<char> Ends = SearchValues.Create(" \t\r\n&;,\"'`<>()[]{}|");

    /// <summary>As much of a value as is looked at: more is no password.</summary>
    private const int Longest = 600;

    /// <summary>The name under which a text holds a secret; null where it holds none.</summary>
    public static string? NameIn(string text)
    {
        for (var from = 0; from < text.Length;)
        {
            var found = Signs.FirstIn(text.AsSpan(from));
            if (found < 0) return null;
            var start = from + found;
            var end = start;
            while (start > 0 && IsOfName(text[start - 1])) start--;
            while (end < text.Length && IsOfName(text[end])) end++;
            var name = text[start..end];
            var isFlag = name.StartsWith('-');
            name = name.TrimStart('-');
            var value = ValueAfter(text, end, isFlag);
            if (SecretNames.IsSecret(name) && SecretValues.LooksSecret(name, FirstWord(value))) return name;
            if (name.Equals("authorization", StringComparison.OrdinalIgnoreCase) && IsAuthorization(value)) return name;
            from = end;
        }

        return null;
    }

    /// <summary>Whether a header's value is a scheme and a literal credential.</summary>
    public static bool IsAuthorization(string value)
    {
        value = value.Trim();
        var blank = value.IndexOf(' ', StringComparison.Ordinal);
        var credential = FirstWord(value[(blank + 1)..].Trim());
        var scheme = blank < 0 ? "" : value[..blank];
        if (!scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)) return SecretValues.LooksRandom(credential);
        Span<byte> decoded = stackalloc byte[Math.Min(credential.Length, 600)];
        if (credential.Length > decoded.Length || !Convert.TryFromBase64String(credential, decoded, out var length)) return false;
        var pair = Encoding.UTF8.GetString(decoded[..length]);
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon >= 0 && colon < pair.Length - 1 && !SecretValues.IsReference(pair[(colon + 1)..]) && !SecretValues.IsPlaceholder(pair[(colon + 1)..]);
    }

    /// <summary>What follows a name and <c>=</c>, <c>:</c> or, for a flag, a blank; empty where nothing is given to the name.</summary>
    private static string ValueAfter(string text, int at, bool isFlag)
    {
        if (at < text.Length && text[at] is '"' or '\'') at++;
        var hasSign = at < text.Length && text[at] is '=' or ':';
        if (hasSign) at++;
        else if (!isFlag) return "";
        while (at < text.Length && text[at] is ' ' or '"' or '\'') at++;
        return at >= text.Length ? "" : text.Substring(at, Math.Min(Longest, text.Length - at));
    }

    private static string FirstWord(string text)
    {
        var end = text.AsSpan().IndexOfAny(Ends);
        return end < 0 ? text : text.StartsWith('$') ? text : text[..end];
    }

    private static bool IsOfName(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';
}
