using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions.Guards;
using Reliably.GitOps.Guards;

namespace Reliably.GitOps.PullRequests;

[Collection(ThirdGitHubEmulatorGroup.Name)]
public sealed class PullRequestCommandsTests(GitHubEmulator gitHub)
{
    private static readonly string[] Done = ["+1", "eyes"];
    private static readonly string[] NotDone = ["-1", "eyes"];

    [NodeFact]
    public async Task A_command_is_seen_answered_in_one_comment_and_audited_however_often_it_is_looked_at()
    {
        using var bench = await CommandBench.StartAsync(gitHub);
        var number = await bench.CheckedAsync();
        var help = await bench.SayAsync(number, "/reliably help\nthanks!");
        for (var i = 0; i < 3; i++) await bench.CarryOutAsync(number);
        (await bench.ReactionsAsync(help)).ShouldBe(Done);
        var status = await bench.SayAsync(number, "/reliably status");
        var typo = await bench.SayAsync(number, "/reliably vlidate");
        for (var i = 0; i < 3; i++) await bench.CarryOutAsync(number);
        (await bench.ReactionsAsync(status)).ShouldBe(Done);
        (await bench.ReactionsAsync(typo)).ShouldBe(NotDone);
        var answers = (await bench.AnswersAsync(number)).ShouldNotBeNull();
        answers.ShouldContain("| `/reliably run <experiment\\|plan>");
        answers.ShouldContain("✅ " + (await bench.Pulls.ChecksAsync(number)).ShouldHaveSingleItem().Output!.Title);
        answers.ShouldContain("Nothing runs for this repository.");
        answers.ShouldContain("```text\n/reliably validate\n```");
        bench.Audit.Read(out _).Select(static one => (one.Actor, one.Command, one.Decision)).ShouldBe(
            [("ada", "/reliably help", "done"), ("ada", "/reliably status", "done"), ("ada", "/reliably vlidate", "not-understood")]);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task What_is_quoted_edited_or_written_by_ourselves_is_left_alone()
    {
        using var bench = await CommandBench.StartAsync(gitHub);
        var number = await bench.CheckedAsync();
        await bench.SayAsync(number, "> /reliably stop all");
        await bench.SayAsync(number, "```\n/reliably stop all\n```");
        var edited = await bench.SayAsync(number, "hello");
        await EditAsync(edited, "/reliably stop all");
        var own = await bench.Pulls.Repository.WriteCommentAsync(number, "/reliably stop all", default);
        await bench.CarryOutAsync(number);
        (await bench.AnswersAsync(number)).ShouldBeNull();
        foreach (var comment in new[] { edited, own.Id }) (await bench.ReactionsAsync(comment)).ShouldBeEmpty();
        bench.Audit.Read(out _).ShouldBeEmpty();
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_run_is_asked_for_at_the_head_that_was_checked_before_the_comment()
    {
        using var bench = await CommandBench.StartAsync(gitHub);
        var number = await bench.CheckedAsync();
        var head = (await bench.Pulls.Repository.PullRequestAsync(number, default)).Head.Sha;
        var asked = await bench.SayAsync(number, "/reliably run a on staging dry");
        await bench.CarryOutAsync(number);
        var request = bench.Runs.ShouldHaveSingleItem();
        (request.Head.Value, request.Target, request.Environment, request.Dry, request.Actor, request.Comment).ShouldBe((head, "a", "staging", true, "ada", asked));
        (await bench.AnswersAsync(number))!.ShouldContain("20261122T120000Z-7f3a9c");
        bench.Audit.Read(out _).ShouldHaveSingleItem().Commit.ShouldBe(head);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_comment_made_before_a_push_and_read_after_it_is_refused_with_the_line_to_copy()
    {
        using var bench = await CommandBench.StartAsync(gitHub);
        var number = await bench.CheckedAsync();
        var run = await bench.SayAsync(number, "/reliably run a");
        var edit = await bench.SayAsync(number, "/reliably templatize a");
        var head = bench.Pulls.Push("change", ("experiments/a.yaml", ServiceDriver.Experiment + "# another\n"));
        await bench.Pulls.Review.ReviewAsync(number, default);
        await bench.CarryOutAsync(number);
        bench.Runs.ShouldBeEmpty();
        bench.Edits.ShouldBeEmpty();
        (await bench.ReactionsAsync(run)).ShouldBe(NotDone);
        (await bench.ReactionsAsync(edit)).ShouldBe(NotDone);
        (await bench.AnswersAsync(number))!.ShouldContain($"```text\n/reliably run a at {head}\n```");
        await bench.SayAsync(number, $"/reliably run a at {head}");
        await bench.CarryOutAsync(number);
        bench.Runs.ShouldHaveSingleItem().Head.Value.ShouldBe(head);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task Permission_is_read_when_the_command_is_carried_out()
    {
        using var bench = await CommandBench.StartAsync(gitHub);
        var number = await bench.CheckedAsync();
        var run = await bench.SayAsync(number, "/reliably run a");
        await gitHub.FailAsync("GET", "/collaborators/ada/permission$", 404);
        await bench.CarryOutAsync(number);
        bench.Runs.ShouldBeEmpty();
        (await bench.ReactionsAsync(run)).ShouldBe(NotDone);
        var entry = bench.Audit.Read(out _).ShouldHaveSingleItem();
        (entry.Role, entry.Decision).ShouldBe(("none", "refused"));
        (await bench.AnswersAsync(number))!.ShouldContain("'run' needs the role 'write'");
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task Whoever_may_only_read_gets_nothing_done_but_answers()
    {
        using var bench = await CommandBench.StartAsync(gitHub);
        await gitHub.AskAsync(HttpMethod.Put, $"/repos/{GitHubEmulator.Repository}/collaborators/mallory", new { permission = "pull" });
        var number = await bench.CheckedAsync();
        using var control = bench.Execute("20261122T120000Z-7f3a9c");
        await bench.SayAsync(number, "/reliably stop all", "mallory");
        await bench.SayAsync(number, "/reliably emergency-stop on", "mallory");
        await bench.SayAsync(number, "/reliably validate", "mallory");
        await bench.SayAsync(number, "/reliably status", "mallory");
        await bench.CarryOutAsync(number);
        control.Stopped.ShouldBeNull();
        File.Exists(bench.Emergency.Path).ShouldBeFalse();
        bench.Audit.Read(out _).Select(static one => (one.Actor, one.Role, one.Decision)).ShouldBe(
            [("mallory", "read", "refused"), ("mallory", "read", "refused"), ("mallory", "read", "refused"), ("mallory", "read", "done")]);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task Executions_of_this_repository_are_stopped_held_and_released_and_those_of_others_are_not_there()
    {
        using var bench = await CommandBench.StartAsync(gitHub);
        var number = await bench.CheckedAsync();
        using var mine = bench.Execute("20261122T120000Z-7f3a9c");
        using var another = bench.Execute("20261122T120001Z-aaaa00");
        using var foreign = bench.Execute("20261122T120002Z-bbbb00", elsewhere: true);
        await bench.SayAsync(number, "/reliably pause 7f3a 10m");
        await bench.SayAsync(number, "/reliably status");
        await bench.CarryOutAsync(number);
        mine.Paused.ShouldNotBeNull().Who.ShouldBe("ada");
        (await bench.AnswersAsync(number))!.ShouldNotContain("bbbb00");
        await bench.SayAsync(number, "/reliably resume 7f3a9c");
        await bench.SayAsync(number, "/reliably stop bbbb00");
        var unclear = await bench.SayAsync(number, "/reliably stop 2026");
        await bench.CarryOutAsync(number);
        mine.Paused.ShouldBeNull();
        foreign.Stopped.ShouldBeNull();
        (await bench.ReactionsAsync(unclear)).ShouldBe(NotDone);
        await bench.SayAsync(number, "/reliably stop all skip-rollbacks");
        await bench.CarryOutAsync(number);
        mine.Stopped.ShouldNotBeNull().Rollbacks.ShouldBeFalse();
        another.Stopped.ShouldNotBeNull().Text.ShouldBe($"Stopped by ada without rollbacks: asked for in a comment on #{number}.");
        foreign.Stopped.ShouldBeNull();
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task The_emergency_stop_of_a_comment_holds_for_its_repository_and_names_no_folder()
    {
        using var bench = await CommandBench.StartAsync(gitHub);
        var number = await bench.CheckedAsync();
        await bench.SayAsync(number, "/reliably emergency-stop on");
        await bench.CarryOutAsync(number);
        bench.Emergency.Read().ShouldNotBeNull().Who.ShouldBe("ada");
        DurableFile.Replace(EmergencyFile.OfService(bench.Data).Path, new EmergencyStop("x", "operator").Write());
        await bench.SayAsync(number, "/reliably emergency-stop off");
        await bench.SayAsync(number, "/reliably status");
        await bench.CarryOutAsync(number);
        File.Exists(bench.Emergency.Path).ShouldBeFalse();
        var answers = (await bench.AnswersAsync(number)).ShouldNotBeNull();
        answers.ShouldContain("An emergency stop of the service's operator is on");
        answers.ShouldNotContain(bench.Data);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_document_is_explained_and_an_issue_takes_what_is_no_pull_request_business()
    {
        using var bench = await CommandBench.StartAsync(gitHub);
        var number = await bench.CheckedAsync();
        await bench.SayAsync(number, "/reliably explain a");
        await bench.SayAsync(number, "/reliably explain");
        await bench.CarryOutAsync(number);
        var answers = (await bench.AnswersAsync(number)).ShouldNotBeNull();
        answers.ShouldContain("Nothing breaks");
        answers.ShouldContain("```mermaid");
        var issue = (int)(await gitHub.AskAsync(HttpMethod.Post, $"/repos/{GitHubEmulator.Repository}/issues", new { title = "an idea" }))["number"]!;
        await bench.SayAsync(issue, "/reliably run a");
        await bench.SayAsync(issue, "/reliably new kill target=x");
        await bench.SayAsync(issue, "/reliably ask why");
        await bench.CarryOutAsync(issue);
        bench.Runs.ShouldBeEmpty();
        bench.Edits.ShouldHaveSingleItem().Head.ShouldBeNull();
        (await bench.AnswersAsync(issue))!.ShouldContain("does not answer questions yet");
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task The_eleventh_command_leaves_a_line_in_the_log_and_nothing_else()
    {
        using var bench = await CommandBench.StartAsync(gitHub);
        var number = await bench.CheckedAsync();
        for (var i = 0; i < CommandMemory.MostOfAPerson; i++) await bench.SayAsync(number, "/reliably help");
        var tooMuch = await bench.SayAsync(number, "/reliably status");
        await bench.CarryOutAsync(number);
        (await bench.ReactionsAsync(tooMuch)).ShouldBeEmpty();
        CommandReplies.Shows((await bench.AnswersAsync(number))!, tooMuch).ShouldBeFalse();
        var log = bench.Audit.Read(out _);
        log.Length.ShouldBe(CommandMemory.MostOfAPerson + 1);
        log[^1].Decision.ShouldBe("passed-over");
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task Who_may_end_a_run_can_do_so_however_much_was_asked_for_before()
    {
        using var bench = await CommandBench.StartAsync(gitHub);
        var number = await bench.CheckedAsync();
        await gitHub.AskAsync(HttpMethod.Put, $"/repos/{GitHubEmulator.Repository}/collaborators/mallory", new { permission = "pull" });
        for (var i = 0; i < CommandMemory.MostOfAPerson; i++) await bench.SayAsync(number, "/reliably help");
        for (var i = 0; i < CommandMemory.MostOfAPerson; i++) await bench.SayAsync(number, "/reliably help", "mallory");
        var brake = await bench.SayAsync(number, "/reliably stop all");
        var stranger = await bench.SayAsync(number, "/reliably stop all", "mallory");
        await bench.CarryOutAsync(number);
        CommandReplies.Shows((await bench.AnswersAsync(number))!, brake).ShouldBeTrue();
        (await bench.ReactionsAsync(brake)).ShouldNotBeEmpty();
        (await bench.ReactionsAsync(stranger)).ShouldBeEmpty();
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task With_a_personal_token_the_status_of_the_head_binds_a_comment()
    {
        using var bench = await CommandBench.StartAsync(gitHub, asApp: false);
        await gitHub.AskAsync(HttpMethod.Put, $"/repos/{GitHubEmulator.Repository}/collaborators/mallory", new { permission = "push" });
        var number = await bench.Pulls.OpenWithAsync(("experiments/a.yaml", ServiceDriver.Experiment));
        await bench.SayAsync(number, "/reliably run a dry", "mallory");
        await bench.CarryOutAsync(number);
        bench.Runs.ShouldBeEmpty("the head has not been checked yet");
        await bench.Pulls.Review.ReviewAsync(number, default);
        var asked = await bench.SayAsync(number, "/reliably run a", "mallory");
        await bench.SayAsync(number, "/reliably stop all"); // ada is who we are here
        await bench.SayAsync(number, "/reliably status", "mallory");
        await bench.CarryOutAsync(number);
        bench.Runs.ShouldHaveSingleItem().Comment.ShouldBe(asked);
        bench.Audit.Read(out _).ShouldAllBe(static one => one.Actor == "mallory");
        (await bench.AnswersAsync(number))!.ShouldContain(", at `");
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    /// <summary>Until the times tell.</summary>
    private async Task EditAsync(long comment, string body)
    {
        while (true)
        {
            var now = await gitHub.AskAsync(HttpMethod.Patch, $"/repos/{GitHubEmulator.Repository}/issues/comments/{comment}", new { body });
            if (CommandComment.IsChanged((DateTimeOffset)now["created_at"]!, (DateTimeOffset)now["updated_at"]!)) return;
            await Task.Delay(100);
        }
    }
}
