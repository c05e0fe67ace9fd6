using Reliably.GitOps.Configuration;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Schedules;
using Reliably.GitOps.Webhooks;

namespace Reliably.GitOps.PullRequests;

/// <summary>Deliveries that never come, for GitHub makes none twice by itself: what they spoke of is found, and done once.</summary>
[Collection(GitHubEmulatorGroup.Name)]
public sealed class LostDeliveryTests(GitHubEmulator gitHub)
{
    private readonly PersonalView shop = new(gitHub, GitHubEmulator.Repository);

    [NodeFact]
    public async Task A_command_whose_delivery_alone_was_lost_is_found_by_the_timer_and_carried_out_once()
    {
        await using var bot = await BotProcess.CreateAsync(gitHub);
        var send = bot.Proxy.Deliver;
        var lost = new TaskCompletionSource();
        bot.Proxy.Deliver = delivery =>
        {
            if (delivery.Event != "issue_comment") return send(delivery);
            lost.TrySetResult();
            return Task.FromResult(502);
        };
        await using var clock = new PassingClock();
        using var stop = new CancellationTokenSource();
        var said = new List<ServiceEvent>();
        var working = WorkAsync(bot, clock, new Progress<ServiceEvent>(item => Keep(said, item)), stop.Token);
        var number = await gitHub.OpenAsync("change");
        await ShowsAsync(working, async () => await shop.ChecksAsync(number) == "failure" && (await shop.CommentsAsync(number)).Length == 1);
        var comment = await shop.SayAsync(number, "/reliably status");
        await lost.Task.WaitAsync(TimeSpan.FromMinutes(1));
        var asked = bot.Proxy.Requests.Count;
        (await shop.ReactionsAsync(comment)).ShouldBeEmpty();
        clock.Pass(TimeSpan.FromMinutes(5));
        await ShowsAsync(working, async () => (await shop.ReactionsAsync(comment)).Contains("+1"));
        bot.Proxy.Requests.Count.ShouldBeGreaterThan(asked);
        var rounds = Rounds(bot);
        clock.Pass(TimeSpan.FromMinutes(5));
        await ShowsAsync(working, () => Task.FromResult(Rounds(bot) > rounds));
        await stop.CancelAsync();
        await working;
        (await shop.CommentsAsync(number)).Length.ShouldBe(2);
        lock (said) said.OfType<ServiceEvent.CommandAnswered>().Count().ShouldBe(1);
        lock (said) said.OfType<ServiceEvent.Problem>().ShouldBeEmpty();
        bot.Proxy.Writes.Count(static write => write.EndsWith("/reactions", StringComparison.Ordinal)).ShouldBe(2);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task What_happened_while_a_killed_service_was_away_is_done_once_when_it_is_back()
    {
        await using var bot = await BotProcess.StartAsync(gitHub);
        var (kept, closed) = (await gitHub.OpenAsync("kept"), await gitHub.OpenPullRequestAsync("closed", "experiments/b.yaml", PullRequestStory.Bad));
        await bot.SeesAsync(kept, static state => state.IsReviewed);
        await bot.SeesAsync(closed, static state => state.IsReviewed);
        await bot.KillAsync();
        bot.Proxy.Deliveries.Clear();
        await gitHub.PushAsync("kept", PullRequestStory.Good);
        var comment = await shop.SayAsync(kept, "/reliably status");
        var fresh = await gitHub.OpenPullRequestAsync("fresh", "experiments/c.yaml", PullRequestStory.Good);
        await gitHub.ChangeAsync(closed, "state", "closed");
        await gitHub.CommitAsync("closed", "experiments/b.yaml", PullRequestStory.Good);
        await bot.UntilAsync(() => bot.Proxy.Deliveries.Any(static one => one is { Event: "issue_comment" }) && bot.Proxy.Deliveries.Count(static one => one is { Event: "pull_request" }) >= 3);
        await gitHub.DeliveredAsync();
        await bot.StartServiceAsync();
        await bot.SeesAsync(kept, static state => state is { Conclusion: "success", Ours: 2 });
        await bot.SeesAsync(fresh, static state => state is { IsReviewed: true, Conclusion: "success" });
        await bot.UntilShownAsync(async () => (await shop.ReactionsAsync(comment)).Contains("+1"), "The command is not answered.");
        await bot.StopAsync();
        await bot.StartServiceAsync();
        await bot.RoundsAsync(1);
        await bot.StopAsync();
        (await shop.ChecksAsync(kept)).ShouldBe("success");
        (await shop.ChecksAsync(fresh)).ShouldBe("success");
        (await shop.ChecksAsync(closed)).ShouldBeOneOf("", "failure"); // nobody looks at what is closed
        (await shop.CommentsAsync(kept)).Length.ShouldBe(2);
        (await shop.CommentsAsync(fresh)).Length.ShouldBe(1);
        bot.Said.Split("'/reliably status': done").Length.ShouldBe(2, bot.Said);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    /// <summary>The service with webhooks, over a clock of ours, until it is stopped.</summary>
    private static async Task WorkAsync(BotProcess bot, TimeProvider clock, IProgress<ServiceEvent> progress, CancellationToken stop)
    {
        var file = new RepositoryFile("reliably-server.yaml", await File.ReadAllBytesAsync(Path.Combine(bot.Folder, "reliably-server.yaml"), CancellationToken.None));
        var configuration = ServerConfigurationReader.Read(file, Terminal.OfProcess().Variables).Configuration.ShouldNotBeNull();
        var surroundings = new ServiceSurroundings { Variables = Terminal.OfProcess().Variables, Clock = clock, WorkingFolder = bot.Folder };
        await using var service = new GitOpsService(configuration, surroundings, progress);
        await service.OpenAsync(stop);
        await using var pulls = (await PullRequestBot.StartAsync(configuration, service, surroundings, progress, stop)).ShouldNotBeNull();
        await Task.WhenAll(service.RunAsync(stop), pulls.RunAsync(stop));
    }

    private static async Task ShowsAsync(Task working, Func<Task<bool>> shown)
    {
        for (var deadline = DateTime.UtcNow.AddSeconds(90); !await shown(); await Task.Delay(50))
        {
            if (working.IsFaulted) await working;
            (DateTime.UtcNow < deadline).ShouldBeTrue("It is not shown.");
        }
    }

    private static int Rounds(BotProcess bot) => bot.Proxy.Requests.Count(static request => request.Path.Contains("/issues/comments?since=", StringComparison.Ordinal));

    private static void Keep(List<ServiceEvent> said, ServiceEvent item)
    {
        lock (said) said.Add(item);
    }
}
