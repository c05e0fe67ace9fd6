using System.Collections.Immutable;

namespace Reliably.GitOps.Doctor;

/// <summary>A permission of the GitHub App. Source: https://docs.github.com/rest/authentication/permissions-required-for-github-apps</summary>
/// <param name="Name">As the API and a manifest call it.</param>
/// <param name="Level"><c>read</c> or <c>write</c>.</param>
/// <param name="Why">What cannot be done without.</param>
public sealed record GitHubPermission(string Name, string Level, string Why)
{
    /// <summary>Whether a level that was given is enough.</summary>
    public bool IsIn(IReadOnlyDictionary<string, string> granted) => granted.TryGetValue(Name, out var level) && (level == Level || level is "write" or "admin");

    public override string ToString() => $"{Name}: {Level}";
}

/// <summary>What the GitHub App needs, and nothing more: the manifest of <c>docs/github-app.md</c> asks for exactly this.</summary>
public static class GitHubNeeds
{
    public static ImmutableArray<GitHubPermission> Permissions { get; } =
    [
        new("checks", "write", "to show results as checks with annotations"),
        new("contents", "write", "to read documents, and to push reports and what commands write"),
        new("issues", "write", "to answer commands and to react to them"),
        new("merge_queues", "read", "to be told of merge queues"),
        new("metadata", "read", "to see the repository, its branches' rules and who may do what"),
        new("pull_requests", "write", "to comment, to suggest and to open pull requests"),
    ];

    /// <summary>Events to subscribe to; what concerns installations is delivered to every App.</summary>
    public static ImmutableArray<string> Events { get; } = ["check_run", "check_suite", "issue_comment", "issues", "merge_group", "pull_request", "push"];
}
