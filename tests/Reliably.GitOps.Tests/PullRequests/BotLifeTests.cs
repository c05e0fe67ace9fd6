using Reliably.GitOps.Drivers;
using Reliably.GitOps.Reviews;

namespace Reliably.GitOps.PullRequests;

/// <summary>The bot as people meet it: the service as a process, GitHub's deliveries, and what a pull request shows.</summary>
[Collection(GitHubEmulatorGroup.Name)]
public sealed class BotLifeTests(GitHubEmulator gitHub)
{
    [NodeFact]
    public async Task A_pull_request_through_its_life_has_one_check_on_each_head_and_one_comment()
    {
        await using var bot = await BotProcess.StartAsync(gitHub);
        var number = await gitHub.OpenAsync("change");
        var opened = await bot.SeesAsync(number, static state => state is { IsReviewed: true, Conclusion: "failure" });
        opened.Comments.ShouldContain("RLY1206");

        await gitHub.PushAsync("change", PullRequestStory.Good);
        var pushed = await bot.SeesAsync(number, static state => state is { IsReviewed: true, Conclusion: "success" });
        pushed.Comments.ShouldNotContain("RLY1206");

        await gitHub.ForceAsync("change", opened.Head);
        var forced = await bot.SeesAsync(number, static state => state is { IsReviewed: true, Conclusion: "failure" });
        forced.Head.ShouldBe(opened.Head);

        await gitHub.BranchAsync("release");
        await gitHub.CommitAsync("release", PullRequestStory.Path, PullRequestStory.Good);
        await gitHub.ChangeAsync(number, "base", "release");
        await bot.SeesAsync(number, static state => state is { IsReviewed: true, Conclusion: "action_required" });
        await gitHub.ChangeAsync(number, "base", "main");
        await bot.SeesAsync(number, static state => state is { IsReviewed: true, Conclusion: "failure" });

        await gitHub.ChangeAsync(number, "state", "closed");
        await gitHub.ChangeAsync(number, "state", "open");
        var last = await bot.RestartedAsync(number);
        (await bot.Repository.CheckRunsAsync(pushed.Head, CheckOutput.Name, default)).ShouldHaveSingleItem().Status.ShouldBe("completed");
        last.Comments.Split(' ')[0].ShouldBe(opened.Comments.Split(' ')[0]);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task Every_kind_of_pull_request_gets_its_check()
    {
        await using var bot = await BotProcess.StartAsync(gitHub);
        var docs = await gitHub.OpenPullRequestAsync("docs", "docs/notes.md", "hello\n");
        (await bot.SeesAsync(docs, static state => state.Conclusion is not null)).Conclusion.ShouldBe("neutral");
        (await bot.StateAsync(docs)).Ours.ShouldBe(0);

        var reports = await gitHub.OpenPullRequestAsync("reports", "reports/README.md", "# All is well\n");
        (await bot.SeesAsync(reports, static state => state.IsReviewed)).Conclusion.ShouldBe("failure");

        await gitHub.BranchAsync("conflict");
        await gitHub.CommitAsync("conflict", PullRequestStory.Path, PullRequestStory.Good);
        await gitHub.CommitAsync("main", PullRequestStory.Path, PullRequestStory.Bad);
        var conflict = await gitHub.AskAsync(HttpMethod.Post, $"/repos/{GitHubEmulator.Repository}/pulls", new Dictionary<string, string> { ["title"] = "c", ["head"] = "conflict", ["base"] = "main" });
        (await bot.SeesAsync((int)conflict["number"]!, static state => state.IsReviewed)).Conclusion.ShouldBe("action_required");

        await gitHub.BranchAsync("draft");
        await gitHub.CommitAsync("draft", "experiments/b.yaml", PullRequestStory.Good);
        var draft = await gitHub.AskAsync(HttpMethod.Post, $"/repos/{GitHubEmulator.Repository}/pulls", new Dictionary<string, object> { ["title"] = "d", ["head"] = "draft", ["base"] = "main", ["draft"] = true });
        (await bot.SeesAsync((int)draft["number"]!, static state => state.IsReviewed)).Conclusion.ShouldBe("success");
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task Fifty_pushes_at_once_are_two_reviews_at_most_and_the_last_is_of_the_newest_head()
    {
        await using var bot = await BotProcess.StartAsync(gitHub);
        var number = await gitHub.OpenAsync("change");
        await bot.SeesAsync(number, static state => state.IsReviewed);
        var send = bot.Proxy.Deliver;
        bot.Proxy.Deliver = static _ => Task.FromResult(202);
        bot.Proxy.Deliveries.Clear();
        for (var push = 0; push < 50; push++) await gitHub.PushAsync("change", PullRequestStory.Bad + $"# {push}\n");
        await bot.UntilAsync(() => bot.Proxy.Deliveries.Count(static one => one.Event == "pull_request") == 50);
        var before = Looks(bot, number);
        (await Task.WhenAll(bot.Proxy.Deliveries.Select(send))).ShouldAllBe(static status => status == 202);
        await bot.SeesAsync(number, static state => state.IsReviewed);
        await bot.StopAsync();
        (Looks(bot, number) - before).ShouldBeInRange(1, 2);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task Each_event_five_times_in_any_order_has_one_effect()
    {
        await using var bot = await BotProcess.StartAsync(gitHub);
        var send = bot.Proxy.Deliver;
        bot.Proxy.Deliver = static _ => Task.FromResult(202);
        var number = await gitHub.OpenAsync("change");
        for (var push = 0; push < 4; push++) await gitHub.PushAsync("change", PullRequestStory.Bad + $"# {push}\n");
        await gitHub.SayAsync(number, "What does this do?");
        await gitHub.ChangeAsync(number, "title", "Another title");
        await bot.UntilAsync(() => bot.Proxy.Deliveries.Any(static one => one.Event == "pull_request") && bot.Proxy.Deliveries.Count >= 11);
        var random = new Random(5);
        var sent = bot.Proxy.Deliveries.SelectMany(static one => Enumerable.Repeat(one, 5)).OrderBy(_ => random.Next()).ToList();
        foreach (var some in sent.Chunk(8)) (await Task.WhenAll(some.Select(send))).ShouldAllBe(static status => status == 202);
        await bot.SeesAsync(number, static state => state.IsReviewed);
        await bot.RestartedAsync(number);
        bot.Proxy.Writes.Count(static write => write.EndsWith("/check-runs", StringComparison.Ordinal)).ShouldBe(1);
        bot.Proxy.Writes.Count(static write => write.EndsWith("/comments", StringComparison.Ordinal)).ShouldBe(1);
        bot.Proxy.Writes.Count.ShouldBe(2);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task It_converges_when_every_delivery_is_lost()
    {
        await using var bot = await BotProcess.StartAsync(gitHub);
        bot.Proxy.Deliver = static _ => Task.FromResult(502);
        var number = await gitHub.OpenAsync("change");
        await bot.StopAsync();
        await bot.StartServiceAsync();
        await bot.SeesAsync(number, static state => state.IsReviewed);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task It_converges_where_GitHub_cannot_reach_it()
    {
        await using var bot = await BotProcess.StartAsync(gitHub, hears: false);
        var number = await gitHub.OpenAsync("change");
        await bot.SeesAsync(number, static state => state is { IsReviewed: true, Conclusion: "failure" });
        await gitHub.PushAsync("change", PullRequestStory.Good);
        await bot.SeesAsync(number, static state => state is { IsReviewed: true, Conclusion: "success" });
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_base_that_moves_is_reviewed_again_only_where_it_matters()
    {
        await using var bot = await BotProcess.StartAsync(gitHub);
        var number = await gitHub.OpenAsync("change");
        await bot.SeesAsync(number, static state => state.IsReviewed);
        await bot.StopAsync();
        await SettledAsync(bot, number);
        var before = Looks(bot, number);
        await bot.StartServiceAsync();
        await gitHub.CommitAsync("main", "reports/README.md", "# What we saw\n");
        await gitHub.CommitAsync("main", "experiments/other.yaml", PullRequestStory.Good.Replace("title: a", "title: other", StringComparison.Ordinal));
        var tip = await gitHub.TipAsync("main");
        await bot.UntilAsync(() => bot.Service.Text.Contains($"at {tip[..7]}", StringComparison.Ordinal));
        await bot.StopAsync();
        await SettledAsync(bot, number);
        Looks(bot, number).ShouldBe(before);
        await bot.StartServiceAsync();
        await gitHub.CommitAsync("main", PullRequestStory.Path, PullRequestStory.Good);
        await bot.SeesAsync(number, static state => state is { IsReviewed: true, Conclusion: "action_required" });
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    /// <summary>Starts and stops it until nothing is left to look at: what came in the second after a look waits in the inbox, also over a stop.</summary>
    private static async Task SettledAsync(BotProcess bot, int number)
    {
        int looks;
        do
        {
            (looks, var asked) = (Looks(bot, number), bot.Proxy.Requests.Count);
            await bot.StartServiceAsync();
            await bot.UntilAsync(() => bot.Proxy.Requests.Skip(asked).Any(static request => request.Path.Contains("/pulls?state=open", StringComparison.Ordinal)));
            await bot.StopAsync();
        }
        while (Looks(bot, number) != looks);
    }

    /// <summary>How often the pull request's commits were fetched.</summary>
    private static int Looks(BotProcess bot, int number) => bot.Proxy.Requests.Count(request => request.IsGit && request.Body.Contains($"ref-prefix refs/pull/{number}/head", StringComparison.Ordinal));
}
