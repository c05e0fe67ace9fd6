using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.PullRequests;

/// <summary>Two watched branches of one repository under <c>reliably serve</c>: its pull requests are one lot, and whoever directs runs there reaches those of both.</summary>
[Collection(SecondGitHubEmulatorGroup.Name)]
public sealed class ServedBranchesTests(GitHubEmulator gitHub)
{
    [NodeFact]
    public async Task A_comment_reaches_the_runs_of_every_branch_and_is_carried_out_once()
    {
        await using var bot = await StartAsync();
        var person = PushingPerson.Clone(gitHub, Path.Combine(bot.Folder, "people"));
        person.Push("release", ("reliably.yaml", "first-contact: run\n"), ("experiments/wait.yaml", Waiting(bot)), Plan("one"));
        await bot.StartServiceAsync();
        await TracedAsync(bot, "began");
        var number = await gitHub.OpenAsync("change", PullRequestStory.Good);
        await bot.SeesAsync(number, static state => state is { IsReviewed: true, Conclusion: "success", Runs: 1 });
        await gitHub.SayAsync(number, "/reliably status");
        await bot.SeesAsync(number, static state => state.Comments.Contains("| `wait` | running |", StringComparison.Ordinal));
        await gitHub.SayAsync(number, "/reliably emergency-stop on");
        await TracedAsync(bot, "began", "undone");
        person.Git("pull", "--quiet", "--rebase", "origin", "release");
        person.Push("release", Plan("two"));
        await bot.UntilAsync(() => bot.Service.Text.Contains("blocked", StringComparison.Ordinal));
        await gitHub.SayAsync(number, "/reliably emergency-stop off");
        await bot.SeesAsync(number, static state => state.Comments.Contains("new runs may start", StringComparison.Ordinal));
        person.Git("pull", "--quiet", "--rebase", "origin", "release");
        person.Push("release", Plan("three"));
        await TracedAsync(bot, "began", "undone", "began");
        await gitHub.SayAsync(number, "/reliably stop all");
        await TracedAsync(bot, "began", "undone", "began", "undone");

        await gitHub.ChangeAsync(number, "base", "release");
        await bot.SeesAsync(number, static state => state is { Conclusion: "success", Ours: 2 });
        await gitHub.SayAsync(number, "/reliably run a");
        await bot.SeesAsync(number, static state => state.Comments.Contains("runs are made of pull requests into 'main'", StringComparison.Ordinal));
        await bot.StopAsync();
        var audit = await ReliablyDriver.RunAsync("audit", "--data", bot.Data);
        audit.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(5, audit.Output);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task An_emergency_stop_holds_for_a_branch_that_is_watched_only_since_and_names_the_comment_there()
    {
        await using var bot = await BotProcess.CreateAsync(gitHub);
        await bot.StartServiceAsync();
        var number = await gitHub.OpenAsync("change", PullRequestStory.Good);
        await bot.SeesAsync(number, static state => state.IsReviewed);
        await gitHub.SayAsync(number, "/reliably emergency-stop on");
        await bot.SeesAsync(number, static state => state.Comments.Contains("The emergency stop is on for this repository", StringComparison.Ordinal));
        await bot.StopAsync();
        PushingPerson.Clone(gitHub, Path.Combine(bot.Folder, "people"))
            .Push("release", ("reliably.yaml", "first-contact: run\n"), ("experiments/wait.yaml", Waiting(bot)), Plan("one"));
        await WatchReleaseAsync(bot);
        await bot.StartServiceAsync();
        await bot.UntilAsync(() => bot.Service.Text.Contains("wait: blocked - The emergency stop is on since", StringComparison.Ordinal));
        await gitHub.SayAsync(number, "/reliably emergency-stop off");
        await bot.SeesAsync(number, static state => state.Comments.Contains("new runs may start", StringComparison.Ordinal) && !state.Comments.Contains("Still:", StringComparison.Ordinal));
        await bot.StopAsync();
        File.Exists(Trace(bot)).ShouldBeFalse();
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    private async Task<BotProcess> StartAsync()
    {
        var bot = await BotProcess.CreateAsync(gitHub, grants: "deployments: [local], pull-requests: { deployments: [local] }");
        await WatchReleaseAsync(bot);
        return bot;
    }

    private static Task WatchReleaseAsync(BotProcess bot) =>
        File.AppendAllTextAsync(Path.Combine(bot.Folder, "reliably-server.yaml"), $"\n- app: {GitHubEmulator.Repository}\n  branch: release\n  grants: {{ deployments: [local] }}\n");

    private static (string Path, string? Text) Plan(string title) => ("plans/" + title + ".yaml", $"title: {title}\nexperiments: [wait]\nschedule: {{ type: now }}\n");

    private static Task TracedAsync(BotProcess bot, params string[] lines) =>
        bot.UntilAsync(() => File.Exists(Trace(bot)) && File.ReadAllLines(Trace(bot)).SequenceEqual(lines, StringComparer.Ordinal));

    private static string Trace(BotProcess bot) => Path.Combine(bot.Folder, "trace");

    private static string Waiting(BotProcess bot) =>
        $$"""
        title: Waits
        description: Until somebody stops it.
        method:
        - { type: action, name: wait, provider: { type: process, path: sh, arguments: ["-c", "echo began >> {{Trace(bot)}}; sleep 300"] } }
        rollbacks:
        - { type: action, name: undo, provider: { type: process, path: sh, arguments: ["-c", "echo undone >> {{Trace(bot)}}"] } }

        """;
}
