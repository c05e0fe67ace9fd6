using System.Buffers;

namespace Reliably.GitOps.Environments;

/// <summary>Recognises a literal that is, or very likely is, a secret: by the well-known forms of tokens, and by the name it is given.</summary>
public static class SecretShapes
{
    /// <summary>As much of a token as is looked at.</summary>
    private const int Longest = 2048;

    /// <summary>What tokens begin with, how long they are at least, and what they are.</summary>
    private static readonly Token[] Tokens =
    [
        new("ghp_", 36, "a GitHub token"), new("gho_", 36, "a GitHub token"), new("ghu_", 36, "a GitHub token"), new("ghs_", 36, "a GitHub token"), new("ghr_", 36, "a GitHub token"),
        new("github_pat_", 60, "a GitHub token"), new("glpat-", 24, "a GitLab token"),
        new("xoxb-", 24, "a Slack token"), new("xoxp-", 24, "a Slack token"), new("xoxa-", 24, "a Slack token"), new("xoxr-", 24, "a Slack token"), new("xoxs-", 24, "a Slack token"),
        new("xapp-", 24, "a Slack token"), new("hooks.slack.com/services/", 60, "the address of a Slack webhook"),
        new("sk-", 32, "an API key"), new("sk_live_", 24, "a Stripe key"), new("rk_live_", 24, "a Stripe key"), new("SG.", 60, "a SendGrid key"),
        new("AKIA", 20, "an AWS access key"), new("ASIA", 20, "an AWS access key"), new("AIza", 39, "a Google API key"), new("ya29.", 40, "a Google token"),
        new("hvs.", 24, "a Vault token"), new("dop_v1_", 64, "a DigitalOcean token"), new("npm_", 40, "an npm token"), new("pypi-", 60, "a PyPI token"),
        new("eyJ", 40, "a JSON Web Token"),
    ];

    private static readonly SignSearch Signs = new([.. Tokens.Select(static token => token.Prefix), "-----BEGIN ", "://"], StringComparison.Ordinal);

    private static readonly SearchValues<char> AfterAuthority = SearchValues.Create("/?# \t\n\"'");

    /// <summary>What a text looks like; null where it looks harmless.</summary>
    public static string? Of(string text)
    {
        if (text.Length < 8 || Signs.FirstIn(text) < 0) return null;
        if (text.Contains("-----BEGIN ", StringComparison.Ordinal) && text.Contains("PRIVATE KEY-----", StringComparison.Ordinal)) return "a private key";
        foreach (var (prefix, length, what) in Tokens)
        {
            if (HasToken(text, prefix, length)) return what;
        }

        return HasPasswordInUrl(text) ? "a password in a web address" : null;
    }

    /// <summary>What the value of a variable looks like, for which the name alone is enough; null where neither says anything.</summary>
    public static string? OfNamed(string name, string value)
    {
        if (Of(value) is { } shape) return shape;
        if (!SecretNames.IsSecret(name)) return null;
        return value.Length == 0 || value.Contains("${", StringComparison.Ordinal) ? null : "by its name";
    }

    private static bool HasToken(string text, string prefix, int length)
    {
        for (var at = text.IndexOf(prefix, StringComparison.Ordinal); at >= 0; at = text.IndexOf(prefix, at, StringComparison.Ordinal))
        {
            var start = at;
            var stop = Math.Min(text.Length, at + Longest);
            for (at += prefix.Length; at < stop && IsOfToken(prefix, text[at]);) at++;
            if (start > 0 && (char.IsAsciiLetterOrDigit(text[start - 1]) || text[start - 1] is '-' or '_')) continue;
            if (at - start >= length && IsToken(prefix, text[start..at])) return true;
        }

        return false;
    }

    private static bool IsOfToken(string prefix, char c) => char.IsAsciiLetterOrDigit(c) || c switch
    {
        '-' or '_' => true,
        '.' => prefix is "eyJ" or "SG." or "hvs." or "ya29.",
        '/' => prefix.EndsWith('/'),
        _ => false,
    };

    private static bool IsToken(string prefix, string token)
    {
        if (SecretValues.IsPlaceholder(token)) return false;
        return prefix switch
        {
            "AKIA" or "ASIA" => token.Length == 20 && token.All(static c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c)),
            "eyJ" => token.Split('.') is [_, { Length: > 8 }, ..],
            "sk-" or "npm_" or "hvs." or "ya29." or "pypi-" => token[prefix.Length..].Split('-', '_', '.', '/').Any(static part => part.Length >= 16 && part.Any(char.IsAsciiDigit) && part.Any(char.IsAsciiLetter)),
            _ => true,
        };
    }

    private static bool HasPasswordInUrl(string text)
    {
        for (var scheme = text.IndexOf("://", StringComparison.Ordinal); scheme >= 0; scheme = text.IndexOf("://", scheme + 1, StringComparison.Ordinal))
        {
            var authority = text.AsSpan(scheme + 3);
            var end = authority.IndexOfAny(AfterAuthority);
            if (end >= 0) authority = authority[..end];
            var at = authority.LastIndexOf('@');
            var colon = authority.IndexOf(':');
            if (scheme == 0 || at <= 0 || colon < 0 || colon >= at - 1) continue;
            var password = authority[(colon + 1)..at].ToString();
            var isSpoken = SecretValues.IsReference(password) || SecretValues.IsPlaceholder(password) || authority[..colon].SequenceEqual(password);
            if (!isSpoken) return true;
        }

        return false;
    }

    private sealed record Token(string Prefix, int Length, string What);
}
