using System.Collections.Immutable;

namespace Reliably.GitOps.Doctor;

/// <summary>What is to be said about a repository on GitHub, and whether its branch takes our reports.</summary>
public static class BranchChecks
{
    private const string Proposal = "reports: { branch: reliably-reports }";

    /// <summary>Rules that refuse a push of commits, whoever checked them before.</summary>
    private static readonly ImmutableSortedDictionary<string, string> Refusing = new Dictionary<string, string>
    {
        ["pull_request"] = "changes must come by a pull request",
        ["required_status_checks"] = "checks must have passed before",
        ["merge_queue"] = "changes must pass the merge queue",
        ["update"] = "nobody may push",
        ["required_signatures"] = "commits must be signed",
        ["required_deployments"] = "deployments must have succeeded before",
        ["workflows"] = "workflows must have passed before",
        ["code_scanning"] = "code scanning must have passed before",
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>Whether the repository is there, and takes what we push.</summary>
    public static IEnumerable<CheckResult> Repository(string group, GitHubRepositorySight sight)
    {
        var check = new Check(group, "repository");
        if (sight.Refusal is { } refusal)
        {
            yield return check.Problem(refusal);
            yield break;
        }

        if (sight.FullName is { } name && !string.Equals(name, sight.Repository, StringComparison.OrdinalIgnoreCase)) yield return check.Advice($"{sight.Repository} is now called {name}.", $"Write 'app: {name}'.");
        if (sight.Archived) yield return check.Problem($"{sight.Repository} is archived: nothing can be written.", "Unarchive it, or take it out of the configuration.");
        else if (sight.MayPush == false) yield return check.Problem($"The token's owner may not push to {sight.Repository}.", "Give the account write access, or take another token.");
        else yield return Branch(new(group, "branch-protection"), sight);
    }

    private static CheckResult Branch(Check check, GitHubRepositorySight sight)
    {
        var branch = sight.ReportsBranch;
        var refusing = (sight.Rules ?? []).Where(rule => !rule.Bypassed && (Refusing.ContainsKey(rule.Type) || (sight.ReportsBranchIsNew && rule.Type == "creation"))).ToList();
        if (refusing.Count > 0 && refusing.TrueForAll(static rule => ByPullRequest(rule.Type)))
            return check.Advice($"'{branch}' takes no push of ours: {Reasons(refusing)}. Reports come by one pull request, which somebody merges.", $"Write '{Proposal}' into reliably.yaml, so that reports have a branch of their own; or put the App on the bypass list of {Names(refusing)}.");
        var bypass = refusing.Count > 0 ? $"Write '{Proposal}' into reliably.yaml, so that reports have a branch of their own; or put the App on the bypass list of {Names(refusing)}." : "";
        if (refusing.Count > 0) return check.Problem($"'{branch}' refuses our reports: {Reasons(refusing)}.", bypass);
        if (sight.IsProtected && !sight.RequiredChecks.IsEmpty)
            return check.Advice($"'{branch}' takes no push of ours: it is protected, and asks for the checks {string.Join(", ", sight.RequiredChecks)}. Reports come by one pull request, which somebody merges.", $"Write '{Proposal}' into reliably.yaml, so that reports have a branch of their own.");
        if (sight.IsProtected) return check.Advice($"'{branch}' is protected. What it asks for cannot be seen without an administrator's rights.", $"Where it asks for pull requests or restricts who may push, write '{Proposal}' into reliably.yaml.");
        return sight.Rules is null
            ? check.Advice($"The rules of '{branch}' cannot be seen.", $"Where it asks for pull requests or checks, write '{Proposal}' into reliably.yaml.")
            : check.Good($"'{branch}' takes our reports.");
    }

    /// <summary>What asks for something that a pull request can have. A branch that nobody may push to or make takes no merge of it either.</summary>
    private static bool ByPullRequest(string rule) => rule is not ("update" or "creation");

    private static string Reasons(IEnumerable<BranchRule> rules) => string.Join(", ", rules.Select(Told).Distinct());

    private static string Told(BranchRule rule) => Refusing.GetValueOrDefault(rule.Type, "nobody may make the branch");

    private static string Names(IEnumerable<BranchRule> rules) => string.Join(" and ", rules.Select(static rule => $"the ruleset '{rule.Ruleset}'").Distinct());
}
