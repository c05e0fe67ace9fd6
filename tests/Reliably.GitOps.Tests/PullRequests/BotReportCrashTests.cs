using System.Globalization;
using Reliably.GitOps.Drivers;
using Xunit.Abstractions;

namespace Reliably.GitOps.PullRequests;

/// <summary>
/// The service is killed at every write that publishing by a pull request takes, before GitHub got it and after it was done, and started again: the pull request is
/// there once and used again, and holds each execution once. <c>RELIABLY_TEST_SCALE</c> above 1 kills it also at every request of these that only asks.
/// </summary>
[Collection(ThirdGitHubEmulatorGroup.Name)]
public sealed class BotReportCrashTests(GitHubEmulator gitHub, ITestOutputHelper output)
{
    private static readonly bool AtReads = int.TryParse(Environment.GetEnvironmentVariable("RELIABLY_TEST_SCALE"), out var scale) && scale > 1;
    private static readonly string[] Merges = ["squash", "rebase", "merge"];

    [NodeFact]
    public async Task A_kill_at_any_request_leaves_one_pull_request_with_each_execution_once()
    {
        await using var bench = await ReportBench.StartAsync(gitHub);
        var (executions, kills) = (0, new List<string>());
        foreach (var isFirst in new[] { true, false })
        {
            for (var step = 1; ; step++)
            {
                var met = false;
                foreach (var before in new[] { true, false })
                {
                    // The first reports after a merge begin another pull request; those that follow are added to it.
                    if (isFirst && executions > 0) await MergeAsync(bench, executions, Merges[executions % Merges.Length]);
                    if (await KilledAsync(bench, step, before, ++executions) is not { } at) continue;
                    output.WriteLine($"killed {(before ? "before" : "after")} request {step} of {(isFirst ? "another" : "the same")} pull request: {at}");
                    kills.Add(at);
                    met = true;
                }

                if (!met) break;
            }
        }

        kills.Count(static at => at.StartsWith("POST", StringComparison.Ordinal) && at.EndsWith("/pulls", StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(1);
        kills.Count(static at => at.EndsWith("/git-receive-pack", StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(4);
        await bench.Bot.StopAsync();
        bench.Bot.Said.ShouldNotContain("changes files below reports/");
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    /// <summary>Asks for an execution, kills the service at a request of its publication, starts it again, and looks at the end. Null where there are not so many requests.</summary>
    private static async Task<string?> KilledAsync(ReportBench bench, int step, bool before, int executions)
    {
        await bench.Bot.StopAsync();
        var killed = new TaskCompletionSource<string>();
        var steps = 0;
        bench.Bot.Proxy.Faults = request =>
        {
            if (!Publishes(request) || Interlocked.Increment(ref steps) != step) return null;
            return before ? new ProxyFault.Before(() => KillAsync(request)) : new ProxyFault.After(() => KillAsync(request));
        };
        await bench.Bot.StartServiceAsync();
        await bench.TriggerAsync();
        var waiting = bench.WaitingAsync(executions);
        await Task.WhenAny(waiting, killed.Task);
        if (!killed.Task.IsCompleted && Interlocked.Exchange(ref steps, int.MinValue) < step) killed.SetCanceled();
        if (await Task.WhenAny(killed.Task) is { IsCanceled: false }) await bench.Bot.StartServiceAsync();
        var at = killed.Task.IsCanceled ? null : await killed.Task;
        var pull = await waiting;
        bench.Bot.Proxy.Faults = static _ => null;
        var why = string.Create(CultureInfo.InvariantCulture, $"request {step}, {(before ? "before" : "after")}: {at}");
        (await bench.ConclusionAsync(pull.Head.Sha)).ShouldBe("neutral", why);
        var messages = bench.Git("log", "--format=%B", "origin/main..origin/" + pull.Head.Ref);
        messages.ShouldNotContain("[skip ci]");
        var announced = messages.Split('\n').Where(static line => line.StartsWith("Reliably-Execution: ", StringComparison.Ordinal)).ToList();
        announced.ShouldBeUnique(why);
        announced.Count.ShouldBe(executions - bench.CountOf("origin/main"), why);
        bench.Git("diff", "--name-only", "origin/main...origin/" + pull.Head.Ref).Split('\n').ShouldAllBe(static path => path.StartsWith("reports/", StringComparison.Ordinal));
        return at;

        async Task KillAsync(ProxiedRequest request)
        {
            await bench.Bot.KillAsync();
            killed.SetResult(request.ToString());
        }
    }

    /// <summary>The pushes, and whatever is about the pull request of the reports; looks at the remote go on all the time and change nothing.</summary>
    private static bool Publishes(ProxiedRequest request) =>
        (request.Method == "POST" && (request.Path.EndsWith("/git-receive-pack", StringComparison.Ordinal) || request.Path.EndsWith("/pulls", StringComparison.Ordinal)))
        || (AtReads && (request.Path.Contains("git-receive-pack", StringComparison.Ordinal) || request.Path.Contains("/pulls?state=all&head=", StringComparison.Ordinal)));

    private async Task MergeAsync(ReportBench bench, int executions, string how)
    {
        var pull = await bench.WaitingAsync(executions);
        await gitHub.MergeAsync(pull.Number, how);
        await bench.SeenAsync(await gitHub.TipAsync("main"));
    }
}
