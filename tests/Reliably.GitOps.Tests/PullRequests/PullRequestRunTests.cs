using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Publishing;

namespace Reliably.GitOps.PullRequests;

/// <summary>Runs on pull requests, on the emulator and with our own engine.</summary>
[Collection(GitHubEmulatorGroup.Name)]
public sealed class PullRequestRunTests(GitHubEmulator gitHub)
{
    private const string Plan = "title: Nightly\nexperiments: [a, b]\nschedule: { type: manual }\n";

    [NodeFact]
    public async Task Runs_the_experiment_of_the_head_with_the_rest_of_the_base_and_publishes_it_to_a_reference_of_its_own()
    {
        await using var bench = await RunBench.StartAsync(gitHub, null, ("experiments/a.yaml", Experiment("echo base")), ("environments/staging.yaml", Environment("of-base")));
        var trace = Path.Combine(bench.Folder, "trace");
        bench.People.Push("change", ("experiments/a.yaml", Experiment($"echo head $TARGET >> {trace}")), ("environments/staging.yaml", Environment("of-head")));
        var number = await bench.People.OpenAsync("change");
        var (main, head) = (bench.People.Git("rev-parse", "origin/main"), (await bench.Repository.PullRequestAsync(number, default)).Head.Sha);
        var started = (await bench.AskAsync(number, "a", static request => request with { Environment = "staging" })).ShouldBeOfType<PullRequestRunAnswer.Started>();
        started.Url.ShouldNotBeNull();
        var told = await bench.ToldAsync(number, static text => text.Contains("[report]", StringComparison.Ordinal));
        await bench.DoneAsync();
        (await File.ReadAllTextAsync(trace)).ShouldBe("head of-base\n");
        var record = bench.Published(number).ShouldHaveSingleItem();
        (record.Id, record.Trigger, record.Actor, record.Commit!.Value.Value, record.Environment!.Value, record.Plan).ShouldBe((started.Execution, TriggerKind.PullRequest, "ada", head, "staging", null));
        record.PullRequest.ShouldBe(new PullRequestOrigin(number, CommitSha.Parse(main)));
        told.ShouldStartWith($"<!-- reliably-run {record.Id} -->\n### ");
        told.ShouldContain($"`a` at `{head[..7]}`: {Verdicts.NameOf(record.Verdict)}");
        told.ShouldContain($"/{GitHubEmulator.Repository}/blob/{bench.People.Git("rev-parse", "refs/runs")}/{ReportPaths.ExecutionPage(record.Id)}");
        told.ShouldContain("✓ act (");
        told.ShouldNotContain("/reliably stop");
        (await bench.CommentsAsync(number)).Length.ShouldBe(1);
        bench.People.Git("ls-remote", "--heads", "origin", "main").ShouldStartWith(main);
        bench.People.Git("show", "refs/runs:" + ReportPaths.ExecutionPage(record.Id)).ShouldContain("not merged: it counts for no score");
        bench.People.Git("ls-tree", "-r", "--name-only", "refs/runs").ShouldNotContain(ReportPaths.Index);
        Directory.Exists(Path.Combine(bench.Store.Parts.Folder.PullRequestRuns, "objects", "1")).ShouldBeFalse();
        bench.Problems.ShouldBeEmpty();
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_comment_starts_one_run_however_often_it_is_read()
    {
        await using var bench = await RunBench.StartAsync(gitHub, null, ("experiments/a.yaml", Experiment("true")));
        var number = await OpenAsync(bench);
        PullRequestRunRequest? asked = null;
        var first = (await bench.AskAsync(number, "a", request => asked = request)).ShouldBeOfType<PullRequestRunAnswer.Started>();
        (await bench.Runs.StartAsync(asked!, default)).ShouldBeOfType<PullRequestRunAnswer.Started>().Execution.ShouldBe(first.Execution);
        await bench.DoneAsync();
        (await bench.Runs.StartAsync(asked!, default)).ShouldBeOfType<PullRequestRunAnswer.Started>().Execution.ShouldBe(first.Execution);
        bench.Published(number).Length.ShouldBe(1);
        (await bench.CommentsAsync(number)).Length.ShouldBe(1);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task What_is_not_the_head_not_open_or_not_for_the_watched_branch_is_refused()
    {
        await using var bench = await RunBench.StartAsync(gitHub, null, ("experiments/a.yaml", Experiment("true")));
        var number = await OpenAsync(bench);
        var old = (await bench.Repository.PullRequestAsync(number, default)).Head.Sha;
        bench.People.Push("change", ("experiments/b.yaml", Experiment("true")));
        var voided = (await bench.AskAsync(number, "a", request => request with { Head = CommitSha.Parse(old), Environment = "x" })).ShouldBeOfType<PullRequestRunAnswer.Refused>();
        voided.Reason.ShouldStartWith("A newer push came: the head is ");
        voided.Line.ShouldBe("/reliably run a on x at " + (await bench.Repository.PullRequestAsync(number, default)).Head.Sha);
        Reason(await bench.AskAsync(number, "nothing")).ShouldStartWith("There is no experiment 'nothing' at ");
        bench.People.Push("other");
        bench.People.Push("more", ("experiments/c.yaml", Experiment("true")));
        Reason(await bench.AskAsync(await bench.People.OpenAsync("more", "other"), "c")).ShouldBe("The pull request goes into 'other', and runs are made of pull requests into 'main'.");
        await gitHub.AskAsync(HttpMethod.Patch, $"/repos/{GitHubEmulator.Repository}/pulls/{number}", new { state = "closed" });
        Reason(await bench.AskAsync(number, "a")).ShouldBe("The pull request is not open any more.");
        bench.Store.Tickets.Open().ShouldBeEmpty();
        (await bench.CommentsAsync(number)).ShouldBeEmpty();
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_fork_runs_with_what_the_base_gives()
    {
        await using var bench = await RunBench.StartAsync(gitHub, null, ("experiments/a.yaml", Experiment("true")), ("environments/staging.yaml", Environment("of-base")));
        var trace = Path.Combine(bench.Folder, "trace");
        await gitHub.AskAsync(HttpMethod.Post, $"/repos/{GitHubEmulator.Repository}/forks", new { });
        bench.People.Git("remote", "add", "fork", gitHub.GitUrl(repository: "ada/shop"));
        bench.People.PushTo("fork", "change", ("experiments/a.yaml", Experiment($"echo $TARGET >> {trace}")), ("environments/staging.yaml", Environment("of-fork")));
        var number = await bench.People.OpenAsync("ada:change");
        (await bench.AskAsync(number, "a", static request => request with { Environment = "staging" })).ShouldBeOfType<PullRequestRunAnswer.Started>();
        await bench.DoneAsync();
        (await File.ReadAllTextAsync(trace)).ShouldBe("of-base\n");
        bench.Published(number).Length.ShouldBe(1);
        (await bench.CommentsAsync(number)).ShouldHaveSingleItem().ShouldContain("[report]");
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task Without_a_grant_nothing_is_run_and_nothing_is_fetched()
    {
        await using var bench = await RunBench.StartAsync(gitHub, static bench => bench.Grants = new() { Deployments = ["local"] }, ("experiments/a.yaml", Experiment("true")));
        Reason(await bench.AskAsync(await OpenAsync(bench), "a")).ShouldBe("Runs on pull requests are off for this repository.");
        Directory.Exists(Path.Combine(bench.Store.Parts.Folder.PullRequestRuns, "objects")).ShouldBeFalse();
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_push_voids_a_run_that_waits_and_one_that_goes_on_ends_as_it_was_asked_for()
    {
        var gate = new TaskCompletionSource();
        await using var bench = await RunBench.StartAsync(gitHub, bench => bench.Engine = (order, _, control) => HeldAsync(order, gate.Task), ("experiments/a.yaml", Experiment("true")));
        var number = await OpenAsync(bench);
        var first = (await bench.AskAsync(number, "a")).ShouldBeOfType<PullRequestRunAnswer.Started>();
        var second = (await bench.AskAsync(number, "a")).ShouldBeOfType<PullRequestRunAnswer.Started>();
        await bench.ToldAsync(number, static text => text.Contains("waits for its turn", StringComparison.Ordinal));
        bench.People.Push("change", ("experiments/b.yaml", Experiment("true")));
        gate.SetResult();
        await bench.DoneAsync();
        var records = bench.Published(number).ToDictionary(static record => record.Id);
        records[first.Execution].Verdict.ShouldBe(Verdict.Passed);
        (records[second.Execution].Verdict, records[second.Execution].VerdictReason[..40]).ShouldBe((Verdict.Blocked, "Not run: A newer push came: the head is "));
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task Who_may_not_write_any_more_when_the_turn_comes_runs_nothing()
    {
        await using var bench = await RunBench.StartAsync(gitHub, null, ("experiments/a.yaml", Experiment("true")));
        var number = await OpenAsync(bench);
        (await bench.AskAsync(number, "a", static request => request with { Actor = "mallory" })).ShouldBeOfType<PullRequestRunAnswer.Started>();
        await bench.DoneAsync();
        var record = bench.Published(number).ShouldHaveSingleItem();
        (record.Verdict, record.VerdictReason).ShouldBe((Verdict.Blocked, "Not run: mallory may not write to the repository any more."));
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_plan_of_the_base_runs_its_experiments_in_order_and_tells_them_in_one_comment()
    {
        await using var bench = await RunBench.StartAsync(gitHub, null, ("experiments/a.yaml", Experiment("true")), ("experiments/b.yaml", Experiment("true")), ("plans/nightly.yaml", Plan));
        bench.People.Push("change", ("experiments/b.yaml", Experiment("exit 3")), ("plans/nightly.yaml", Plan.Replace("[a, b]", "[b]", StringComparison.Ordinal)));
        var number = await bench.People.OpenAsync("change");
        (await bench.AskAsync(number, "nightly")).ShouldBeOfType<PullRequestRunAnswer.Started>();
        await bench.DoneAsync();
        bench.Published(number).Select(static record => (record.Experiment.Value, record.Plan!.Value)).ShouldBe([("a", "nightly"), ("b", "nightly")]);
        var told = (await bench.CommentsAsync(number)).ShouldHaveSingleItem();
        told.Split('\n')[1].ShouldContain("plan `nightly` at ");
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_dry_run_carries_nothing_out()
    {
        await using var bench = await RunBench.StartAsync(gitHub, null, ("experiments/a.yaml", Experiment("true")));
        var trace = Path.Combine(bench.Folder, "trace");
        var number = await bench.People.OpenWithAsync(("experiments/a.yaml", Experiment("touch " + trace)));
        (await bench.AskAsync(number, "a", static request => request with { Dry = true })).ShouldBeOfType<PullRequestRunAnswer.Started>();
        await bench.DoneAsync();
        File.Exists(trace).ShouldBeFalse();
        (await bench.CommentsAsync(number)).ShouldHaveSingleItem().ShouldContain("(dry: nothing is carried out): dry");
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_run_can_be_stopped_with_its_rollbacks_and_says_who_did_it()
    {
        await using var bench = await RunBench.StartAsync(gitHub, null, ("experiments/a.yaml", Experiment("true")));
        var undone = Path.Combine(bench.Folder, "undone");
        var number = await bench.People.OpenWithAsync(("experiments/a.yaml", Experiment("sleep 600", "touch " + undone)));
        var started = (await bench.AskAsync(number, "a")).ShouldBeOfType<PullRequestRunAnswer.Started>();
        (await bench.ToldAsync(number, static text => text.Contains("| running | act |", StringComparison.Ordinal))).ShouldContain("/reliably stop " + started.Execution);
        bench.Store.Parts.Running.All.Single(one => one.Order.Id == started.Execution).Control.Stop(new() { Who = "bob", Why = "checkout pages" }).Done.ShouldBeTrue();
        await bench.DoneAsync();
        File.Exists(undone).ShouldBeTrue();
        bench.Published(number).ShouldHaveSingleItem().Verdict.ShouldBe(Verdict.Interrupted);
        (await bench.CommentsAsync(number)).ShouldHaveSingleItem().ShouldContain("checkout pages");
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    private static async Task<ExecutedRun> HeldAsync(ExecutionOrder order, Task gate)
    {
        await gate;
        return ServiceDriver.Done(order);
    }

    internal static Task<int> OpenAsync(RunBench bench) => bench.People.OpenWithAsync(("experiments/a.yaml", Experiment("echo changed")));

    internal static string Reason(PullRequestRunAnswer answer) => answer.ShouldBeOfType<PullRequestRunAnswer.Refused>().Reason;

    internal static string Environment(string value) => $"envvars:\n- {{ var_name: TARGET, value: {value} }}\n";

    internal static string Experiment(string act, string undo = "true") =>
        $$"""
        title: Nothing breaks
        description: The smallest experiment.
        method:
        - { type: action, name: act, provider: { type: process, path: /bin/sh, arguments: ["-c", {{JsonWriter.Compact(DataNode.Of(act))}}], timeout: 900 } }
        rollbacks:
        - { type: action, name: undo, provider: { type: process, path: /bin/sh, arguments: ["-c", {{JsonWriter.Compact(DataNode.Of(undo))}}], timeout: 60 } }

        """;
}
