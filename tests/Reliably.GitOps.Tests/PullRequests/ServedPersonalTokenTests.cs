using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.PullRequests;

/// <summary>The service as an account of its own with a personal token: statuses stand for checks, and GitHub is asked instead of heard.</summary>
[Collection(GitHubEmulatorGroup.Name)]
public sealed class ServedPersonalTokenTests(GitHubEmulator gitHub)
{
    private const string Self = "ada";

    /// <summary>Somebody else than the account that the service has.</summary>
    private readonly PersonalView shop = new(gitHub, GitHubEmulator.Repository, "mallory");

    [NodeFact]
    public async Task Reviews_commands_runs_and_reports_work_with_a_token_and_a_status_says_the_verdict()
    {
        await using var bot = await BotProcess.CreateAsync(gitHub, hears: false, grants: "deployments: [local], pull-requests: { deployments: [local] }");
        await gitHub.AskAsync(HttpMethod.Put, $"/repos/{GitHubEmulator.Repository}/collaborators/mallory", new { permission = "push" });
        await gitHub.CommitAsync("main", "experiments/b.yaml", PullRequestStory.Good);
        await gitHub.CommitAsync("main", "plans/by-hand.yaml", "title: By hand\nexperiments: [b]\ndeployment: local\nschedule: { type: manual }\n");
        bot.Configure(static text => text.Replace("  app-id: 12345\n  key: app.pem\n  webhook-secret-files: [webhook-secret]", "  token: token", StringComparison.Ordinal));
        await File.WriteAllTextAsync(Path.Combine(bot.Folder, "token"), "ada-token\n");
        await bot.StartServiceAsync();

        var number = await shop.OpenAsync("change", PullRequestStory.Path, PullRequestStory.Bad);
        await bot.UntilShownAsync(async () => (await shop.StatusesAsync(number)).Length > 0 && (await shop.CommentsAsync(number, Self)).Length == 1, "There is no status.");
        (await shop.StatusesAsync(number)).ShouldHaveSingleItem().ShouldStartWith("failure by ada: 1 error");
        (await shop.CommentsAsync(number, Self)).ShouldHaveSingleItem().ShouldContain("RLY1206");
        await shop.CommitAsync("change", PullRequestStory.Path, PullRequestStory.Good);
        await bot.UntilShownAsync(async () => (await shop.StatusesAsync(number)).FirstOrDefault()?.StartsWith("success", StringComparison.Ordinal) == true, "The push is not reviewed.");
        await bot.UntilShownAsync(async () => (await shop.CommentsAsync(number, Self))[0].Contains((await shop.HeadAsync(number))[..7], StringComparison.Ordinal), "The comment stays behind.");

        var second = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        await bot.UntilAsync(() => DateTimeOffset.UtcNow.ToUnixTimeSeconds() > second + 1); // the status is to be older than the comment
        var run = await shop.SayAsync(number, "/reliably run a");
        await bot.UntilShownAsync(async () => (await shop.ReactionsAsync(run, Self)).Contains("+1"), "The run is not begun.");
        await bot.UntilShownAsync(async () => (await shop.CommentsAsync(number, Self)).Any(static body => body.Contains("[report]", StringComparison.Ordinal)), "The run is not told.");
        var add = await shop.SayAsync(number, "/reliably add http/responds to a hypothesis url=http://shop.example.com/health");
        var head = await shop.HeadAsync(number);
        await bot.UntilShownAsync(async () => (await shop.ReactionsAsync(add, Self)).Contains("+1"), "Nothing is written.");
        (await shop.HeadAsync(number)).ShouldNotBe(head);
        await bot.UntilShownAsync(async () => (await shop.StatusesAsync(number)).Length == 1, "Our own commit has no status.");

        (await ReliablyDriver.RunAsync("plan", "trigger", "by-hand", "--data", bot.Data)).ExitCode.ShouldBe(0);
        await bot.Service.HearAsync("publish  ");
        await bot.StopAsync();
        (await shop.CommentsAsync(number, Self)).Length.ShouldBe(3); // the review, the answers, the run
        (await shop.ChecksAsync(number)).ShouldBe("");
        bot.Said.Split("problem  ").Length.ShouldBe(1, bot.Said);
        bot.Said.ShouldNotContain("ada-token");
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_token_that_was_withdrawn_is_said_and_the_next_one_in_the_file_is_taken()
    {
        await using var bot = await BotProcess.CreateAsync(gitHub, hears: false);
        bot.Configure(static text => text.Replace("  app-id: 12345\n  key: app.pem\n  webhook-secret-files: [webhook-secret]", "  token: token", StringComparison.Ordinal));
        await File.WriteAllTextAsync(Path.Combine(bot.Folder, "token"), "withdrawn\n");
        await bot.StartServiceAsync();
        await bot.Service.HearAsync("problem  acme/shop could not be looked at: GitHub answered 401");
        var number = await gitHub.OpenAsync("change");
        await File.WriteAllTextAsync(Path.Combine(bot.Folder, "token"), "ada-token\n");
        await bot.UntilShownAsync(async () => (await gitHub.AskAsync(HttpMethod.Get, $"/repos/{GitHubEmulator.Repository}/issues/{number}/comments", null)).AsArray().Count == 1, "The new token is not taken.");
        await bot.StopAsync();
        bot.Said.ShouldNotContain("ada-token");
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }
}
