using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.PullRequests;

/// <summary>Runs on pull requests whose service dies, whose GitHub does not answer, whose comments are touched by others.</summary>
[Collection(GitHubEmulatorGroup.Name)]
public sealed class PullRequestRunFaultTests(GitHubEmulator gitHub)
{
    private const string Comments = $"^/repos/{GitHubEmulator.Repository}/issues/[0-9]+/comments$";
    private const string Comment = $"^/repos/{GitHubEmulator.Repository}/issues/comments/[0-9]+$";

    [NodeFact]
    public async Task A_service_that_dies_during_a_run_undoes_it_publishes_it_and_tells_it_in_the_same_comment()
    {
        await using var bench = await RunBench.StartAsync(gitHub, null, ("experiments/a.yaml", PullRequestRunTests.Experiment("true")), ("environments/staging.yaml", PullRequestRunTests.Environment("of-base")));
        var (trace, undone) = (Path.Combine(bench.Folder, "trace"), Path.Combine(bench.Folder, "undone"));
        var number = await bench.People.OpenWithAsync(("experiments/a.yaml", PullRequestRunTests.Experiment($"touch {trace}; sleep 600", $"echo $TARGET >> {undone}")));
        PullRequestRunRequest? asked = null;
        var started = (await bench.AskAsync(number, "a", request => asked = request with { Environment = "staging" })).ShouldBeOfType<PullRequestRunAnswer.Started>();
        await bench.ToldAsync(number, _ => File.Exists(trace));
        await bench.CrashAsync();
        await bench.DoneAsync();
        (await File.ReadAllTextAsync(undone)).ShouldBe("of-base\n");
        var record = bench.Published(number).ShouldHaveSingleItem();
        (record.Id, record.Verdict, record.PullRequest!.Number).ShouldBe((started.Execution, Verdict.Interrupted, number));
        record.VerdictReason.ShouldContain("Its rollbacks were played when the service started again.");
        var told = (await bench.CommentsAsync(number)).ShouldHaveSingleItem();
        told.Split('\n')[1].ShouldContain("interrupted");
        told.ShouldContain("[report]");
        (await bench.Runs.StartAsync(asked!, default)).ShouldBeOfType<PullRequestRunAnswer.Started>().Execution.ShouldBe(started.Execution);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_result_that_was_not_published_before_the_end_is_published_by_the_next_start_once()
    {
        await using var bench = await RunBench.StartAsync(gitHub, static bench => bench.Engine = static (order, _, _) => Task.FromResult(ServiceDriver.Done(order)), ("experiments/a.yaml", PullRequestRunTests.Experiment("true")));
        var number = await PullRequestRunTests.OpenAsync(bench);
        await File.WriteAllTextAsync(Path.Combine(bench.Folder, "token"), "wrong");
        var answer = bench.AskAsync(number, "a");
        await Should.ThrowAsync<CannotRunException>(answer); // it cannot be fetched either: nothing is claimed
        bench.Store.Tickets.Open().ShouldBeEmpty();
        await File.WriteAllTextAsync(Path.Combine(bench.Folder, "token"), await bench.Repository.TokenAsync(default));
        bench.Engine = (order, _, _) =>
        {
            File.WriteAllText(Path.Combine(bench.Folder, "token"), "wrong");
            return Task.FromResult(ServiceDriver.Done(order));
        };
        await bench.CrashAsync();
        (await bench.AskAsync(number, "a")).ShouldBeOfType<PullRequestRunAnswer.Started>();
        var told = await bench.ToldAsync(number, static text => text.Contains("The reports are not published yet", StringComparison.Ordinal));
        told.Split('\n')[1].ShouldContain("passed", Case.Sensitive);
        bench.Published(number).ShouldBeEmpty();
        await bench.CrashAsync();
        await bench.DoneAsync();
        bench.Published(number).ShouldHaveSingleItem().Verdict.ShouldBe(Verdict.Passed);
        bench.People.Git("rev-list", "--count", "refs/runs").ShouldBe("1");
        (await bench.CommentsAsync(number)).ShouldHaveSingleItem().ShouldContain("[report]");
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_comment_that_cannot_be_written_keeps_no_run_from_its_end_and_is_written_later_once()
    {
        await using var bench = await RunBench.StartAsync(gitHub, null, ("experiments/a.yaml", PullRequestRunTests.Experiment("true")));
        var number = await PullRequestRunTests.OpenAsync(bench);
        var comment = (long)(await gitHub.AskAsync(HttpMethod.Post, $"/repos/{GitHubEmulator.Repository}/issues/{number}/comments", new { body = "/reliably run a" }))["id"]!;
        await gitHub.FailAsync("POST", Comments, 502, times: 1);
        var head = (await bench.Repository.PullRequestAsync(number, default)).Head.Sha;
        var answer = await bench.Runs.StartAsync(new() { Number = number, Head = Documents.CommitSha.Parse(head), Target = "a", Actor = "ada", Comment = comment }, default);
        answer.ShouldBeOfType<PullRequestRunAnswer.Started>().Url.ShouldBeNull();
        await bench.DoneAsync();
        (await bench.CommentsAsync(number)).ShouldHaveSingleItem().ShouldContain("[report]");
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_comment_that_somebody_removed_is_written_again_at_the_end_and_a_copy_of_the_marker_is_left_alone()
    {
        var gate = new TaskCompletionSource();
        await using var bench = await RunBench.StartAsync(gitHub, bench => bench.Engine = async (order, _, _) =>
        {
            await gate.Task;
            return ServiceDriver.Done(order);
        }, ("experiments/a.yaml", PullRequestRunTests.Experiment("true")));
        var number = await PullRequestRunTests.OpenAsync(bench);
        var started = (await bench.AskAsync(number, "a")).ShouldBeOfType<PullRequestRunAnswer.Started>();
        var copied = $"<!-- reliably-run {started.Execution} -->\nmine";
        var copy = (long)(await gitHub.AskAsync(HttpMethod.Post, $"/repos/{GitHubEmulator.Repository}/issues/{number}/comments", new { body = copied }))["id"]!;
        var ours = (await bench.Repository.CommentsAsync(number, default)).Single(one => one.Body!.StartsWith(RunComment.Marker, StringComparison.Ordinal) && one.Id != copy);
        await gitHub.DeleteAsync($"/repos/{GitHubEmulator.Repository}/issues/comments/{ours.Id}");
        gate.SetResult();
        await bench.DoneAsync();
        var told = await bench.CommentsAsync(number);
        told.Length.ShouldBe(2);
        told.ShouldContain(copied);
        told.Single(text => text != copied).ShouldContain("[report]");
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_locked_conversation_is_said_and_the_run_is_published_all_the_same()
    {
        await using var bench = await RunBench.StartAsync(gitHub, static bench => bench.Engine = static (order, _, _) => Task.FromResult(ServiceDriver.Done(order)), ("experiments/a.yaml", PullRequestRunTests.Experiment("true")));
        var number = await PullRequestRunTests.OpenAsync(bench);
        var comment = (long)(await gitHub.AskAsync(HttpMethod.Post, $"/repos/{GitHubEmulator.Repository}/issues/{number}/comments", new { body = "/reliably run a" }))["id"]!;
        await gitHub.FailAsync("POST", Comments, 403, times: 50);
        await gitHub.FailAsync("PATCH", Comment, 403, times: 50);
        var head = (await bench.Repository.PullRequestAsync(number, default)).Head.Sha;
        (await bench.Runs.StartAsync(new() { Number = number, Head = Documents.CommitSha.Parse(head), Target = "a", Actor = "ada", Comment = comment }, default)).ShouldBeOfType<PullRequestRunAnswer.Started>();
        await bench.DoneAsync();
        bench.Published(number).Length.ShouldBe(1);
        bench.Problems.ShouldHaveSingleItem().ShouldContain("cannot be told there");
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_service_that_is_told_to_end_undoes_publishes_and_tells_first()
    {
        await using var bench = await RunBench.StartAsync(gitHub, null, ("experiments/a.yaml", PullRequestRunTests.Experiment("true")));
        var (trace, undone) = (Path.Combine(bench.Folder, "trace"), Path.Combine(bench.Folder, "undone"));
        var number = await bench.People.OpenWithAsync(("experiments/a.yaml", PullRequestRunTests.Experiment($"touch {trace}; sleep 600", $"touch {undone}")));
        await bench.AskAsync(number, "a");
        await bench.AskAsync(number, "a");
        await bench.ToldAsync(number, _ => File.Exists(trace));
        await bench.StopAsync();
        File.Exists(undone).ShouldBeTrue();
        bench.Published(number).Select(static record => record.Verdict).ShouldBe([Verdict.Interrupted, Verdict.Interrupted]);
        (await bench.CommentsAsync(number)).ShouldAllBe(static text => text.Contains("the service was stopped", StringComparison.Ordinal) && text.Contains("[report]", StringComparison.Ordinal));
        bench.Store.Tickets.Open().ShouldBeEmpty();
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }
}
