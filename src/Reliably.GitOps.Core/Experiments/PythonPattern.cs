using System.Text.RegularExpressions;

namespace Reliably.GitOps.Experiments;

/// <summary>Whether Python would compile a regular expression. .NET's engine decides after the differences of spelling are translated.</summary>
internal static class PythonPattern
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>Why it would not; null where it would.</summary>
    public static string? Problem(string pattern)
    {
        var translated = pattern
            .Replace("(?P<", "(?<", StringComparison.Ordinal)
            .Replace("(?P=", "\\k<", StringComparison.Ordinal);
        if (translated.Contains("\\k<", StringComparison.Ordinal)) translated = CloseReferences(translated);
        translated = Possessive(translated);
        try
        {
            _ = new Regex(translated, RegexOptions.CultureInvariant, Patience);
            return LateFlags(pattern);
        }
        catch (ArgumentException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>Python 3.11 refuses global flags anywhere but at the start.</summary>
    private static string? LateFlags(string pattern)
    {
        for (var at = pattern.IndexOf("(?", 1, StringComparison.Ordinal); at > 0 && at + 3 < pattern.Length; at = pattern.IndexOf("(?", at + 1, StringComparison.Ordinal))
        {
            var end = at + 2;
            while (end < pattern.Length && "aiLmsux".Contains(pattern[end], StringComparison.Ordinal)) end++;
            if (end > at + 2 && end < pattern.Length && pattern[end] == ')' && pattern[at - 1] != '\\') return "flags must stand at its start.";
        }

        return null;
    }

    private static string CloseReferences(string pattern)
    {
        var at = pattern.IndexOf("\\k<", StringComparison.Ordinal);
        while (at >= 0)
        {
            var close = pattern.IndexOf(')', at);
            if (close < 0) return pattern;
            pattern = pattern[..close] + ">" + pattern[(close + 1)..];
            at = pattern.IndexOf("\\k<", close, StringComparison.Ordinal);
        }

        return pattern;
    }

    /// <summary>Drops the mark of a possessive quantifier (<c>a++</c>): legal in Python since 3.11, and without weight for compiling.</summary>
    private static string Possessive(string pattern)
    {
        for (var i = 1; i < pattern.Length; i++)
        {
            var quantified = pattern[i - 1] is '+' or '*' or '?' or '}';
            if (quantified && pattern[i] == '+' && (i < 2 || pattern[i - 2] != '\\')) pattern = pattern.Remove(i, 1);
        }

        return pattern;
    }
}
