using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.PullRequests;

/// <summary>GitHub's limit of requests, as an operator meets it.</summary>
[Collection(GitHubEmulatorGroup.Name)]
public sealed class ServedLimitTests(GitHubEmulator gitHub)
{
    private readonly PersonalView shop = new(gitHub, GitHubEmulator.Repository);

    [NodeFact]
    public async Task A_limit_that_is_nearly_used_up_is_said_then_work_is_parked_and_in_the_end_everything_is_done()
    {
        await using var bot = await BotProcess.StartAsync(gitHub);
        var calm = await gitHub.OpenAsync("calm");
        await bot.SeesAsync(calm, static state => state.IsReviewed);
        await gitHub.TellAsync("/_test/limit", new { remaining = 400, seconds = 60 });
        await gitHub.PushAsync("calm", PullRequestStory.Good);
        await bot.UntilShownAsync(async () => (await shop.CommentsAsync(calm)) is [var body] && body.Contains((await shop.HeadAsync(calm))[..7], StringComparison.Ordinal), "Little left is not nothing left.");
        await bot.Service.HearAsync("GitHub's limit is nearly used up: ");

        await gitHub.TellAsync("/_test/limit", new { remaining = 4, seconds = 12 });
        var opened = DateTimeOffset.UtcNow;
        var number = await gitHub.OpenPullRequestAsync("change", "experiments/b.yaml", PullRequestStory.Bad);
        var comment = await shop.SayAsync(calm, "/reliably status");
        await bot.Service.HearAsync("GitHub's limit is used up (5000 requests an hour): nothing is asked until ");
        await bot.UntilShownAsync(async () => await shop.ChecksAsync(number) == "failure", "Nothing comes after the limit.");
        await bot.UntilShownAsync(async () => (await shop.ReactionsAsync(comment)).Contains("+1"), "The command is not answered.");
        await bot.StopAsync();
        (await shop.CommentsAsync(number)).Length.ShouldBe(1);
        (await shop.CommentsAsync(calm)).Length.ShouldBe(2);
        bot.Said.Split("nearly used up").Length.ShouldBe(2, bot.Said);
        bot.Said.Split("is used up (").Length.ShouldBe(2, bot.Said);
        var limit = await LimitAsync();
        ((int)limit["refused"]!).ShouldBeLessThan(6, "What is known to be used up is not asked for: " + bot.Said); // those that were on their way
        DateTimeOffset.FromUnixTimeSeconds((long)limit["reset"]!).ShouldBeGreaterThan(opened);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    private async Task<JsonNode> LimitAsync()
    {
        using var http = new HttpClient { BaseAddress = gitHub.Url };
        return (await http.GetFromJsonAsync<JsonNode>("/_test/limit"))!;
    }
}
