using System.Collections.Immutable;

namespace Reliably.GitOps.Doctor;

/// <summary>What is to be said about who we are to GitHub: the App, its installations, or a personal token.</summary>
public static class AppChecks
{
    internal const string Group = "GitHub";

    /// <summary>Whether GitHub knows us, and whether the App asks for what it needs and for nothing else.</summary>
    /// <param name="sight">What was seen.</param>
    /// <param name="listens">The service listens for deliveries, so that events count.</param>
    public static IEnumerable<CheckResult> Identity(IdentitySight sight, bool listens)
    {
        var check = new Check(Group, "identity");
        if (sight.Refusal is { } refusal)
        {
            yield return check.Problem(refusal);
            yield break;
        }

        if (!sight.IsApp)
        {
            yield return check.Advice($"The token belongs to {sight.Name}. It may not write checks: results are commit statuses, without annotations.", "A GitHub App shows more, and asks for less: docs/github-app.md sets one up.");
            yield break;
        }

        yield return check.Good($"GitHub knows us as the App '{sight.Name}'.");
        var where = $"Change it on the App's page ({sight.Page ?? "Settings, Developer settings, GitHub Apps"}) under Permissions & events. Every owner of an installation is then asked to accept.";
        yield return Missing(new(Group, "app-permissions"), sight.Permissions, where);
        if (listens) yield return Deaf(new(Group, "app-events"), sight.Events, where);
        if (Surplus(sight.Permissions) is { Length: > 0 } surplus) yield return new Check(Group, "app-permissions").Advice($"The App asks for more than it needs: {surplus}.", "Take it away: whoever gets hold of the key could use it.");
    }

    /// <summary>Whether the App is installed for a repository, with all that it asks for.</summary>
    /// <param name="group">The repository's group.</param>
    /// <param name="sight">What was seen.</param>
    /// <param name="app">The App, whose own lacks are not told again.</param>
    public static IEnumerable<CheckResult> Installation(string group, InstallationSight sight, IdentitySight app)
    {
        var check = new Check(group, "installation");
        if (sight.Refusal is { } refusal)
        {
            yield return check.Problem(refusal);
            yield break;
        }

        if (sight.Suspended)
        {
            yield return check.Problem($"The App's installation for {sight.Repository} is suspended.", $"Let its owner go on with it{At(sight)}");
            yield break;
        }

        var lacking = GitHubNeeds.Permissions.Where(need => need.IsIn(app.Permissions) && !need.IsIn(sight.Permissions)).ToList();
        yield return lacking.Count == 0
            ? check.Good($"The App is installed for {sight.Repository}.")
            : check.Problem($"The owner of {sight.Repository} has not accepted what the App asks for by now: {Told(lacking)}.", $"Let the owner review the request{At(sight)}");
    }

    /// <summary>A repository that cannot be asked about while GitHub does not know us.</summary>
    public static CheckResult Unknown(string group, string repository) =>
        new Check(group, "installation").Advice($"{repository} was not looked at: GitHub does not know us.", "Mend what stands under GitHub first.");

    private static CheckResult Missing(Check check, ImmutableSortedDictionary<string, string> granted, string hint)
    {
        var lacking = GitHubNeeds.Permissions.Where(need => !need.IsIn(granted)).ToList();
        return lacking.Count == 0
            ? check.Good("The App asks for the permissions that it needs.")
            : check.Problem($"The App asks for less than it needs. Missing: {Told(lacking)}.", hint);
    }

    private static CheckResult Deaf(Check check, ImmutableArray<string> events, string hint)
    {
        var lacking = GitHubNeeds.Events.Except(events).ToList();
        return lacking.Count == 0
            ? check.Good("The App subscribes to the events that it needs.")
            : check.Problem($"The App does not subscribe to {string.Join(", ", lacking)}: what they tell is noticed minutes later.", hint);
    }

    private static string Told(IEnumerable<GitHubPermission> lacking) => string.Join(", ", lacking.Select(static need => $"{need} ({need.Why})"));

    private static string At(InstallationSight sight) => sight.Page is { } page ? ": " + page : " on its page, under Install App.";

    private static string Surplus(ImmutableSortedDictionary<string, string> granted) => string.Join(", ", granted
        .Where(static one => GitHubNeeds.Permissions.FirstOrDefault(need => need.Name == one.Key) is not { } need || (need.Level == "read" && one.Value is "write" or "admin"))
        .Select(static one => $"{one.Key}: {one.Value}"));
}
