namespace Reliably.GitOps.Configuration;

/// <summary>Names as GitHub gives them. One goes into addresses as it is, so it may hold nothing that means something there.</summary>
public static class GitHubNames
{
    /// <summary>Whether it is the name of a repository: <c>owner/name</c>.</summary>
    public static bool IsRepository(string? fullName) => fullName?.Split('/') is [var owner, var name] && IsPart(owner, 39) && IsPart(name, 100);

    private static bool IsPart(string text, int longest) =>
        text.Length > 0 && text.Length <= longest && text is not ("." or "..") && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
