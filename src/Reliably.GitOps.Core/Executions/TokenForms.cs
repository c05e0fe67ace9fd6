using System.Buffers;
using Reliably.GitOps.Environments;

namespace Reliably.GitOps.Executions;

/// <summary>
/// Credentials that can be told by their form: keys of clouds, tokens of GitHub, GitLab, Slack and others, JSON web tokens, private keys,
/// passwords in addresses, what follows <c>Authorization:</c> and the names under which clouds give their secret keys.
/// They are hidden even when nobody named them as secrets. Every look is bounded: a hostile output costs no more than another.
/// </summary>
internal static class TokenForms
{
    private const int LongestScheme = 32;
    private const int LongestUser = 512;

    private static readonly SearchValues<char> Word = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-");
    private static readonly SearchValues<char> Upper = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    private static readonly SearchValues<char> Dotted = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-.");
    private static readonly SearchValues<char> Path = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-/");
    private static readonly SearchValues<char> Base64 = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-.~+/=%");
    private static readonly SearchValues<char> AfterUser = SearchValues.Create(" \t\r\n/?#\"'<>\\`");

    /// <summary>What a token begins with, how many more characters it has at least, and which.</summary>
    private static readonly Token[] Tokens =
    [
        new("AKIA", 16, Upper), new("ASIA", 16, Upper), new("AIza", 35, Word), new("ya29.", 20, Word), new("GOCSPX-", 20, Word),
        new("ghp_", 36, Word), new("gho_", 36, Word), new("ghu_", 36, Word), new("ghs_", 36, Word), new("ghr_", 36, Word), new("github_pat_", 22, Word), new("glpat-", 20, Word),
        new("xoxa-", 10, Word), new("xoxb-", 10, Word), new("xoxe-", 10, Word), new("xoxe.", 10, Dotted), new("xoxo-", 10, Word), new("xoxp-", 10, Word), new("xoxr-", 10, Word), new("xoxs-", 10, Word),
        new("xapp-", 12, Word), new("hooks.slack.com/services/", 20, Path),
        new("hvs.", 20, Word), new("hvb.", 20, Word), new("dop_v1_", 64, Word), new("npm_", 36, Word), new("pypi-", 50, Word), new("sk_live_", 16, Word), new("rk_live_", 16, Word),
        new("SG.", 40, Dotted), new("sk-ant-", 20, Word), new("sk-proj-", 20, Word), new("ops_eyJ", 20, Dotted),
    ];

    /// <summary>Names under which clouds hand out what has no form of its own.</summary>
    private static readonly string[] Names =
        ["aws_secret_access_key", "aws_session_token", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "SecretAccessKey", "SessionToken", "AccountKey", "SharedAccessKey"];

    private static readonly string[] Schemes = ["Bearer ", "bearer ", "Basic ", "basic "];

    private const string WebToken = "eyJ";
    private const string Address = "://";
    private const string KeyBegins = "-----BEGIN ";
    private const string KeyEnds = "-----END ";
    private const string KeyName = "PRIVATE KEY-----";

    private static readonly SignSearch Signs = new([.. Tokens.Select(static token => token.Prefix), .. Names, .. Schemes, WebToken, Address, KeyBegins], StringComparison.Ordinal);

    /// <summary>Adds where tokens stand, in order.</summary>
    public static void Find(string text, List<(int Start, int End)> found)
    {
        if (text.Length < 8) return;
        for (var at = 0; Signs.FirstIn(text.AsSpan(at)) is var hit and >= 0; at++)
        {
            at += hit;
            if (At(text, at) is not var (start, end) || end <= start) continue;
            found.Add((start, end));
            at = Math.Max(at, end - 1);
        }
    }

