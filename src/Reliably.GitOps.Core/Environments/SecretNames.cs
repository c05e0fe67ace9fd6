namespace Reliably.GitOps.Environments;

/// <summary>Names that say that a secret stands under them: <c>DB_PASSWORD</c>, <c>apiKey</c>, <c>x-auth-token</c>.</summary>
internal static class SecretNames
{
    private static readonly string[] Endings =
    [
        "PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "TOKEN", "APIKEY", "API_KEY", "ACCESS_KEY", "SECRET_KEY", "PRIVATE_KEY", "AUTH_KEY", "ACCOUNT_KEY",
        "CREDENTIALS", "BEARER",
    ];

    private static readonly string[] Headers = ["AUTHORIZATION", "PROXY_AUTHORIZATION", "COOKIE"];

    /// <summary>Every name of a secret has one of these in it: a look that saves spelling out all other names.</summary>
    private static readonly SignSearch Signs =
        new(["pass", "secret", "token", "key", "credentials", "bearer"], StringComparison.OrdinalIgnoreCase);

    public static bool IsSecret(string name)
    {
        if (name.Length is < 5 or > 80 || Signs.FirstIn(name) < 0) return false;
        var spelt = Spelt(name);
        return Endings.Any(ending => spelt == ending || spelt.EndsWith("_" + ending, StringComparison.Ordinal));
    }

    /// <summary>Names of headers that carry credentials.</summary>
    public static bool IsHeader(string name) => Headers.Contains(Spelt(name)) || IsSecret(name);

    /// <summary>In capitals, with an underscore where a word begins.</summary>
    private static string Spelt(string name)
    {
        var spelt = new System.Text.StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            if (char.IsAsciiLetterUpper(c) && i > 0 && char.IsAsciiLetterLower(name[i - 1])) spelt.Append('_');
            spelt.Append(char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_');
        }

        return spelt.ToString();
    }
}
