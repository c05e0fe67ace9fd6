using System.Globalization;
using Reliably.GitOps.Drivers;
using Xunit.Abstractions;

namespace Reliably.GitOps.PullRequests;

/// <summary>
/// The service is killed at every push and every write that an edit of documents takes, before GitHub got it and after it was done, and started again: the branch has
/// one commit more, and the comment one answer. <c>RELIABLY_TEST_SCALE</c> above 1 kills at the answers to every kind of command, else only at those to one.
/// </summary>
[Collection(SecondGitHubEmulatorGroup.Name)]
public sealed class BotEditCrashTests(GitHubEmulator gitHub, ITestOutputHelper output)
{
    private const int Most = 10;
    private const string Experiment =
        """
        title: a
        description: b
        configuration:
          host: shop.example.com
        steady-state-hypothesis:
          title: fine
          probes:
          - { type: probe, name: ok, tolerance: 0, provider: { type: process, path: "true", timeout: 5 } }
        method:
        - { type: action, name: act, provider: { type: process, path: "true", arguments: "${host}", timeout: 5 } }
        rollbacks: []

        """;

    private static readonly bool AtAnswers = int.TryParse(Environment.GetEnvironmentVariable("RELIABLY_TEST_SCALE"), out var scale) && scale > 1;

    [NodeFact]
    public Task An_activity_is_added_by_one_commit_with_one_answer() =>
        EditsAsync("/reliably add http/responds to a hypothesis url=http://shop.example.com/checkout", PullRequestStory.Path, onIssue: false, atAnswers: true);

    [NodeFact]
    public Task An_experiment_is_made_of_a_template_by_one_commit_with_one_answer() =>
        EditsAsync("/reliably new kill as made host=shop.example.com", "experiments/made.yaml", onIssue: false, AtAnswers);

    [NodeFact]
    public Task A_template_is_made_of_an_experiment_by_one_commit_with_one_answer() =>
        EditsAsync("/reliably templatize a", "templates/a.yaml", onIssue: false, AtAnswers);

    [NodeFact]
    public Task On_an_issue_one_pull_request_is_opened_with_one_answer() =>
        EditsAsync("/reliably new kill as made host=shop.example.com", "experiments/made.yaml", onIssue: true, AtAnswers);

