using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.PullRequests;

/// <summary>What operators do to a repository while <c>reliably serve</c> watches it: archive it, rename it, take the App away from it.</summary>
[Collection(GitHubEmulatorGroup.Name)]
public sealed class OddStatesTests(GitHubEmulator gitHub)
{
    private const string Plan = "title: By hand\nexperiments: [slow]\ndeployment: local\nschedule: { type: manual }\n";

    private readonly PersonalView shop = new(gitHub, GitHubEmulator.Repository);

    [NodeFact]
    public async Task An_archived_repository_is_written_to_by_nobody_and_goes_on_when_it_is_archived_no_longer()
    {
        await using var bot = await BotProcess.CreateAsync(gitHub, hears: false);
        await PlanAsync(bot);
        await bot.StartServiceAsync();
        await bot.Service.HearAsync("idle     ");
        await bot.StopAsync();
        var number = await gitHub.OpenAsync("change");
        await ArchiveAsync(true);
        bot.Proxy.Forget();
        await bot.StartServiceAsync();
        await bot.Service.HearAsync("acme/shop is archived, so nothing is written to it");
        await TriggerAsync(bot);
        await bot.RoundsAsync(4);
        bot.Proxy.Writes.ShouldBeEmpty();
        Pushes(bot).ShouldBe(0);
        bot.Told("is archived").ShouldBe(1, bot.Service.Text);
        bot.Service.Text.ShouldNotContain("start    ");
        Release(bot);
        await ArchiveAsync(false);
        await bot.SeesAsync(number, static state => state is { IsReviewed: true, Conclusion: "failure" });
        await bot.Service.HearAsync("publish  ");
        bot.Service.Text.ShouldContain("acme/shop is archived no longer");
        bot.Told("problem  ").ShouldBe(0, bot.Service.Text);
        await bot.RestartedAsync(number);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task What_ends_while_a_repository_is_archived_is_published_when_it_can_be()
    {
        await using var bot = await BotProcess.CreateAsync(gitHub, hears: false);
        await PlanAsync(bot);
        await bot.StartServiceAsync();
        await bot.Service.HearAsync("idle     ");
        await TriggerAsync(bot);
        await bot.Service.HearAsync("start    ");
        await ArchiveAsync(true);
        await bot.Service.HearAsync("acme/shop is archived");
        Release(bot);
        await bot.Service.HearAsync("end      ");
        await bot.RoundsAsync(2);
        await bot.StopAsync();
        Pushes(bot).ShouldBe(0);
        await bot.StartServiceAsync();
        await bot.RoundsAsync(2);
        Pushes(bot).ShouldBe(0);
        await ArchiveAsync(false);
        await bot.Service.HearAsync("publish  ");
        await bot.StopAsync();
        bot.Said.Split("problem  ").Length.ShouldBe(1, bot.Said);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_renamed_repository_is_followed_and_the_operator_told_what_to_write()
    {
        await using var bot = await BotProcess.CreateAsync(gitHub);
        await PlanAsync(bot);
        await bot.StartServiceAsync();
        var number = await gitHub.OpenAsync("change");
        await bot.SeesAsync(number, static state => state is { IsReviewed: true, Conclusion: "failure" });
        await gitHub.TellAsync("/_test/repository", new { name = GitHubEmulator.Repository, rename = "acme/store" });
        var store = new PersonalView(gitHub, "acme/store");
        await store.CommitAsync("change", PullRequestStory.Path, PullRequestStory.Good);
        await bot.UntilShownAsync(async () => await store.ChecksAsync(number) == "success", "The push after the renaming is not reviewed.");
        await bot.Service.HearAsync("acme/shop is called acme/store now, and is followed there. Write 'app: acme/store'");
        var comment = await store.SayAsync(number, "/reliably status");
        await bot.UntilShownAsync(async () => (await store.ReactionsAsync(comment)).Contains("+1"), "The command is not answered.");
        Release(bot);
        await TriggerAsync(bot);
        await bot.Service.HearAsync("publish  ");
        bot.Told("is called").ShouldBe(1, bot.Service.Text);
        bot.Told("problem  ").ShouldBe(0, bot.Service.Text);
        await bot.StopAsync();

        await bot.StartServiceAsync(); // the old name in the settings still leads there
        await store.CommitAsync("change", PullRequestStory.Path, PullRequestStory.Bad);
        await bot.UntilShownAsync(async () => await store.ChecksAsync(number) == "failure", "The old name does not lead to it.");
        await bot.StopAsync();
        bot.Configure(static text => text.Replace("acme/shop", "acme/store", StringComparison.Ordinal));
        await bot.StartServiceAsync();
        await store.CommitAsync("change", PullRequestStory.Path, PullRequestStory.Good + "# new\n");
        await bot.UntilShownAsync(async () => await store.ChecksAsync(number) == "success", "The new name does not lead to it.");
        bot.Service.Text.ShouldNotContain("is called");
        (await store.CommentsAsync(number)).Length.ShouldBe(2); // the review, and the answers
        await bot.StopAsync();
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_repository_that_took_the_name_of_another_gets_nothing_that_was_granted_to_that()
    {
        await using var bot = await BotProcess.StartAsync(gitHub, hears: false);
        var number = await gitHub.OpenAsync("change");
        await bot.SeesAsync(number, static state => state.IsReviewed);
        await gitHub.TellAsync("/_test/repository", new { name = GitHubEmulator.Repository, rename = "acme/store" });
        await gitHub.TellAsync("/_test/repository", new { name = GitHubEmulator.Repository, create = true });
        await bot.Service.HearAsync("acme/shop is another repository than the one that was watched by this name");
        bot.Proxy.Forget();
        var taken = await shop.OpenAsync("change", PullRequestStory.Path, PullRequestStory.Bad);
        await bot.RoundsAsync(2);
        await bot.StopAsync();
        await bot.StartServiceAsync(); // it is on disk
        await bot.Service.HearAsync("acme/shop is another repository than");
        await bot.RoundsAsync(2);
        bot.Proxy.Writes.ShouldBeEmpty();
        bot.Proxy.Requests.ShouldNotContain(static request => request.IsGit);
        (await shop.ChecksAsync(taken)).ShouldBe("");
        File.Delete(Path.Combine(bot.Data, "github", "acme+shop", "number")); // this one is meant
        await bot.UntilShownAsync(async () => await shop.ChecksAsync(taken) == "failure", "It is not taken in.");
        await bot.StopAsync();
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_repository_that_is_taken_from_the_App_is_named_while_the_others_go_on()
    {
        await using var bot = await BotProcess.CreateAsync(gitHub, hears: false);
        await gitHub.TellAsync("/_test/repository", new { name = "acme/other", create = true });
        bot.Configure(static text => text + "\n- app: acme/other\n");
        var other = new PersonalView(gitHub, "acme/other");
        await bot.StartServiceAsync();
        await bot.RoundsAsync(1, "acme/other");
        await gitHub.TellAsync("/_test/installation", new { action = "removed", repository = GitHubEmulator.Repository });
        await bot.Service.HearAsync("The App is not installed for acme/shop, or there is no such repository. Install it");
        var here = await shop.OpenAsync("change", PullRequestStory.Path, PullRequestStory.Bad);
        var there = await other.OpenAsync("change", PullRequestStory.Path, PullRequestStory.Bad);
        await bot.UntilShownAsync(async () => await other.ChecksAsync(there) == "failure", "The other repository is not looked after.");
        (await shop.ChecksAsync(here)).ShouldBe("");
        bot.Service.Text.ShouldNotContain("App is not installed for acme/other");
        await gitHub.TellAsync("/_test/installation", new { action = "added", repository = GitHubEmulator.Repository });
        await bot.UntilShownAsync(async () => await shop.ChecksAsync(here) == "failure", "It does not come back.");
        await bot.StopAsync();
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public Task A_suspended_App_is_said_and_comes_back_by_itself() => ComesBackAsync(hears: false, "suspend", "unsuspend", "The App's installation for acme/shop is suspended. An owner of the account ends that");

    [NodeFact]
    public Task An_App_that_was_uninstalled_comes_back_as_another_installation() => ComesBackAsync(hears: false, "deleted", "created", "The App is not installed for acme/shop");

    [NodeFact]
    public Task An_installation_that_GitHub_tells_of_is_taken_up() => ComesBackAsync(hears: true, "deleted", "created", "The App is not installed for acme/shop");

    private async Task ComesBackAsync(bool hears, string away, string back, string words)
    {
        await using var bot = await BotProcess.StartAsync(gitHub, hears);
        var before = await gitHub.OpenAsync("before");
        await bot.SeesAsync(before, static state => state.IsReviewed);
        await gitHub.TellAsync("/_test/installation", new { action = away });
        await bot.Service.HearAsync(words);
        var meanwhile = await gitHub.OpenAsync("meanwhile");
        var comment = await shop.SayAsync(before, "/reliably status");
        await gitHub.TellAsync("/_test/installation", new { action = back });
        await bot.UntilShownAsync(async () => await shop.ChecksAsync(meanwhile) == "failure", "What happened meanwhile is not looked at.");
        await bot.UntilShownAsync(async () => (await shop.ReactionsAsync(comment)).Contains("+1"), "What was asked for meanwhile is not answered.");
        await bot.StopAsync();
        (await shop.ChecksAsync(before)).ShouldBe("failure");
        (await shop.CommentsAsync(before)).Length.ShouldBe(2);
        (await shop.CommentsAsync(meanwhile)).Length.ShouldBe(1);
        (bot.Said.Split(words).Length - 1).ShouldBeInRange(1, 2, bot.Said); // by who watches the branch, and by who looks after pull requests
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    /// <summary>A plan of an experiment that lasts until it is released.</summary>
    private async Task PlanAsync(BotProcess bot)
    {
        var gate = Path.Combine(bot.Folder, "release");
        await gitHub.CommitAsync("main", "experiments/slow.yaml", Slow(gate));
        await gitHub.CommitAsync("main", "plans/by-hand.yaml", Plan);
    }

    private static string Slow(string gate) =>
        $$"""
        title: Slow
        description: Lasts until it is released
        steady-state-hypothesis:
          title: fine
          probes:
          - { type: probe, name: ok, tolerance: 0, provider: { type: process, path: "true", timeout: 5 } }
        method:
        - { type: action, name: wait, provider: { type: process, path: sh, arguments: ["-c", "until [ -e {{gate}} ]; do sleep 0.1; done"], timeout: 120 } }
        rollbacks: []

        """;

    private static void Release(BotProcess bot) => File.WriteAllText(Path.Combine(bot.Folder, "release"), "");

    private static async Task TriggerAsync(BotProcess bot)
    {
        var asked = await ReliablyDriver.RunAsync("plan", "trigger", "by-hand", "--data", bot.Data);
        asked.ExitCode.ShouldBe(0, asked.Error);
    }

    private Task ArchiveAsync(bool archived) => gitHub.TellAsync("/_test/repository", new { name = GitHubEmulator.Repository, archived });

    private static int Pushes(BotProcess bot) => bot.Proxy.Requests.Count(static request => request.Path.Contains("git-receive-pack", StringComparison.Ordinal));
}
