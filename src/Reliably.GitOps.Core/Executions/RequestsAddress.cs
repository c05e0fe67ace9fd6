using System.Globalization;
using System.Text;

namespace Reliably.GitOps.Executions;

/// <summary>
/// Path and query of an address as <c>requests</c> (<c>prepare_url</c>, <c>requote_uri</c>) and <c>urllib3</c> (<c>parse_url</c>) would send them.
/// </summary>
public static class RequestsAddress
{
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    private const string InPath = Unreserved + "!$&'()*+,;=:@/";
    private const string InQuery = InPath + "?";
    private const string InUri = Unreserved + "!#$&'()*+,/:;=?@[]~";

    /// <param name="target">Path and query as they were written, without a fragment.</param>
    /// <param name="more">A query that is appended to the one of the target; null for none.</param>
    public static string Of(string target, string? more)
    {
        var (path, query) = Split(target);
        path = WithoutDots(Encode(path.StartsWith('/') ? path : "/" + path, InPath));
        query = query is null ? null : Encode(query, InQuery);
        if (!string.IsNullOrEmpty(more)) query = string.IsNullOrEmpty(query) ? more : query + "&" + more;
        var (sentPath, sentQuery) = Split(Requote(string.IsNullOrEmpty(query) ? path : path + "?" + query).Split('#', 2)[0]);
        return Encode(sentPath, InPath) + (sentQuery is null ? "" : "?" + Encode(sentQuery, InQuery));
    }

    private static (string Path, string? Query) Split(string target) =>
        target.IndexOf('?', StringComparison.Ordinal) is var at and >= 0 ? (target[..at], target[(at + 1)..]) : (target, null);

    /// <summary>What is quoted stays where every percent sign quotes something; where one does not, all of them are quoted.</summary>
    private static string Encode(string text, string allowed)
    {
        var builder = new StringBuilder(text.Length + 16);
        var quoted = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (!IsQuoted(text, i)) builder.Append(text[i]);
            else
            {
                builder.Append('%').Append(text.AsSpan(i + 1, 2).ToString().ToUpperInvariant());
                i += 2;
                quoted++;
            }
        }

        return Quote(builder.ToString(), quoted == text.Count(static c => c == '%') ? allowed + "%" : allowed);
    }

    /// <summary>Unquotes what needs no quoting and quotes the rest; a wrong escape has all percent signs quoted.</summary>
    private static string Requote(string text)
    {
        var builder = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && char.IsLetterOrDigit(text[i + 1]) && char.IsLetterOrDigit(text[i + 2]))
            {
                if (!IsQuoted(text, i)) return Quote(text, InUri);
                var unit = (char)byte.Parse(text.AsSpan(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                builder.Append(Unreserved.Contains(unit, StringComparison.Ordinal) ? unit.ToString() : text.Substring(i, 3));
                i += 2;
            }
            else
            {
                builder.Append(text[i]);
            }
        }

        return Quote(builder.ToString(), InUri + "%");
    }

    private static bool IsQuoted(string text, int at) =>
        text[at] == '%' && at + 2 < text.Length && char.IsAsciiHexDigit(text[at + 1]) && char.IsAsciiHexDigit(text[at + 2]);

    private static string Quote(string text, string allowed)
    {
        var builder = new StringBuilder(text.Length + 16);
        foreach (var unit in Encoding.UTF8.GetBytes(text))
        {
            if (unit < 0x80 && allowed.Contains((char)unit, StringComparison.Ordinal)) builder.Append((char)unit);
            else builder.Append('%').Append(unit.ToString("X2", CultureInfo.InvariantCulture));
        }

        return builder.ToString();
    }

    /// <summary>RFC 3986, 5.2.4, as urllib3 does it.</summary>
    private static string WithoutDots(string path)
    {
        var kept = new List<string>();
        var segments = path.Split('/');
        foreach (var segment in segments)
        {
            if (segment == ".") continue;
            if (segment != "..") kept.Add(segment);
            else if (kept.Count > 0) kept.RemoveAt(kept.Count - 1);
        }

        if (path.StartsWith('/') && (kept.Count == 0 || kept[0].Length > 0)) kept.Insert(0, "");
        if (segments[^1] is "." or "..") kept.Add("");
        return string.Join('/', kept);
    }
}
