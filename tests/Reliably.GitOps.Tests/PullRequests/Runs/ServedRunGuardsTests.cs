using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.PullRequests;

/// <summary>What ends a run on a pull request, or keeps it from its turn, under <c>reliably serve</c>: each comes from the base or from people, never from the head.</summary>
[Collection(SecondGitHubEmulatorGroup.Name)]
public sealed class ServedRunGuardsTests(GitHubEmulator gitHub) : IDisposable
{
    private readonly GuardEndpoint guard = new();
    private readonly GuardEndpoint theirs = new();

    public void Dispose()
    {
        guard.Dispose();
        theirs.Dispose();
    }

    [ServedRunFact(RunPlace.Native)]
    public async Task A_safeguard_of_the_base_stops_it_though_the_pull_request_takes_it_out()
    {
        await using var runs = await ServedRuns.StartAsync(gitHub, RunPlace.Native, null, RunFiles.Base(guard));
        var (number, head) = await runs.OpenAsync("change", [("experiments/a.yaml", RunFiles.Waiting), .. RunFiles.Hostile(theirs)]);
        var id = await runs.AskAsync(number, "nightly", head);
        await runs.MadeAsync(id, "began");
        guard.Answers = static (_, _) => GuardEndpoint.No("error rate is 12 %");
        var told = await runs.EndedAsync(number, id);
        told.Split('\n')[1].ShouldEndWith(": halted");
        told.ShouldContain("error rate is 12 %");
        Undone(runs, number, id).Verdict.ShouldBe(Verdict.Halted);

        id = await runs.AskAsync(number, "nightly", head);
        (await runs.EndedAsync(number, id)).Split('\n')[1].ShouldEndWith(": blocked");
        runs.Published(number, id).Record.VerdictReason.ShouldContain("error rate is 12 %");
        theirs.Asked.ShouldBe(0);
        await EndAsync(runs);
    }

    [ServedRunFact(RunPlace.Native)]
    public async Task The_timeout_of_the_base_ends_it_though_the_pull_request_gives_it_a_day()
    {
        await using var runs = await ServedRuns.StartAsync(gitHub, RunPlace.Native, null, RunFiles.Base(guard, timeout: "4s"));
        var (number, head) = await runs.OpenAsync("change", [("experiments/a.yaml", RunFiles.Waiting), .. RunFiles.Hostile(theirs)]);
        var id = await runs.AskAsync(number, "nightly", head);
        await runs.EndedAsync(number, id);
        var record = Undone(runs, number, id);
        record.Verdict.ShouldBe(Verdict.Interrupted);
        record.VerdictReason.ShouldContain("its timeout of 4 s");
        await EndAsync(runs);
    }

    [ServedRunFact(RunPlace.Native)]
    public async Task The_limits_and_windows_of_the_base_hold_though_the_pull_request_takes_them_out()
    {
        await using var runs = await ServedRuns.StartAsync(gitHub, RunPlace.Native, null, [.. RunFiles.Base(guard), ("reliably.yaml", "guardrails: { max-timeout: 4s }\n")]);
        var (number, head) = await runs.OpenAsync("change", [("experiments/a.yaml", RunFiles.Waiting), .. RunFiles.Hostile(theirs)]);
        var id = await runs.AskAsync(number, "a", head);
        await runs.EndedAsync(number, id);
        Undone(runs, number, id).VerdictReason.ShouldContain("its timeout of 4 s");
        runs.Push("main", ("reliably.yaml", "guardrails: { windows: [{ title: Sales, from: 2020-01-01T00:00, to: 2099-01-01T00:00 }] }\n"));
        id = await runs.AskAsync(number, "a", head);
        (await runs.EndedAsync(number, id)).Split('\n')[1].ShouldEndWith(": blocked");
        runs.Published(number, id).Record.VerdictReason.ShouldContain("Sales");
        await EndAsync(runs);
    }

