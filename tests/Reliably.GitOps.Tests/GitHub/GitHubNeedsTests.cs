using System.Text.RegularExpressions;
using Reliably.GitOps.Doctor;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Webhooks;

namespace Reliably.GitOps.GitHub;

/// <summary>
/// Holds the permissions that we ask for to the requests that the client can make: each request stands here with what it needs, and nothing is asked
/// for that no request or event needs. Source: https://docs.github.com/rest/authentication/permissions-required-for-github-apps
/// </summary>
public class GitHubNeedsTests
{
    /// <summary>The beginning of a path below the repository, and what a request there needs; with a personal token alone where nothing is named.</summary>
    private static readonly (string Path, string[] Needs)[] Requests =
    [
        ("", ["metadata: read"]),
        ("/branches/", ["contents: write"]),
        ("/rules/", ["metadata: read"]),
        ("/rulesets/", ["metadata: read"]),
        ("/contents/", ["contents: write"]),
        ("/git/", ["contents: write"]),
        ("/installation", []),
        ("/collaborators/", ["metadata: read"]),
        ("/check-runs", ["checks: write"]),
        ("/check-suites", ["checks: write"]),
        ("/commits/{}/check-runs", ["checks: write"]),
        ("/commits/{}/statuses", []),
        ("/statuses/", []),
        ("/issues", ["issues: write"]),
        ("/pulls", ["pull_requests: write"]),
    ];

    /// <summary>Events that need a permission which no request needs.</summary>
    private static readonly string[] ForEvents = ["merge_queues: read"];

    [Fact]
    public void Every_request_of_the_client_stands_here_with_what_it_needs() =>
        Paths().Where(static path => NeedsOf(path) is null).ShouldBeEmpty();

    [Fact]
    public void The_App_asks_for_what_its_requests_need_and_for_nothing_else() =>
        Paths().SelectMany(static path => NeedsOf(path) ?? []).Concat(ForEvents).Distinct().Order()
            .ShouldBe(GitHubNeeds.Permissions.Select(static need => need.ToString()).Order());

    [Fact]
    public void The_App_subscribes_to_what_the_endpoint_takes_in_and_to_nothing_else() =>
        GitHubNeeds.Events.Order().ShouldBe(WebhookEndpoint.Wanted.Where(static name => !name.StartsWith("installation", StringComparison.Ordinal)).Order());

    /// <summary>The longest beginning that fits.</summary>
    private static string[]? NeedsOf(string path) => Requests.Where(one => one.Path.Length == 0 ? path.Length == 0 : path.StartsWith(one.Path, StringComparison.Ordinal))
        .OrderByDescending(static one => one.Path.Length).Select(static one => one.Needs).FirstOrDefault();

    /// <summary>Paths below a repository as the sources write them, with every value as <c>{}</c>.</summary>
    private static List<string> Paths()
    {
        var texts = Directory.EnumerateFiles(SourceTree.Of("src/Reliably.GitOps/GitHub"), "*.cs").Select(File.ReadAllText).ToList();
        var written = texts.SelectMany(static text => Regex.Matches(text, "\"(?:\\{root\\}|repos/\\{(?:fullName|name)\\})([^\"]*)\"")).Select(static match => match.Groups[1].Value.Split('?')[0]);
        var paths = written.Select(static path => Regex.Replace(path, "\\{[^{}]*\\}", "{}")).Append("").Distinct().ToList();
        paths.Count.ShouldBeGreaterThan(12);
        return paths;
    }
}
