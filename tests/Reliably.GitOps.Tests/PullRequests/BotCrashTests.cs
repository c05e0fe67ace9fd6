using System.Globalization;
using Reliably.GitOps.Drivers;
using Xunit.Abstractions;

namespace Reliably.GitOps.PullRequests;

/// <summary>The service is killed at every request of handling a pull request, and at every write also before GitHub got it, and started again.</summary>
[Collection(GitHubEmulatorGroup.Name)]
public sealed class BotCrashTests(GitHubEmulator gitHub, ITestOutputHelper output)
{
    [NodeFact]
    public async Task A_kill_at_any_step_leads_to_the_same_end()
    {
        await using var bot = await BotProcess.StartAsync(gitHub);
        var (calm, steps, writes) = await CalmAsync(bot);
        output.WriteLine($"{steps} steps, {writes} of them writes");
        writes.ShouldBeGreaterThanOrEqualTo(2);
        var met = new List<string>();
        foreach (var kill in Kills(steps, writes))
        {
            var (state, at) = await KilledAsync(bot, kill);
            output.WriteLine($"{kill}: {at}");
            if (at is not null) met.Add(at);
            (state.Runs, state.Ours, state.Conclusion).ShouldBe((1, 1, calm.Conclusion), $"{kill} {at}");
            state.Checks.Split(' ', 2)[1].ShouldBe(calm.Checks.Split(' ', 2)[1], $"{kill} {at}");
            state.Comments.Split('\n').Length.ShouldBe(calm.Comments.Split('\n').Length, $"{kill} {at}");
        }

        met.Count.ShouldBeGreaterThanOrEqualTo(steps);
        met.Count(static at => at.EndsWith("/check-runs", StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(2);
        met.Count(static at => at.StartsWith("POST", StringComparison.Ordinal) && at.EndsWith("/comments", StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(2);
        await bot.StopAsync();
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    /// <summary>The check that stands is brought to another verdict, which adds to it: killed before and after each write, it says that once.</summary>
    [NodeFact]
    public async Task A_kill_while_a_head_gets_another_verdict_leads_to_one_run_that_says_it_once()
    {
        await using var bot = await BotProcess.StartAsync(gitHub);
        await gitHub.BranchAsync("release");
        await gitHub.CommitAsync("release", "plans/release.yaml", CloneDriver.Plan.Replace("[kill]", "[a]", StringComparison.Ordinal));
        PostedState? calm = null;
        var met = new List<string>();
        foreach (var kill in new Kill?[] { null, new(1, WritesOnly: true, Before: true), new(1, WritesOnly: true, Before: false), new(2, WritesOnly: true, Before: true), new(2, WritesOnly: true, Before: false) })
        {
            var number = await gitHub.OpenPullRequestAsync(string.Create(CultureInfo.InvariantCulture, $"change-{met.Count}-{calm is null}"), PullRequestStory.Path, PullRequestStory.Bad);
            var opened = await bot.SeesAsync(number, static state => state.IsReviewed);
            await bot.StopAsync();
            var killed = new TaskCompletionSource();
            var writes = 0;
            bot.Proxy.Faults = request =>
            {
                if (kill is null || !request.IsWrite || Interlocked.Increment(ref writes) != kill.Step) return null;
                met.Add(request.ToString());
                return kill.Before ? new ProxyFault.Before(KillAsync) : new ProxyFault.After(KillAsync);
            };
            await gitHub.ChangeAsync(number, "base", "release");
            await bot.StartServiceAsync();
            if (kill is not null)
            {
                await killed.Task;
                await bot.StartServiceAsync();
            }

            var end = await bot.SeesAsync(number, static state => state.IsReviewed && state.Comments.Contains("plans/release.yaml", StringComparison.Ordinal));
            calm ??= end;
            (end.Head, end.Runs, end.Conclusion).ShouldBe((opened.Head, 1, "failure"), kill?.ToString());
            end.Checks.Split(' ', 2)[1].ShouldBe(calm.Checks.Split(' ', 2)[1], kill?.ToString());
            end.Checks.Split(' ')[0].ShouldBe(opened.Checks.Split(' ')[0]);

            async Task KillAsync()
            {
                await bot.KillAsync();
                killed.SetResult();
            }
        }

        output.WriteLine(string.Join('\n', met));
        met.Count(static at => at.StartsWith("PATCH", StringComparison.Ordinal) && at.Contains("/check-runs/", StringComparison.Ordinal)).ShouldBe(2);
        met.Count(static at => at.StartsWith("PATCH", StringComparison.Ordinal) && at.Contains("/comments/", StringComparison.Ordinal)).ShouldBe(2);
        await bot.StopAsync();
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    private static IEnumerable<Kill> Kills(int steps, int writes)
    {
        for (var step = 1; step <= steps; step++) yield return new(step, WritesOnly: false, Before: false);
        for (var step = 1; step <= writes; step++)
        {
            yield return new(step, WritesOnly: true, Before: true);
            yield return new(step, WritesOnly: true, Before: false);
        }
    }

    /// <summary>How it goes when nobody kills: the end, and how many requests it took.</summary>
    private async Task<(PostedState End, int Steps, int Writes)> CalmAsync(BotProcess bot)
    {
        var number = await gitHub.OpenAsync("calm");
        await bot.SeesAsync(number, static state => state.IsReviewed);
        var requests = bot.Proxy.Requests.Where(request => IsAbout(request, number)).ToList();
        return (await bot.StateAsync(number), requests.FindLastIndex(static request => request.IsWrite) + 1, requests.Count(static request => request.IsWrite));
    }

    /// <summary>Opens a pull request, kills the service at a step of its handling, and starts it again. The end, and where it was killed.</summary>
    private async Task<(PostedState End, string? At)> KilledAsync(BotProcess bot, Kill kill)
    {
        var known = new TaskCompletionSource();
        var killed = new TaskCompletionSource<string>();
        var (steps, number) = (0, 0);
        var send = bot.Proxy.Deliver;
        bot.Proxy.Deliver = async delivery =>
        {
            await known.Task;
            return await send(delivery);
        };
        bot.Proxy.Faults = request =>
        {
            if (number == 0 || !IsAbout(request, number) || (kill.WritesOnly && !request.IsWrite) || Interlocked.Increment(ref steps) != kill.Step) return null;
            return kill.Before ? new ProxyFault.Before(() => KillAsync(request)) : new ProxyFault.After(() => KillAsync(request));
        };
        number = await gitHub.OpenAsync(string.Create(CultureInfo.InvariantCulture, $"change-{kill.Step}-{kill.WritesOnly}-{kill.Before}"));
        known.SetResult();
        var reviewed = bot.SeesAsync(number, static state => state.IsReviewed);
        await Task.WhenAny(reviewed, killed.Task);
        // In another order than the calm one there may be fewer steps.
        if (!killed.Task.IsCompleted && Interlocked.Exchange(ref steps, int.MinValue) < kill.Step) killed.SetCanceled();
        if (await Task.WhenAny(killed.Task) is { IsCanceled: false }) await bot.StartServiceAsync();
        bot.Proxy.Deliver = send;
        await reviewed;
        return (await bot.StateAsync(number), killed.Task.IsCanceled ? null : await killed.Task);

        async Task KillAsync(ProxiedRequest request)
        {
            await bot.KillAsync();
            killed.SetResult(request.ToString());
        }
    }

    /// <summary>Other requests (the watched branch, other pull requests) are no steps of this one.</summary>
    private static bool IsAbout(ProxiedRequest request, int number) =>
        request.Path.EndsWith($"/pulls/{number}", StringComparison.Ordinal)
        || request.Path.Contains($"/pulls/{number}/", StringComparison.Ordinal)
        || request.Path.Contains($"/issues/{number}/", StringComparison.Ordinal)
        || request.Path.Contains("/check-runs", StringComparison.Ordinal)
        || (request.IsGit && request.Body.Contains("refs/pull/", StringComparison.Ordinal));

    private sealed record Kill(int Step, bool WritesOnly, bool Before);
}
