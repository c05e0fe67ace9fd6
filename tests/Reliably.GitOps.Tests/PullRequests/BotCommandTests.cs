using System.Globalization;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions;
using Xunit.Abstractions;

namespace Reliably.GitOps.PullRequests;

/// <summary>Runs that people ask for in comments, with the service as a process.</summary>
[Collection(SecondGitHubEmulatorGroup.Name)]
public sealed class BotCommandTests(GitHubEmulator gitHub, ITestOutputHelper output)
{
    private const string Grants = "deployments: [local], pull-requests: { deployments: [local] }";

    [NodeFact]
    public async Task A_run_on_a_pull_request_happens_once_and_is_told_in_one_comment_of_its_own()
    {
        await using var bot = await BotProcess.StartAsync(gitHub, grants: Grants);
        var number = await CheckedAsync(bot, "change");
        var comment = await gitHub.SayAsync(number, "/reliably run a");
        await AnsweredAsync(bot, comment, "+1");
        await bot.UntilAsync(() => Records(bot, number).Length == 1);
        await bot.StopAsync();
        Runs(bot).ShouldBe(1);
        Records(bot, number).ShouldHaveSingleItem().Actor.ShouldBe("ada");
        (await bot.Repository.CommentsAsync(number, default)).Count(static one => one.Body!.StartsWith("<!-- reliably-run ", StringComparison.Ordinal)).ShouldBe(1);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_run_asked_for_before_a_push_and_heard_after_it_is_refused()
    {
        await using var bot = await BotProcess.StartAsync(gitHub, grants: Grants);
        var number = await CheckedAsync(bot, "change");
        var release = Hold(bot);
        var comment = await gitHub.SayAsync(number, "/reliably run a");
        await gitHub.PushAsync("change", Experiment(bot) + "# another\n");
        release();
        await AnsweredAsync(bot, comment, "-1");
        var head = await gitHub.TipAsync("change");
        await bot.SeesAsync(number, state => state.Comments.Contains($"/reliably run a at {head}", StringComparison.Ordinal));
        await bot.StopAsync();
        Runs(bot).ShouldBe(0);
        Records(bot, number).ShouldBeEmpty();
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task Whoever_loses_the_right_to_write_between_the_comment_and_the_run_runs_nothing()
    {
        await using var bot = await BotProcess.StartAsync(gitHub, grants: Grants);
        await AllowAsync("push");
        var number = await CheckedAsync(bot, "change");
        var release = Hold(bot);
        var comment = await gitHub.SayAsync(number, "/reliably run a", "mallory");
        await AllowAsync("pull");
        release();
        await AnsweredAsync(bot, comment, "-1");
        await bot.StopAsync();
        Runs(bot).ShouldBe(0);
        var audit = await ReliablyDriver.RunAsync("audit", "--data", bot.Data, "--actor", "mallory");
        audit.ExitCode.ShouldBe(0, audit.Error);
        audit.Output.ShouldContain("refused");
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_kill_at_any_write_of_a_run_leaves_one_run_one_record_and_one_comment_at_most()
    {
        await using var bot = await BotProcess.StartAsync(gitHub, grants: Grants);
        await AllowAsync("push"); // nobody has more than ten commands in ten minutes, so two people ask
        var kills = 0;
        for (var step = 1; ; step++)
        {
            var met = false;
            foreach (var before in new[] { true, false })
            {
                if (await KilledAsync(bot, step, before) is not { } at) continue;
                output.WriteLine($"killed {(before ? "before" : "after")} write {step}: {at}");
                met = true;
                kills++;
            }

            if (!met) break;
        }

        kills.ShouldBeGreaterThanOrEqualTo(8);
        await bot.StopAsync();
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    /// <summary>Asks for a run, kills the service at a write that comes of it, starts it again, and looks at the end. Null where there are not so many writes.</summary>
    private async Task<string?> KilledAsync(BotProcess bot, int step, bool before)
    {
        File.Delete(Trace(bot));
        var number = await CheckedAsync(bot, string.Create(CultureInfo.InvariantCulture, $"change-{step}-{before}"));
        var killed = new TaskCompletionSource<string>();
        var writes = 0;
        bot.Proxy.Faults = request =>
        {
            if (!(request.IsWrite || request.Path.EndsWith("/git-receive-pack", StringComparison.Ordinal)) || Interlocked.Increment(ref writes) != step) return null;
            return before ? new ProxyFault.Before(() => KillAsync(request)) : new ProxyFault.After(() => KillAsync(request));
        };
        var comment = await gitHub.SayAsync(number, "/reliably run a", before ? "ada" : "mallory");
        var settled = SettledAsync(bot, number, comment);
        await Task.WhenAny(settled, killed.Task);
        if (!killed.Task.IsCompleted && Interlocked.Exchange(ref writes, int.MinValue) < step) killed.SetCanceled();
        if (await Task.WhenAny(killed.Task) is { IsCanceled: false }) await bot.StartServiceAsync();
        var at = killed.Task.IsCanceled ? null : await killed.Task;
        await settled;
        bot.Proxy.Faults = static _ => null;
        Runs(bot).ShouldBeLessThanOrEqualTo(1, $"{step} {before} {at}");
        Records(bot, number).Length.ShouldBeInRange(Runs(bot), 1, $"{step} {before} {at}");
        var comments = (await bot.Repository.CommentsAsync(number, default)).Where(static one => one.User!.Login == BotProcess.Self).Select(static one => one.Body![..20]).ToList();
        comments.ShouldBeUnique($"{step} {before} {at}");
        return at;

        async Task KillAsync(ProxiedRequest request)
        {
            await bot.KillAsync();
            killed.SetResult(request.ToString());
        }
    }

    /// <summary>Answered, and where something ran, its record is published and its comment says so.</summary>
    private async Task SettledAsync(BotProcess bot, int number, long comment)
    {
        await AnsweredAsync(bot, comment, "+1", "-1");
        await bot.SeesAsync(number, state => !state.Comments.Contains("<!-- reliably-run ", StringComparison.Ordinal) || state.Comments.Contains("[report]", StringComparison.Ordinal));
        if (Runs(bot) == 1) await bot.UntilAsync(() => Records(bot, number).Length > 0);
    }

    /// <summary>A pull request whose check was complete before now, as GitHub's clock goes, which counts in seconds.</summary>
    private async Task<int> CheckedAsync(BotProcess bot, string branch)
    {
        var number = await gitHub.OpenAsync(branch, Experiment(bot));
        await bot.SeesAsync(number, static state => state.Conclusion is not null && state.Ours > 0);
        var second = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        await bot.UntilAsync(() => DateTimeOffset.UtcNow.ToUnixTimeSeconds() > second + 1);
        return number;
    }

    private static async Task AnsweredAsync(BotProcess bot, long comment, params string[] reactions)
    {
        string[] seen = [];
        for (var deadline = DateTime.UtcNow.AddSeconds(60); !seen.Intersect(reactions).Any(); await Task.Delay(50))
        {
            (DateTime.UtcNow < deadline).ShouldBeTrue($"The comment got {string.Join(", ", seen)} only.\n{bot.Story()}");
            seen = [.. (await bot.Repository.ReactionsAsync(comment, default)).Where(static one => one.User!.Login == BotProcess.Self).Select(static one => one.Content)];
        }
    }

    private async Task AllowAsync(string permission) => await gitHub.AskAsync(HttpMethod.Put, $"/repos/{GitHubEmulator.Repository}/collaborators/mallory", new { permission });

    /// <summary>GitHub's deliveries wait until they are released.</summary>
    private static Action Hold(BotProcess bot)
    {
        var gate = new TaskCompletionSource();
        var send = bot.Proxy.Deliver;
        bot.Proxy.Deliver = async delivery =>
        {
            await gate.Task;
            return await send(delivery);
        };
        return gate.SetResult;
    }

    private static string Trace(BotProcess bot) => Path.Combine(bot.Folder, "trace");

    private static int Runs(BotProcess bot) => File.Exists(Trace(bot)) ? File.ReadAllLines(Trace(bot)).Length : 0;

    private string[] Lines(BotProcess bot, params string[] arguments) => GitRemoteDriver.Git(bot.Folder, arguments).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private ExecutionRecord[] Records(BotProcess bot, int number)
    {
        var clone = Path.Combine(bot.Folder, "clone");
        if (!Directory.Exists(clone)) GitRemoteDriver.Git(bot.Folder, "init", "--quiet", clone);
        var name = string.Create(CultureInfo.InvariantCulture, $"refs/reliably/pr/{number}");
        if (Lines(bot, "ls-remote", gitHub.GitUrl(), name).Length == 0) return [];
        GitRemoteDriver.Git(clone, "fetch", "--quiet", gitHub.GitUrl(), "+" + name + ":refs/runs");
        return [.. GitRemoteDriver.Git(clone, "ls-tree", "-r", "--name-only", "refs/runs").Split('\n').Where(static path => path.EndsWith(".record.json", StringComparison.Ordinal))
            .Select(path => ExecutionRecordJson.Read(GitRemoteDriver.Git(clone, "show", "refs/runs:" + path)))];
    }

    private static string Experiment(BotProcess bot) =>
        $$"""
        title: a
        description: b
        steady-state-hypothesis:
          title: fine
          probes:
          - { type: probe, name: ok, tolerance: 0, provider: { type: process, path: "true", timeout: 5 } }
        method:
        - { type: action, name: act, provider: { type: process, path: sh, arguments: ["-c", "echo ran >> {{Trace(bot)}}"], timeout: 5 } }
        rollbacks: []

        """;
}