    [ServedRunFact(RunPlace.Native)]
    public async Task An_emergency_stop_by_a_comment_ends_it_and_keeps_the_next_one_from_its_turn_until_it_is_off()
    {
        await using var runs = await ServedRuns.StartAsync(gitHub, RunPlace.Native, null, RunFiles.Base(guard));
        var (number, head) = await runs.OpenAsync("change", ("experiments/a.yaml", RunFiles.Waiting));
        var id = await runs.AskAsync(number, "a", head);
        await runs.MadeAsync(id, "began");
        await runs.SayAsync(number, "/reliably emergency-stop on");
        (await runs.EndedAsync(number, id)).Split('\n')[1].ShouldEndWith(": interrupted");
        var record = Undone(runs, number, id);
        record.VerdictReason.ShouldContain("ada");
        id = await runs.AskAsync(number, "a", head);
        (await runs.EndedAsync(number, id)).Split('\n')[1].ShouldEndWith(": blocked");
        await runs.SayAsync(number, "/reliably emergency-stop off");
        await runs.Bot.SeesAsync(number, static state => state.Comments.Contains("new runs may start", StringComparison.Ordinal));
        id = await runs.AskAsync(number, "a", head);
        await runs.MadeAsync(id, "began");
        await runs.SayAsync(number, "/reliably stop all");
        (await runs.EndedAsync(number, id)).ShouldContain("Stopped by ada");
        await EndAsync(runs);
    }

    [ServedRunFact(RunPlace.Native)]
    public async Task A_file_on_the_watched_branch_stops_it_and_the_same_file_in_a_pull_request_stops_nothing()
    {
        await using var runs = await ServedRuns.StartAsync(gitHub, RunPlace.Native, null, RunFiles.Base(guard));
        var (number, head) = await runs.OpenAsync("change", ("experiments/a.yaml", RunFiles.Waiting), ("EMERGENCY_STOP", "of the pull request\n"));
        var id = await runs.AskAsync(number, "a", head);
        await runs.MadeAsync(id, "began");
        runs.Push("main", ("EMERGENCY_STOP", "checkout is down\n"));
        (await runs.EndedAsync(number, id)).ShouldContain("checkout is down");
        Undone(runs, number, id).Verdict.ShouldBe(Verdict.Interrupted);
        await EndAsync(runs);
    }

    [ServedRunFact(RunPlace.Native)]
    public async Task A_push_voids_a_run_that_waits_for_its_turn_and_leaves_the_one_that_goes_on()
    {
        await using var runs = await ServedRuns.StartAsync(gitHub, RunPlace.Native, null, RunFiles.Base(guard));
        var (number, head) = await runs.OpenAsync("change", ("experiments/a.yaml", RunFiles.Waiting));
        var first = await runs.AskAsync(number, "a", head);
        await runs.MadeAsync(first, "began");
        var second = await runs.AskAsync(number, "a", head);
        await runs.ToldAsync(number, second, static body => body.Contains("waits for its turn", StringComparison.Ordinal));
        var newer = runs.Push("change", ("experiments/a.yaml", RunFiles.Experiment("echo newer")));
        await runs.Bot.SeesAsync(number, state => state.Head == newer && state.Conclusion is not null);
        await runs.SayAsync(number, $"/reliably stop {first}");
        (await runs.EndedAsync(number, first)).ShouldContain("Stopped by ada");
        var told = await runs.EndedAsync(number, second);
        told.Split('\n')[1].ShouldEndWith(": blocked");
        told.ShouldContain("A newer push came");
        runs.Published(number, second).Journal.ShouldBeNull();
        await EndAsync(runs);
    }

    private async Task EndAsync(ServedRuns runs)
    {
        await runs.Bot.StopAsync();
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    /// <summary>The record of a run whose rollbacks were played.</summary>
    private static ExecutionRecord Undone(ServedRuns runs, int number, string id)
    {
        var (record, journal) = runs.Published(number, id);
        journal.ShouldNotBeNull(ExecutionRecordJson.Write(record)).ShouldContain("undone");
        return record;
    }
}
