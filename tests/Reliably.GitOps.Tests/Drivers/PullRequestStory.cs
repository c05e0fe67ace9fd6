using System.Globalization;

namespace Reliably.GitOps.Drivers;

/// <summary>What people do to branches and pull requests on the emulator, in the words of a scenario.</summary>
internal static class PullRequestStory
{
    public const string Path = "experiments/a.yaml";
    public const string Good = "title: a\ndescription: b\nsteady-state-hypothesis:\n  title: fine\n  probes:\n  - { type: probe, name: ok, tolerance: 0, provider: { type: process, path: \"true\", timeout: 5 } }\nmethod: []\nrollbacks: []\n";

    /// <summary>An experiment with one error: an activity without a provider.</summary>
    public const string Bad = "title: a\ndescription: b\nmethod:\n- { type: action, name: act }\n";

    private const string Root = "/repos/" + GitHubEmulator.Repository;

    public static Task<int> OpenAsync(this GitHubEmulator gitHub, string branch, string text = Bad) => gitHub.OpenPullRequestAsync(branch, Path, text);

    public static Task PushAsync(this GitHubEmulator gitHub, string branch, string text) => gitHub.CommitAsync(branch, Path, text);

    /// <summary>The commit of a branch.</summary>
    public static async Task<string> TipAsync(this GitHubEmulator gitHub, string branch) => (string)(await gitHub.AskAsync(HttpMethod.Get, $"{Root}/git/ref/heads/{branch}", null))["object"]!["sha"]!;

    /// <summary>A branch where another one is.</summary>
    public static async Task<string> BranchAsync(this GitHubEmulator gitHub, string branch, string from = "main")
    {
        var sha = await gitHub.TipAsync(from);
        await gitHub.AskAsync(HttpMethod.Post, Root + "/git/refs", new Dictionary<string, string> { ["ref"] = "refs/heads/" + branch, ["sha"] = sha });
        return sha;
    }

    /// <summary>Moves a branch, also backwards or aside.</summary>
    public static Task ForceAsync(this GitHubEmulator gitHub, string branch, string sha) =>
        gitHub.AskAsync(HttpMethod.Patch, $"{Root}/git/refs/heads/{branch}", new Dictionary<string, object> { ["sha"] = sha, ["force"] = true });

    public static Task ChangeAsync(this GitHubEmulator gitHub, int number, string key, string value) =>
        gitHub.AskAsync(HttpMethod.Patch, string.Create(CultureInfo.InvariantCulture, $"{Root}/pulls/{number}"), new Dictionary<string, string> { [key] = value });

    /// <summary>Somebody presses the button.</summary>
    /// <param name="gitHub">GitHub.</param>
    /// <param name="number">The pull request.</param>
    /// <param name="how">merge, squash or rebase.</param>
    public static Task MergeAsync(this GitHubEmulator gitHub, int number, string how) =>
        gitHub.AskAsync(HttpMethod.Put, string.Create(CultureInfo.InvariantCulture, $"{Root}/pulls/{number}/merge"), new Dictionary<string, string> { ["merge_method"] = how });

    /// <summary>Says something on a pull request; the comment's identifier.</summary>
    public static async Task<long> SayAsync(this GitHubEmulator gitHub, int number, string text, string person = "ada") =>
        (long)(await gitHub.AskAsync(HttpMethod.Post, string.Create(CultureInfo.InvariantCulture, $"{Root}/issues/{number}/comments"), new Dictionary<string, string> { ["body"] = text }, person))["id"]!;
}
