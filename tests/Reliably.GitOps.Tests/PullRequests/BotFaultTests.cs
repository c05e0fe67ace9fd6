using Reliably.GitOps.Drivers;
using Reliably.GitOps.Reviews;

namespace Reliably.GitOps.PullRequests;

/// <summary>GitHub on a bad day: whatever it answers, the pull request shows one check and one comment in the end.</summary>
[Collection(ThirdGitHubEmulatorGroup.Name)]
public sealed class BotFaultTests(GitHubEmulator gitHub)
{
    private static readonly (string Name, string Value)[] Soon = [("Retry-After", "1")];

    [NodeFact]
    public async Task Faults_of_every_kind_delay_and_change_nothing()
    {
        await using var bot = await BotProcess.StartAsync(gitHub);
        await bot.SeesAsync(await gitHub.OpenAsync("calm"), static state => state.IsReviewed);
        foreach (var (name, which, fault) in Faults())
        {
            var left = 2;
            bot.Proxy.Faults = request => which(request) && Interlocked.Decrement(ref left) >= 0 ? fault : null;
            var number = await gitHub.OpenAsync(name);
            var state = await bot.SeesAsync(number, static state => state.IsReviewed);
            (state.Conclusion, state.Runs, state.Ours).ShouldBe(("failure", 1, 1), name);
            left.ShouldBeLessThan(0, $"{name} was met by nobody");
            bot.Proxy.Faults = static _ => null;
        }

        await bot.StopAsync();
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_write_whose_answer_was_lost_is_not_made_twice()
    {
        await using var bot = await BotProcess.StartAsync(gitHub);
        var lost = 0;
        bot.Proxy.Faults = request => request.IsWrite && Interlocked.Increment(ref lost) <= 4 ? new ProxyFault.After(static () => Task.CompletedTask) : null;
        var number = await gitHub.OpenAsync("change");
        await bot.SeesAsync(number, static state => state.IsReviewed);
        lost.ShouldBeGreaterThanOrEqualTo(2);
        (await bot.RestartedAsync(number)).Runs.ShouldBe(1);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task Annotations_whose_answer_was_lost_stand_once()
    {
        await using var bot = await BotProcess.StartAsync(gitHub);
        var lost = 0;
        bot.Proxy.Faults = request => request.IsWrite && request.Path.Contains("/check-runs", StringComparison.Ordinal) && Interlocked.Increment(ref lost) % 2 == 1 ? new ProxyFault.After(static () => Task.CompletedTask) : null;
        var number = await gitHub.OpenAsync("change", "title: a\ndescription: b\nmethod:\n" + string.Concat(Enumerable.Range(0, 120).Select(static i => $"- {{ type: action, name: act-{i} }}\n")));
        var state = await bot.SeesAsync(number, static state => state.IsReviewed);
        await bot.StopAsync();
        lost.ShouldBeGreaterThanOrEqualTo(3);
        var run = (await bot.Repository.CheckRunsAsync(state.Head, CheckOutput.Name, default)).ShouldHaveSingleItem();
        var annotations = await bot.Repository.AnnotationsAsync(run.Id, default);
        annotations.Length.ShouldBeGreaterThanOrEqualTo(120);
        annotations.ShouldBeUnique();
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_request_that_nobody_answers_is_given_up_and_made_again()
    {
        await using var bot = await BotProcess.StartAsync(gitHub);
        var silent = 1;
        bot.Proxy.Faults = request => request.Path.EndsWith("/pulls/1", StringComparison.Ordinal) && Interlocked.Decrement(ref silent) >= 0 ? new ProxyFault.Silence() : null;
        await bot.SeesAsync(await gitHub.OpenAsync("change"), static state => state.IsReviewed);
        silent.ShouldBeLessThan(0);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task An_operator_reads_that_looks_fail_at_the_first_failure_once_and_that_they_succeed_again()
    {
        await using var bot = await BotProcess.StartAsync(gitHub);
        var met = 0;
        bot.Proxy.Faults = request =>
        {
            if (request.Method != "GET" || !request.Path.Contains("/pulls/", StringComparison.Ordinal)) return null;
            Interlocked.Increment(ref met);
            return new ProxyFault.Answer(403, """{"message":"Resource not accessible by integration"}""");
        };
        var first = await gitHub.OpenAsync("first");
        await bot.Service.HearAsync($"problem  Pull request acme/shop#{first} could not be reviewed: GitHub answered 403 to GET ");
        met.ShouldBe(1);
        var second = await gitHub.OpenAsync("second");
        await bot.UntilAsync(() => met >= 5);
        bot.Proxy.Faults = static _ => null;
        await bot.SeesAsync(first, static state => state.IsReviewed);
        await bot.SeesAsync(second, static state => state.IsReviewed);
        await bot.Service.HearAsync("again    Pull request acme/shop#");
        await bot.StopAsync();
        bot.Said.Split('\n').Count(static line => line.Contains("Z problem  ", StringComparison.Ordinal)).ShouldBe(1, bot.Said);
        bot.Said.Split('\n').Count(static line => line.Contains("Z again    ", StringComparison.Ordinal)).ShouldBe(1, bot.Said);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    private static IEnumerable<(string Name, Func<ProxiedRequest, bool> Which, ProxyFault Fault)> Faults()
    {
        yield return ("unavailable-reads", static request => request is { Method: "GET", IsGit: false }, new ProxyFault.Answer(503));
        yield return ("bad-gateway-writes", static request => request.IsWrite, new ProxyFault.Answer(502, "<html>"));
        yield return ("too-many", static request => request.IsWrite, new ProxyFault.Answer(429) { Headers = Soon });
        yield return ("secondary", static request => request.IsWrite, new ProxyFault.Answer(403, """{"message":"You have exceeded a secondary rate limit. Please wait a few minutes before you try again."}""") { Headers = Soon });
        yield return ("not-yet-there", static request => request.Method == "GET" && request.Path.Contains("/pulls/", StringComparison.Ordinal), new ProxyFault.Answer(404, """{"message":"Not Found"}"""));
        yield return ("cut", static request => !request.IsGit, new ProxyFault.Cut());
        yield return ("cut-git", static request => request.IsGit && request.Body.Contains("refs/pull/", StringComparison.Ordinal), new ProxyFault.Cut());
        yield return ("token-refused", static request => request is { Method: "GET", IsGit: false }, new ProxyFault.Answer(401, """{"message":"Bad credentials"}"""));
    }
}
