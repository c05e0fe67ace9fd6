using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.PullRequests;

/// <summary>Commands where something goes wrong on the way: a kill, a refusal, a lost memory, a comment that is gone or old.</summary>
[Collection(ThirdGitHubEmulatorGroup.Name)]
public sealed class PullRequestCommandFaultTests(GitHubEmulator gitHub)
{
    private static readonly string[] Done = ["+1", "eyes"];
    private static readonly string[] NotDone = ["-1", "eyes"];

    [NodeFact]
    public async Task A_service_that_lost_its_memory_repeats_nothing()
    {
        using var bench = await CommandBench.StartAsync(gitHub);
        var number = await bench.CheckedAsync();
        await bench.SayAsync(number, "/reliably run a");
        await bench.CarryOutAsync(number);
        var begun = await bench.SayAsync(number, "/reliably run a dry");
        await bench.Pulls.Repository.ReactAsync(begun, "eyes", default);
        bench.Runs.Clear();
        bench.LoseData();
        await bench.CarryOutAsync(number);
        bench.Runs.ShouldBeEmpty();
        (await bench.ReactionsAsync(begun)).ShouldBe(NotDone);
        (await bench.AnswersAsync(number))!.ShouldContain("lost its memory");
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task An_old_order_found_for_the_first_time_is_left_alone()
    {
        using var bench = await CommandBench.StartAsync(gitHub);
        var number = await bench.CheckedAsync();
        await bench.SayAsync(number, "/reliably run a");
        bench.Clock = new ManualClock(DateTimeOffset.UtcNow.AddHours(2));
        await bench.CarryOutAsync(number);
        bench.Runs.ShouldBeEmpty();
        (await bench.AnswersAsync(number))!.ShouldContain("too long after it was written");
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_comment_that_is_gone_is_withdrawn()
    {
        using var bench = await CommandBench.StartAsync(gitHub);
        var number = await bench.CheckedAsync();
        using var control = bench.Execute("20261122T120000Z-7f3a9c");
        var asked = await bench.SayAsync(number, "/reliably stop all");
        await gitHub.FailAsync("POST", $"/issues/comments/{asked}/reactions$", 404);
        await bench.CarryOutAsync(number);
        control.Stopped.ShouldBeNull();
        bench.Audit.Read(out _).ShouldHaveSingleItem().Decision.ShouldBe("withdrawn");
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_command_that_cannot_be_carried_out_now_holds_up_no_other_and_is_done_later()
    {
        using var bench = await CommandBench.StartAsync(gitHub);
        var number = await bench.CheckedAsync();
        using var control = bench.Execute("20261122T120000Z-7f3a9c");
        var first = await bench.SayAsync(number, "/reliably run a");
        await bench.SayAsync(number, "/reliably stop all");
        await gitHub.FailAsync("GET", "/collaborators/ada/permission$", 502, times: 5);
        await Should.ThrowAsync<GitHub.GitHubException>(() => bench.CarryOutAsync(number));
        control.Stopped.ShouldNotBeNull();
        bench.Runs.ShouldBeEmpty();
        await bench.CarryOutAsync(number);
        bench.Runs.ShouldHaveSingleItem().Comment.ShouldBe(first);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_kill_at_any_request_leaves_one_effect_one_answer_and_one_line()
    {
        foreach (var afterwards in new[] { false, true })
        {
            for (var at = 0; ; at++)
            {
                using var bench = await CommandBench.StartAsync(gitHub);
                var number = await bench.CheckedAsync();
                var asked = await bench.SayAsync(number, "/reliably run a");
                using var wire = new CutWire(at, afterwards);
                try
                {
                    await bench.CarryOutAsync(number, wire);
                }
                catch (CutWire.KilledException)
                {
                    await bench.CarryOutAsync(number);
                }

                bench.Runs.ShouldHaveSingleItem($"request {at}");
                (await bench.ReactionsAsync(asked)).ShouldBe(Done, $"request {at}");
                CommandReplies.Shows((await bench.AnswersAsync(number))!, asked).ShouldBeTrue($"request {at}");
                bench.Audit.Read(out _).ShouldHaveSingleItem($"request {at}").Decision.ShouldBe("done");
                if (wire.IsCut) continue;
                at.ShouldBeGreaterThan(8);
                break;
            }
        }

        (await gitHub.ContractAsync()).ShouldBe("[]");
    }
}
