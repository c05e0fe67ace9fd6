namespace Reliably.GitOps.Environments;

/// <summary>Recognises a literal that is, or very likely is, a secret: by the well-known forms of tokens, and by the name it is given.</summary>
public static class SecretShapes
{
    private static readonly (string Prefix, int Length, string What)[] Tokens =
    [
        ("ghp_", 36, "a GitHub token"), ("gho_", 36, "a GitHub token"), ("ghs_", 36, "a GitHub token"), ("github_pat_", 60, "a GitHub token"),
        ("glpat-", 24, "a GitLab token"), ("xoxb-", 24, "a Slack token"), ("xoxp-", 24, "a Slack token"), ("xapp-", 24, "a Slack token"),
        ("sk-", 32, "an API key"), ("AKIA", 20, "an AWS access key"), ("ASIA", 20, "an AWS access key"), ("AIza", 39, "a Google API key"),
        ("hvs.", 24, "a Vault token"), ("dop_v1_", 64, "a DigitalOcean token"), ("npm_", 40, "an npm token"),
    ];

    private static readonly string[] Names = ["PASSWORD", "PASSWD", "SECRET", "TOKEN", "APIKEY", "API_KEY", "ACCESS_KEY", "PRIVATE_KEY", "CREDENTIALS"];

    /// <summary>What a text looks like; null where it looks harmless.</summary>
    public static string? Of(string text)
    {
        if (text.Contains("-----BEGIN ", StringComparison.Ordinal) && text.Contains("PRIVATE KEY-----", StringComparison.Ordinal)) return "a private key";
        foreach (var (prefix, length, what) in Tokens)
        {
            if (HasToken(text, prefix, length)) return what;
        }

        if (HasToken(text, "eyJ", 40) && text.Count(static c => c == '.') >= 2) return "a JSON Web Token";
        return PasswordInUrl(text) ? "a password in a web address" : null;
    }

    /// <summary>What a value looks like by the name of the variable that holds it; null where the name says nothing.</summary>
    public static string? OfNamed(string name, string value)
    {
        if (Of(value) is { } shape) return shape;
        var upper = name.ToUpperInvariant().Replace('-', '_');
        if (!Names.Any(ending => upper == ending || upper.EndsWith("_" + ending, StringComparison.Ordinal))) return null;
        return value.Length == 0 || value.Contains("${", StringComparison.Ordinal) ? null : "by its name";
    }

    private static bool HasToken(string text, string prefix, int length)
    {
        for (var at = text.IndexOf(prefix, StringComparison.Ordinal); at >= 0; at = text.IndexOf(prefix, at + 1, StringComparison.Ordinal))
        {
            if (at > 0 && char.IsAsciiLetterOrDigit(text[at - 1])) continue;
            var end = at;
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '-' or '_' or '.')) end++;
            if (end - at >= length) return true;
        }

        return false;
    }

    private static bool PasswordInUrl(string text)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme <= 0) return false;
        var authority = text[(scheme + 3)..];
        var end = authority.IndexOfAny(['/', '?', '#', ' ']);
        if (end >= 0) authority = authority[..end];
        var at = authority.LastIndexOf('@');
        var colon = authority.IndexOf(':', StringComparison.Ordinal);
        return at > 0 && colon >= 0 && colon < at - 1 && !authority[(colon + 1)..at].Contains("${", StringComparison.Ordinal);
    }
}
