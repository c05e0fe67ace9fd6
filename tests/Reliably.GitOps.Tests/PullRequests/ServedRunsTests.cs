using Reliably.GitOps.Drivers;
using Reliably.GitOps.GitHub.Wire;

namespace Reliably.GitOps.PullRequests;

/// <summary>Runs that people ask for in comments, carried out by <c>reliably serve</c> as an operator starts it.</summary>
[Collection(GitHubEmulatorGroup.Name)]
public sealed class ServedRunsTests(GitHubEmulator gitHub)
{
    private const string Path = "experiments/a.yaml";
    private const string Grants = "deployments: [local], pull-requests: { deployments: [local] }";

    [NodeFact]
    public async Task A_run_is_asked_for_told_and_published_and_another_is_stopped_by_a_comment()
    {
        await using var bot = await BotProcess.StartAsync(gitHub, grants: Grants);
        var number = await gitHub.OpenPullRequestAsync("change", Path, PullRequestRunTests.Experiment($"touch {bot.Folder}/ran"));
        var head = (await bot.SeesAsync(number, static state => state.IsReviewed)).Head;
        await SayAsync(number, "/reliably run a at " + head);
        var told = await ToldAsync(bot, number, 1, static body => body.Contains("[report]", StringComparison.Ordinal));
        File.Exists(bot.Folder + "/ran").ShouldBeTrue();
        (await AnswersAsync(bot, number)).ShouldContain(told[0].HtmlUrl![told[0].HtmlUrl!.IndexOf('#')..]);
        GitRemoteDriver.Git(bot.Folder, "ls-remote", gitHub.GitUrl(), RunPublication.RefOf(number)).ShouldNotBeEmpty();
        await gitHub.CommitAsync("change", Path, PullRequestRunTests.Experiment($"touch {bot.Folder}/began; sleep 600", $"touch {bot.Folder}/undone"));
        head = (await bot.SeesAsync(number, state => state.Conclusion is not null && state.Head != head)).Head;
        await SayAsync(number, "/reliably run a at " + head);
        await bot.UntilAsync(() => File.Exists(bot.Folder + "/began"));
        await SayAsync(number, "/reliably stop all");
        told = await ToldAsync(bot, number, 2, static body => body.Contains("[report]", StringComparison.Ordinal));
        told[1].Body!.Split('\n')[1].ShouldContain("interrupted");
        told[1].Body!.ShouldContain("ada");
        File.Exists(bot.Folder + "/undone").ShouldBeTrue();
        await bot.StopAsync();
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_service_that_is_killed_during_a_run_undoes_it_at_its_next_start_and_says_so_in_the_same_comment()
    {
        await using var bot = await BotProcess.StartAsync(gitHub, hears: false, Grants);
        var number = await gitHub.OpenPullRequestAsync("change", Path, PullRequestRunTests.Experiment($"touch {bot.Folder}/began; sleep 600", $"echo undone >> {bot.Folder}/undone"));
        var head = (await bot.SeesAsync(number, static state => state.IsReviewed)).Head;
        await SayAsync(number, "/reliably run a at " + head);
        await bot.UntilAsync(() => File.Exists(bot.Folder + "/began"));
        await bot.KillAsync();
        await bot.StartServiceAsync();
        var told = await ToldAsync(bot, number, 1, static body => body.Contains("[report]", StringComparison.Ordinal));
        told[0].Body!.Split('\n')[1].ShouldContain("interrupted");
        (await File.ReadAllTextAsync(bot.Folder + "/undone")).ShouldBe("undone\n");
        (await AnswersAsync(bot, number)).ShouldContain("/reliably run a");
        await bot.StopAsync();
        (await ToldAsync(bot, number, 1, static _ => true)).Length.ShouldBe(1);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    private async Task SayAsync(int number, string body) => await gitHub.AskAsync(HttpMethod.Post, $"/repos/{GitHubEmulator.Repository}/issues/{number}/comments", new { body });

    /// <summary>Our comments of runs, as soon as there are so many and all say something.</summary>
    private static async Task<Comment[]> ToldAsync(BotProcess bot, int number, int count, Func<string, bool> says)
    {
        var deadline = DateTime.UtcNow.AddSeconds(90);
        while (true)
        {
            var told = (await bot.Repository.CommentsAsync(number, default)).Where(static one => one.User?.Login == BotProcess.Self && one.Body!.StartsWith(RunComment.Marker, StringComparison.Ordinal)).ToArray();
            if (told.Length >= count && told.All(one => says(one.Body!))) return told;
            (DateTime.UtcNow < deadline).ShouldBeTrue($"{string.Join('\n', (await bot.Repository.CommentsAsync(number, default)).Select(static one => one.Body))}\n{bot.Service.Text}");
            await Task.Delay(50);
        }
    }

    /// <summary>Our second comment, as soon as it is there.</summary>
    private static async Task<string> AnswersAsync(BotProcess bot, int number)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (true)
        {
            if ((await bot.Repository.CommentsAsync(number, default)).FirstOrDefault(static one => one.User?.Login == BotProcess.Self && CommandReplies.Is(one.Body!)) is { } found) return found.Body!;
            (DateTime.UtcNow < deadline).ShouldBeTrue(bot.Service.Text);
            await Task.Delay(50);
        }
    }
}