    private static (int Start, int End)? At(string text, int at)
    {
        var rest = text.AsSpan(at);
        if (rest.StartsWith(Address, StringComparison.Ordinal)) return PasswordAfter(text, at);
        if (rest.StartsWith(KeyBegins, StringComparison.Ordinal)) return PrivateKey(text, at);
        var follows = at > 0 && char.IsAsciiLetterOrDigit(text[at - 1]) && !IsEscape(text, at);
        if (rest.StartsWith(WebToken, StringComparison.Ordinal)) return follows ? null : Web(text, at);
        foreach (var (prefix, more, of) in Tokens)
        {
            if (follows || !rest.StartsWith(prefix, StringComparison.Ordinal)) continue;
            var end = EndOf(text, at + prefix.Length, of);
            var isWhole = end - at - prefix.Length is var length && (of == Upper ? length == more : length >= more);
            return isWhole ? (at, end) : null;
        }

        foreach (var name in Names)
        {
            if (rest.StartsWith(name, StringComparison.Ordinal)) return Assigned(text, at + name.Length);
        }

        return Schemes.Any(scheme => text.AsSpan(at).StartsWith(scheme, StringComparison.Ordinal)) ? AfterScheme(text, at) : null;
    }

    /// <summary>The letter before may be the second half of <c>\n</c>.</summary>
    private static bool IsEscape(string text, int at) => at > 1 && text[at - 2] == '\\' && text[at - 1] is 'n' or 'r' or 't';

    /// <summary>Three parts between dots, the first two of them JSON.</summary>
    private static (int Start, int End)? Web(string text, int at)
    {
        if (at > 0 && text[at - 1] is '-' or '_') return null;
        var header = EndOf(text, at, Word);
        if (header - at < 10 || !text.AsSpan(header).StartsWith(".eyJ", StringComparison.Ordinal)) return null;
        var payload = EndOf(text, header + 1, Word);
        return payload < text.Length && text[payload] == '.' ? (at, EndOf(text, payload + 1, Word)) : null;
    }

    private static (int Start, int End)? Assigned(string text, int at)
    {
        var start = at;
        while (start < text.Length && start - at < 8 && text[start] is ' ' or '"' or '\'' or '\\' or ':' or '=' or '>') start++;
        var end = EndOf(text, start, Base64);
        return start > at && end - start >= 16 ? (start, end) : null;
    }

    /// <summary><c>Authorization: Bearer …</c>: a word that says what follows is a credential, and one that is long enough to be one.</summary>
    private static (int Start, int End)? AfterScheme(string text, int at)
    {
        var start = text.IndexOf(' ', at) + 1;
        var end = EndOf(text, start, Base64);
        var before = text.AsSpan(Math.Max(0, at - 24), Math.Min(at, 24));
        var isHeader = before.Contains("uthorization", StringComparison.OrdinalIgnoreCase);
        return end - start >= (isHeader ? 4 : 20) ? (start, end) : null;
    }

    /// <summary>The password of <c>scheme://user:password@host</c>; a user alone is shown, unless it looks like a token to others.</summary>
    private static (int Start, int End)? PasswordAfter(string text, int at)
    {
        var scheme = at;
        while (scheme > 0 && at - scheme < LongestScheme && (char.IsAsciiLetterOrDigit(text[scheme - 1]) || text[scheme - 1] is '+' or '.' or '-')) scheme--;
        if (scheme == at) return null;
        var user = at + Address.Length;
        var authority = text.AsSpan(user, Math.Min(LongestUser, text.Length - user));
        if (authority.IndexOfAny(AfterUser) is var end and >= 0) authority = authority[..end];
        var host = authority.LastIndexOf('@');
        if (host < 0) return null;
        var colon = authority[..host].IndexOf(':');
        return colon < 0 || colon + 1 == host || authority[(colon + 1)..host].SequenceEqual(SecretMask.Hidden) ? null : (user + colon + 1, user + host);
    }

    private static (int Start, int End)? PrivateKey(string text, int at)
    {
        var line = text.AsSpan(at, Math.Min(80, text.Length - at));
        var name = line.IndexOf(KeyName, StringComparison.Ordinal);
        if (name < 0) return null;
        var end = text.IndexOf(KeyEnds, at + name, StringComparison.Ordinal);
        if (end < 0) return (at, text.Length);
        var close = text.IndexOf(KeyName, end, Math.Min(80, text.Length - end), StringComparison.Ordinal);
        return (at, close < 0 ? text.Length : close + KeyName.Length);
    }

    private static int EndOf(string text, int at, SearchValues<char> of)
    {
        var other = text.AsSpan(at).IndexOfAnyExcept(of);
        return other < 0 ? text.Length : at + other;
    }

    private sealed record Token(string Prefix, int More, SearchValues<char> Of);
}