    private async Task EditsAsync(string command, string path, bool onIssue, bool atAnswers)
    {
        await using var bot = await BotProcess.StartAsync(gitHub);
        await gitHub.AskAsync(HttpMethod.Put, $"/repos/{GitHubEmulator.Repository}/collaborators/mallory", new { permission = "push" }); // nobody has more than ten commands in ten minutes
        await gitHub.CommitAsync("main", "templates/kill.yaml", Experiment.Replace("host: shop.example.com", "host: { type: env, key: RELIABLY_PARAM_HOST }", StringComparison.Ordinal));
        var kills = new List<string>();
        for (var step = 1; step <= (atAnswers ? Most : onIssue ? 2 : 1); step++)
        {
            var places = onIssue ? await IssuesAsync() : await CheckedAsync(bot, step);
            var met = 0;
            foreach (var before in new[] { true, false })
            {
                if (await KilledAsync(bot, places[before ? 0 : 1], new(step, before, atAnswers), command, path) is not { } at) continue;
                output.WriteLine($"killed {(before ? "before" : "after")} step {step}: {at}");
                kills.Add(at);
                met++;
            }

            if (met == 0) break;
        }

        kills.Count(static at => at.EndsWith("/git-receive-pack", StringComparison.Ordinal)).ShouldBe(2, "the push");
        if (atAnswers) kills.Count(static at => at.EndsWith("/comments", StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(2, "the answer");
        kills.Count(static at => at.StartsWith("POST", StringComparison.Ordinal) && at.EndsWith("/pulls", StringComparison.Ordinal)).ShouldBe(onIssue ? 2 : 0);
        await bot.StopAsync();
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    private async Task<string?> KilledAsync(BotProcess bot, Place place, Kill kill, string command, string path)
    {
        var killed = new TaskCompletionSource<string>();
        var (asked, steps) = (false, 0);
        bot.Proxy.Faults = request =>
        {
            if (!asked || !IsOfTheCommand(request, kill.AtAnswers) || Interlocked.Increment(ref steps) != kill.Step) return null;
            return kill.Before ? new ProxyFault.Before(() => KillAsync(request)) : new ProxyFault.After(() => KillAsync(request));
        };
        asked = true;
        var comment = await gitHub.SayAsync(place.Number, command, kill.Before ? "ada" : "mallory");
        var answered = AnsweredAsync(bot, comment);
        await Task.WhenAny(answered, killed.Task);
        if (!killed.Task.IsCompleted && Interlocked.Exchange(ref steps, int.MinValue) < kill.Step) killed.SetCanceled();
        if (await Task.WhenAny(killed.Task) is { IsCanceled: false }) await bot.StartServiceAsync();
        var at = killed.Task.IsCanceled ? null : await killed.Task;
        await answered;
        bot.Proxy.Faults = static _ => null;
        await ShouldBeOneAsync(bot, place, comment, path, $"{kill}: {at}");
        return at;

        async Task KillAsync(ProxiedRequest request)
        {
            await bot.KillAsync();
            killed.SetResult(request.ToString());
        }
    }

    /// <summary>The whole end: one commit of ours that changes one document, one reply with one answer, and the reactions once.</summary>
    private async Task ShouldBeOneAsync(BotProcess bot, Place place, long comment, string path, string why)
    {
        var ours = (await bot.Repository.OpenPullRequestsAsync(default)).Where(static pull => pull.User!.Login == BotProcess.Self).ToList();
        ours.Select(static pull => pull.Head.Ref).ShouldBe(place.Head is null ? [string.Create(CultureInfo.InvariantCulture, $"reliably/new-{comment}")] : (string[])[], why);
        var (from, to) = place.Head is { } head ? (head, (await bot.Repository.PullRequestAsync(place.Number, default)).Head.Sha) : (ours[0].Base.Sha, ours[0].Head.Sha);
        var compared = await gitHub.AskAsync(HttpMethod.Get, $"/repos/{GitHubEmulator.Repository}/compare/{from}...{to}", null);
        compared["commits"]!.AsArray().Count.ShouldBe(1, why);
        compared["files"]!.AsArray().Select(static file => (string?)file!["filename"]).ShouldBe([path], why);
        var replies = (await bot.Repository.CommentsAsync(place.Number, default)).Where(static one => one.User!.Login == BotProcess.Self && CommandReplies.Is(one.Body!)).ToList();
        replies.ShouldHaveSingleItem(why).Body!.Split("<summary>").Length.ShouldBe(2, why);
        var reactions = (await bot.Repository.ReactionsAsync(comment, default)).Where(static one => one.User!.Login == BotProcess.Self).Select(static one => one.Content).Order(StringComparer.Ordinal);
        reactions.ToArray().ShouldBe(["+1", "eyes"], why);
        foreach (var pull in ours) await gitHub.ChangeAsync(pull.Number, "state", "closed");
    }

    /// <summary>Two pull requests whose checks were complete before now, as GitHub's clock goes, which counts in seconds.</summary>
    private async Task<List<Place>> CheckedAsync(BotProcess bot, int step)
    {
        var made = new List<Place>();
        foreach (var which in new[] { "before", "after" })
        {
            var branch = string.Create(CultureInfo.InvariantCulture, $"change-{step}-{which}");
            made.Add(new(await gitHub.OpenAsync(branch, Experiment), await gitHub.TipAsync(branch)));
        }

        foreach (var place in made) await bot.SeesAsync(place.Number, static state => state.IsReviewed);
        var second = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        await bot.UntilAsync(() => DateTimeOffset.UtcNow.ToUnixTimeSeconds() > second + 1);
        return made;
    }

    private async Task<List<Place>> IssuesAsync()
    {
        var made = new List<Place>();
        for (var i = 0; i < 2; i++) made.Add(new((int)(await gitHub.AskAsync(HttpMethod.Post, $"/repos/{GitHubEmulator.Repository}/issues", new { title = "an idea" }))["number"]!, null));
        return made;
    }

    private static bool IsOfTheCommand(ProxiedRequest request, bool atAnswers) => request.Method == "POST" && (request.IsGit
        ? request.Path.EndsWith("/git-receive-pack", StringComparison.Ordinal)
        : request.Path.EndsWith("/pulls", StringComparison.Ordinal) || (atAnswers && (request.Path.EndsWith("/reactions", StringComparison.Ordinal) || request.Path.EndsWith("/comments", StringComparison.Ordinal))));

    private static async Task AnsweredAsync(BotProcess bot, long comment)
    {
        string[] seen = [];
        for (var deadline = DateTime.UtcNow.AddSeconds(60); !seen.Contains("+1"); await Task.Delay(50))
        {
            (DateTime.UtcNow < deadline).ShouldBeTrue($"The comment got {string.Join(", ", seen)} only.\n{bot.Story()}");
            seen = [.. (await bot.Repository.ReactionsAsync(comment, default)).Where(static one => one.User!.Login == BotProcess.Self).Select(static one => one.Content)];
        }
    }

    private sealed record Kill(int Step, bool Before, bool AtAnswers);

    /// <param name="Number">The pull request or issue.</param>
    /// <param name="Head">The head of the pull request; null for an issue.</param>
    private sealed record Place(int Number, string? Head);
}
