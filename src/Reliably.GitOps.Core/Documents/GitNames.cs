namespace Reliably.GitOps.Documents;

/// <summary>What git allows as a name (git-check-ref-format).</summary>
public static class GitNames
{
    public static bool IsBranch(string name) =>
        name.Length is > 0 and <= 200
        && name != "@"
        && name[0] is not ('-' or '/')
        && name[^1] is not ('/' or '.')
        && !name.Contains("..", StringComparison.Ordinal)
        && !name.Contains("//", StringComparison.Ordinal)
        && !name.Contains("@{", StringComparison.Ordinal)
        && name.Split('/').All(static part => part.Length > 0 && part[0] != '.' && !part.EndsWith(".lock", StringComparison.Ordinal))
        && !name.Any(static c => c <= ' ' || c is '~' or '^' or ':' or '?' or '*' or '[' or '\\' or '\x7f');
}
