namespace Reliably.GitOps.Environments;

/// <summary>What can be told of a value that stands under the name of a secret: a reference to it, a placeholder, or the secret itself.</summary>
internal static class SecretValues
{
    private const int Shortest = 8;
    private const int Longest = 512;
    private const double LeastBits = 2.75;

    private static readonly SignSearch Placeholders = new(
        [
            "example", "changeme", "change-me", "change_me", "placeholder", "dummy", "redacted", "xxxx", "****", "your-", "your_", "insert", "replace", "todo", "sample", "fake",
            "<", "...", "…", "000000",
        ], StringComparison.OrdinalIgnoreCase);

    private static readonly string[] PlainWords = ["password", "passwd", "pass", "pwd", "secret", "token", "user", "xxx", "none", "null", "test", "mypassword", "***"];

    private static readonly string[] Schemes = ["env.", "env:", "vault:", "ssm:", "arn:", "file:", "secret:", "op:", "aws:", "gcp:", "azure:", "kms:", "ref:"];

    /// <summary>Whether the value stands elsewhere: a variable, a template's expression, a path, a look-up.</summary>
    public static bool IsReference(string value) =>
        value.Contains("${", StringComparison.Ordinal) || value.Contains("{{", StringComparison.Ordinal) || value.Contains("$(", StringComparison.Ordinal)
        || value.StartsWith('$') || value.StartsWith('/') || value.StartsWith("./", StringComparison.Ordinal) || value.StartsWith('~') || value.StartsWith('%') || value.StartsWith('-')
        || value.Contains("://", StringComparison.Ordinal) || Schemes.Any(scheme => value.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether somebody only shows where a secret goes.</summary>
    public static bool IsPlaceholder(string value) =>
        Placeholders.FirstIn(value) >= 0 || PlainWords.Contains(value, StringComparer.OrdinalIgnoreCase) || (value.Length >= Shortest && value.Distinct().Count() < 5);

    /// <summary>Whether a value under the name of a secret is one. People choose passwords, and machines choose tokens, so of a password less is asked.</summary>
    public static bool LooksSecret(string name, string value)
    {
        if (LooksRandom(value)) return true;
        if (!name.EndsWith("password", StringComparison.OrdinalIgnoreCase) && !name.EndsWith("passwd", StringComparison.OrdinalIgnoreCase)) return false;
        if (value.Length is < Shortest or > 64 || value.Any(static c => char.IsWhiteSpace(c) || c is '-' or '_' or '.') || IsReference(value) || IsPlaceholder(value)) return false;
        return value.Any(char.IsAsciiLetter) && value.Any(char.IsAsciiDigit) && value.Any(char.IsAsciiLetterUpper) && value.Any(char.IsAsciiLetterLower);
    }

    /// <summary>Whether a text looks like something that a machine, or a careful person, made up: no words of a language, no name of a thing.</summary>
    public static bool LooksRandom(string value)
    {
        if (value.Length is < Shortest or > Longest || value.Any(char.IsWhiteSpace) || IsReference(value) || IsPlaceholder(value)) return false;
        var hasLetter = value.Any(char.IsAsciiLetter);
        var hasOther = value.Any(static c => char.IsAsciiDigit(c) || "!@#$%^&*+=~?".Contains(c, StringComparison.Ordinal));
        return hasLetter && hasOther && !IsName(value) && Bits(value) >= LeastBits;
    }

    /// <summary>Words with numbers behind them, such as <c>checkout-db-2</c> or <c>prod_v12.token</c>.</summary>
    private static bool IsName(string value)
    {
        foreach (var part in value.Split('-', '_', '.', ':', '/'))
        {
            var letters = part.TakeWhile(char.IsAsciiLetter).Count();
            var isWord = part.Length - letters <= 3 && part.Skip(letters).All(char.IsAsciiDigit) && part.Take(letters).Skip(1).Count(char.IsAsciiLetterUpper) is var capitals && (capitals <= 3 || capitals == letters - 1);
            if (!isWord) return false;
        }

        return true;
    }

    /// <summary>Shannon's entropy in bits a character.</summary>
    private static double Bits(string value) =>
        -value.GroupBy(static c => c).Sum(group => (double)group.Count() / value.Length * Math.Log2((double)group.Count() / value.Length));
}
