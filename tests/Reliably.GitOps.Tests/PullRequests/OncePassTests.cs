using System.Net;
using System.Net.Sockets;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.PullRequests;

/// <summary><c>reliably serve --once</c> as a job of cron starts it: everything that waits is done once, and the exit code says how it went.</summary>
[Collection(GitHubEmulatorGroup.Name)]
public sealed class OncePassTests(GitHubEmulator gitHub)
{
    private const string Grants = "deployments: [local], pull-requests: { deployments: [local] }";

    private readonly PersonalView shop = new(gitHub, GitHubEmulator.Repository);

    [NodeFact]
    public async Task One_pass_reviews_what_is_open_and_answers_what_was_asked_and_the_next_finds_nothing_to_do()
    {
        await using var bot = await BotProcess.CreateAsync(gitHub, hears: false);
        var (bad, good) = (await gitHub.OpenAsync("bad"), await gitHub.OpenPullRequestAsync("good", "experiments/b.yaml", PullRequestStory.Good));
        var comment = await shop.SayAsync(good, "/reliably status");
        (await bot.PassAsync()).ShouldBe(0, bot.Said);
        (await bot.StateAsync(bad)).ShouldSatisfyAllConditions(static state => state.IsReviewed.ShouldBeTrue(), static state => state.Conclusion.ShouldBe("failure"));
        (await shop.ChecksAsync(good)).ShouldBe("success");
        (await shop.ReactionsAsync(comment)).ShouldBe(["eyes", "+1"]);
        (await shop.CommentsAsync(good)).Length.ShouldBe(2);

        bot.Proxy.Forget();
        (await bot.PassAsync()).ShouldBe(0, bot.Said);
        bot.Proxy.Writes.ShouldBeEmpty();

        await gitHub.PushAsync("bad", PullRequestStory.Good);
        (await bot.PassAsync()).ShouldBe(0, bot.Said);
        (await bot.StateAsync(bad)).Conclusion.ShouldBe("success");
        bot.Said.Split("problem  ").Length.ShouldBe(1, bot.Said);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_run_that_was_asked_for_is_run_to_its_end_published_and_told_within_the_pass()
    {
        await using var bot = await BotProcess.CreateAsync(gitHub, hears: false, grants: Grants);
        var number = await gitHub.OpenAsync("change", PullRequestStory.Good);
        (await bot.PassAsync()).ShouldBe(0, bot.Said);
        var second = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        await bot.UntilAsync(() => DateTimeOffset.UtcNow.ToUnixTimeSeconds() > second + 1); // the check is to be older than the comment
        var comment = await shop.SayAsync(number, "/reliably run a");
        (await bot.PassAsync()).ShouldBe(0, bot.Said);
        bot.Said.ShouldContain("publish  ");
        (await shop.ReactionsAsync(comment)).ShouldContain("+1");
        (await shop.CommentsAsync(number)).Count(static body => body.StartsWith("<!-- reliably-run ", StringComparison.Ordinal) && body.Contains("[report]", StringComparison.Ordinal)).ShouldBe(1);
        bot.Proxy.Forget();
        (await bot.PassAsync()).ShouldBe(0, bot.Said);
        bot.Proxy.Writes.ShouldBeEmpty();
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task What_fails_is_said_and_keeps_nothing_else_from_its_turn()
    {
        await using var bot = await BotProcess.CreateAsync(gitHub, hears: false);
        bot.Configure(static text => text.Replace("- app: acme/shop", "- app: acme/nowhere\n- app: acme/shop", StringComparison.Ordinal));
        var (first, second) = (await gitHub.OpenAsync("first"), await gitHub.OpenPullRequestAsync("second", "experiments/b.yaml", PullRequestStory.Good));
        var head = await shop.HeadAsync(first);
        bot.Proxy.Faults = request => request is { Method: "POST" } && request.Body.Contains(head, StringComparison.Ordinal) && request.Path.EndsWith("/check-runs", StringComparison.Ordinal)
            ? new ProxyFault.Answer(403, """{"message":"Resource not accessible by integration"}""")
            : null;
        (await bot.PassAsync()).ShouldBe(1, bot.Said);
        bot.Said.ShouldContain("acme/nowhere: The App is not installed for acme/nowhere");
        bot.Said.ShouldContain($"problem  Pull request acme/shop#{first}: GitHub answered 403");
        (await shop.ChecksAsync(first)).ShouldBe("");
        (await shop.ChecksAsync(second)).ShouldBe("success");
        bot.Proxy.Faults = static _ => null;
        bot.Configure(static text => text.Replace("- app: acme/nowhere\n", "", StringComparison.Ordinal));
        (await bot.PassAsync()).ShouldBe(0, bot.Said);
        (await shop.ChecksAsync(first)).ShouldBe("failure");
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task Nobody_listens_for_one_pass_and_what_an_earlier_service_took_in_is_done_as_well()
    {
        await using var bot = await BotProcess.StartAsync(gitHub);
        await bot.KillAsync();
        using var taken = new TcpListener(IPAddress.Loopback, bot.Endpoint.Port);
        taken.Start(); // by whoever runs beside it
        var number = await gitHub.OpenAsync("change");
        (await bot.PassAsync()).ShouldBe(0, bot.Said);
        (await shop.ChecksAsync(number)).ShouldBe("failure");
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }
}
