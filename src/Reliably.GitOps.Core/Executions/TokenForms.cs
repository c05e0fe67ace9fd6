using System.Text.RegularExpressions;

namespace Reliably.GitOps.Executions;

/// <summary>
/// Credentials that can be told by their form: keys of AWS, tokens of GitHub and Slack, JSON web tokens, private keys, passwords in URLs.
/// They are hidden even when nobody named them as secrets.
/// </summary>
internal static partial class TokenForms
{
    private static readonly System.Buffers.SearchValues<string> Signs =
        System.Buffers.SearchValues.Create(["AKIA", "ASIA", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "xox", "xapp-", "eyJ", "-----BEGIN ", "://"], StringComparison.Ordinal);

    /// <summary>Where tokens stand.</summary>
    public static IEnumerable<(int Start, int End)> Find(string text)
    {
        if (text.Length < 8 || text.AsSpan().IndexOfAny(Signs) < 0) return [];
        return Tokens().Matches(text).Select(static match => match.Groups["secret"] is { Success: true } part
            ? (part.Index, part.Index + part.Length)
            : (match.Index, match.Index + match.Length));
    }

    [GeneratedRegex("""
        (?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])
        |(?<![A-Za-z0-9])gh[pousr]_[A-Za-z0-9]{36,}
        |github_pat_[A-Za-z0-9_]{22,}
        |xox[abeoprs]-[A-Za-z0-9-]{10,}
        |xapp-[0-9]-[A-Za-z0-9-]{10,}
        |eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*
        |-----BEGIN\ (?:[A-Z0-9]+\ )*PRIVATE\ KEY-----(?:[^-]|-(?!----))*(?:-----END\ (?:[A-Z0-9]+\ )*PRIVATE\ KEY-----)?
        |[A-Za-z][A-Za-z0-9+.-]*://[^\s/?\#:@"'<>]*:(?<secret>[^\s/?\#@"'<>]+)@
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Tokens();
}
