using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.PullRequests;

/// <summary>A GitHub Enterprise server: the API below a path of the host that has the pages and git.</summary>
[Collection(GitHubEmulatorGroup.Name)]
public sealed class ServedEnterpriseTests(GitHubEmulator gitHub)
{
    private readonly PersonalView shop = new(gitHub, GitHubEmulator.Repository);

    [NodeFact]
    public async Task Everything_is_asked_below_the_path_and_git_is_not()
    {
        await using var bot = await BotProcess.CreateAsync(gitHub);
        bot.Configure(text => text.Replace($"api-url: {bot.Proxy.Url.AbsoluteUri.TrimEnd('/')}", $"api-url: {bot.Proxy.Url.AbsoluteUri.TrimEnd('/')}/api/v3", StringComparison.Ordinal));
        await gitHub.CommitAsync("main", "experiments/b.yaml", PullRequestStory.Good);
        await gitHub.CommitAsync("main", "plans/by-hand.yaml", "title: By hand\nexperiments: [b]\ndeployment: local\nschedule: { type: manual }\n");
        await bot.StartServiceAsync();
        var held = bot.Proxy.Deliver;
        bot.Proxy.Deliver = static _ => Task.FromResult(202);
        var number = await gitHub.OpenAsync("change");
        for (var comment = 0; comment < 101; comment++) await shop.SayAsync(number, "Talk"); // more than a page
        bot.Proxy.Deliver = held;
        await gitHub.PushAsync("change", PullRequestStory.Bad + "# again\n");
        await bot.SeesAsync(number, static state => state is { IsReviewed: true, Conclusion: "failure" });
        await gitHub.PushAsync("change", PullRequestStory.Good);
        var state = await bot.SeesAsync(number, static state => state is { IsReviewed: true, Conclusion: "success" }); // ours is on the second page
        state.Comments.ShouldContain($"{bot.Proxy.Url.AbsoluteUri}{GitHubEmulator.Repository}/"); // links lead to the pages, not to the API
        state.Comments.ShouldNotContain("api/v3");
        var asked = await shop.SayAsync(number, "/reliably explain b");
        await bot.UntilShownAsync(async () => (await shop.ReactionsAsync(asked)).Contains("+1"), "The command is not answered.");
        (await ReliablyDriver.RunAsync("plan", "trigger", "by-hand", "--data", bot.Data)).ExitCode.ShouldBe(0);
        await bot.Service.HearAsync("publish  ");
        await gitHub.TellAsync("/_test/repository", new { name = GitHubEmulator.Repository, rename = "acme/store" });
        var store = new PersonalView(gitHub, "acme/store");
        await store.CommitAsync("change", PullRequestStory.Path, PullRequestStory.Bad);
        await bot.UntilShownAsync(async () => await store.ChecksAsync(number) == "failure", "The renamed one is not followed.");
        await bot.StopAsync();
        bot.Said.Split("problem  ").Length.ShouldBe(1, bot.Said);
        bot.Proxy.Requests.Where(static request => !request.IsGit).ShouldAllBe(static request => request.Path.StartsWith("/api/v3/", StringComparison.Ordinal));
        bot.Proxy.Requests.Where(static request => request.IsGit).ShouldAllBe(static request => request.Path.StartsWith("/acme/", StringComparison.Ordinal));
        bot.Proxy.Requests.ShouldContain(static request => request.IsGit);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }
}
