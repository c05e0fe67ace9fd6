using System.Globalization;
using System.Text;

namespace Reliably.GitOps.Drivers;

/// <summary>
/// What a person sees of a repository of the emulator, and does there, whatever the App may: for tests in which the App is suspended or away, and in
/// which the repository is another one or has another name.
/// </summary>
internal sealed class PersonalView(GitHubEmulator gitHub, string repository, string person = "ada")
{
    private readonly string root = "/repos/" + repository;

    public async Task<string> HeadAsync(int number) => (string)(await gitHub.AskAsync(HttpMethod.Get, Of($"{root}/pulls/{number}"), null, person))["head"]!["sha"]!;

    /// <summary>How our checks of the head ended, one word each; <c>-</c> for one that goes on.</summary>
    public async Task<string> ChecksAsync(int number)
    {
        var runs = await gitHub.AskAsync(HttpMethod.Get, $"{root}/commits/{await HeadAsync(number)}/check-runs?check_name=reliably%2Fvalidate&filter=all", null, person);
        return string.Join(' ', runs["check_runs"]!.AsArray().Select(static run => (string?)run!["conclusion"] ?? "-"));
    }

    /// <summary>Our statuses of the head, newest first: <c>state by whom: description</c>.</summary>
    public async Task<string[]> StatusesAsync(int number)
    {
        var statuses = await gitHub.AskAsync(HttpMethod.Get, $"{root}/commits/{await HeadAsync(number)}/statuses", null, person);
        return [.. statuses.AsArray().Where(static one => (string?)one!["context"] == "reliably/validate").Select(static one => $"{one!["state"]} by {one["creator"]!["login"]}: {one["description"]}")];
    }

    /// <summary>Comments of somebody, oldest first.</summary>
    public async Task<string[]> CommentsAsync(int number, string by = BotProcess.Self)
    {
        var comments = await gitHub.AskAsync(HttpMethod.Get, Of($"{root}/issues/{number}/comments?per_page=100"), null, person);
        return [.. comments.AsArray().Where(one => (string?)one!["user"]!["login"] == by).Select(static one => (string)one!["body"]!)];
    }

    public async Task<string[]> ReactionsAsync(long comment, string by = BotProcess.Self)
    {
        var reactions = await gitHub.AskAsync(HttpMethod.Get, Of($"{root}/issues/comments/{comment}/reactions"), null, person);
        return [.. reactions.AsArray().Where(one => (string?)one!["user"]!["login"] == by).Select(static one => (string)one!["content"]!)];
    }

    public async Task<long> SayAsync(int number, string text) =>
        (long)(await gitHub.AskAsync(HttpMethod.Post, Of($"{root}/issues/{number}/comments"), new { body = text }, person))["id"]!;

    /// <summary>Commits a file to a branch.</summary>
    public async Task CommitAsync(string branch, string path, string text)
    {
        var listed = await gitHub.AskAsync(HttpMethod.Get, $"{root}/git/trees/{branch}?recursive=1", null, person);
        var known = listed["tree"]!.AsArray().FirstOrDefault(one => (string?)one!["path"] == path)?["sha"];
        var body = new Dictionary<string, string> { ["message"] = "Write " + path, ["content"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text)), ["branch"] = branch };
        if ((string?)known is { } sha) body["sha"] = sha;
        await gitHub.AskAsync(HttpMethod.Put, $"{root}/contents/{path}", body, person);
    }

    /// <summary>Opens a pull request for a new branch with a file.</summary>
    public async Task<int> OpenAsync(string branch, string path, string text)
    {
        var main = (string)(await gitHub.AskAsync(HttpMethod.Get, root + "/git/ref/heads/main", null, person))["object"]!["sha"]!;
        await gitHub.AskAsync(HttpMethod.Post, root + "/git/refs", new Dictionary<string, string> { ["ref"] = "refs/heads/" + branch, ["sha"] = main }, person);
        await CommitAsync(branch, path, text);
        return (int)(await gitHub.AskAsync(HttpMethod.Post, root + "/pulls", new { title = branch, head = branch, @base = "main" }, person))["number"]!;
    }

    private static string Of(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What operators do to a service that a <see cref="BotProcess"/> runs.</summary>
internal static class BotOperation
{
    /// <summary>Changes the configuration; in force from the next start.</summary>
    public static void Configure(this BotProcess bot, Func<string, string> change)
    {
        var file = Path.Combine(bot.Folder, "reliably-server.yaml");
        var (before, after) = (File.ReadAllText(file), change(File.ReadAllText(file)));
        after.ShouldNotBe(before);
        File.WriteAllText(file, after);
    }

    /// <summary>Waits until GitHub shows something.</summary>
    public static async Task UntilShownAsync(this BotProcess bot, Func<Task<bool>> shown, string what)
    {
        for (var deadline = DateTime.UtcNow.AddSeconds(90); !await shown(); await Task.Delay(50))
            (DateTime.UtcNow < deadline).ShouldBeTrue($"{what}\n{bot.Story()}");
    }

    /// <summary>Waits until the service has looked at the repository so many times more.</summary>
    public static async Task RoundsAsync(this BotProcess bot, int more, string repository = GitHubEmulator.Repository)
    {
        var before = Count();
        await bot.UntilAsync(() => Count() >= before + more);
        int Count() => bot.Proxy.Requests.Count(request => request.Method == "GET" && request.Path.EndsWith("/repos/" + repository, StringComparison.Ordinal));
    }

    /// <summary>How often the service of now said something.</summary>
    public static int Told(this BotProcess bot, string words) => bot.Service.Text.Split(words).Length - 1;
}
