using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.GitHub;

namespace Reliably.GitOps.PullRequests;

[Collection(GitHubEmulatorGroup.Name)]
public sealed class PullRequestEditsTests(GitHubEmulator gitHub)
{
    private const string Path = "experiments/kill.yaml";
    private static readonly PullRequestCommand.Edit Add = new PullRequestCommand.Edit.Add("http/responds", "kill", "hypothesis", ImmutableDictionary<string, string>.Empty.Add("url", "http://shop.example.com/checkout"));
    private static readonly PullRequestCommand.Edit Templatize = new PullRequestCommand.Edit.Templatize("kill");

    [NodeFact]
    public async Task An_activity_is_a_commit_of_the_bot_on_the_branch_and_only_one_for_a_comment()
    {
        using var bench = await ReviewBench.StartAsync(gitHub);
        var number = await bench.OpenWithAsync((Path, CloneDriver.Experiment));
        var head = bench.Git("rev-parse", "HEAD");
        using var edits = await bench.EditsAsync();
        var edit = Edit(number, head, Add);
        var committed = (await edits.CommitAsync(edit, default)).ShouldBeOfType<PullRequestEditAnswer.Committed>();
        committed.Path.ShouldBe(Path);
        (await bench.Repository.PullRequestAsync(number, default)).Head.Sha.ShouldBe(committed.Commit.Value);
        bench.Git("fetch", "--quiet", "origin");
        bench.Git("log", "-1", "--format=%P", committed.Commit.Value).ShouldBe(head);
        bench.Git("log", "-1", "--format=%an <%ae>", committed.Commit.Value).ShouldMatch(@"^reliably\[bot\] <\d+\+reliably\[bot\]@users\.noreply\.localhost>$");
        bench.Git("log", "-1", "--format=%B", committed.Commit.Value).ShouldBe("Add http/responds to kill\n\nAsked for by ada in comment 77 of number " + number + ".");
        bench.Git("diff", "--numstat", head, committed.Commit.Value).ShouldBe("4\t0\t" + Path);

        (await edits.CommitAsync(edit, default)).ShouldBe(committed);
        using var restarted = await bench.EditsAsync();
        (await restarted.CommitAsync(edit, default)).ShouldBe(committed);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_push_to_something_else_in_between_is_built_upon_and_one_to_the_document_is_not()
    {
        using var bench = await ReviewBench.StartAsync(gitHub);
        var number = await bench.OpenWithAsync((Path, CloneDriver.Experiment));
        var head = bench.Git("rev-parse", "HEAD");
        var newer = bench.Push("change", ("docs/notes.md", "more\n"));
        using var edits = await bench.EditsAsync();
        var committed = (await edits.CommitAsync(Edit(number, head, Add), default)).ShouldBeOfType<PullRequestEditAnswer.Committed>();
        bench.Git("fetch", "--quiet", "origin");
        bench.Git("log", "-1", "--format=%P", committed.Commit.Value).ShouldBe(newer);
        bench.Git("reset", "--hard", "--quiet", "origin/change");
        bench.Push("change", (Path, CloneDriver.Experiment.Replace("One replica", "Two", StringComparison.Ordinal)));
        (await edits.CommitAsync(Edit(number, newer, Templatize, comment: 78), default)).ShouldBeOfType<PullRequestEditAnswer.Refused>();
        (await edits.CommitAsync(Edit(number, newer, Add, comment: 79), default)).ShouldBe(new PullRequestEditAnswer.Refused("The branch moved on since the comment.", "Look at it, and write the command again."));
    }

    [NodeFact]
    public async Task A_head_that_is_gone_by_a_forced_push_is_not_built_upon()
    {
        using var bench = await ReviewBench.StartAsync(gitHub);
        var number = await bench.OpenWithAsync((Path, CloneDriver.Experiment));
        var head = bench.Git("rev-parse", "HEAD");
        bench.Git("commit", "--quiet", "--amend", "--message=Amended");
        bench.Push("change");
        using var edits = await bench.EditsAsync();
        (await edits.CommitAsync(Edit(number, head, Add), default)).ShouldBeOfType<PullRequestEditAnswer.Refused>().Reason.ShouldBe("The branch moved on since the comment.");
    }

    [NodeFact]
    public async Task For_a_fork_it_is_a_pull_request_on_the_base_without_a_commit_of_the_fork()
    {
        using var bench = await ReviewBench.StartAsync(gitHub);
        bench.Push("main", (Path, CloneDriver.Experiment));
        await gitHub.AskAsync(HttpMethod.Post, $"/repos/{GitHubEmulator.Repository}/forks", new { });
        bench.Git("remote", "add", "fork", gitHub.GitUrl(repository: "ada/shop"));
        var head = bench.PushTo("fork", "change", ("docs/evil.md", "x\n"));
        var number = await bench.OpenAsync("ada:change");
        using var edits = await bench.EditsAsync();
        var opened = (await edits.CommitAsync(Edit(number, head, Add), default)).ShouldBeOfType<PullRequestEditAnswer.Opened>();
        var pull = await bench.Repository.PullRequestAsync(opened.Number, default);
        (pull.Head.Ref, pull.Base.Ref, pull.User!.Login).ShouldBe(("reliably/add-77", "main", "reliably[bot]"));
        bench.Git("fetch", "--quiet", "origin");
        bench.Git("diff", "--name-only", "origin/main", pull.Head.Sha).ShouldBe(Path);
        bench.Git("rev-list", "--count", "origin/main.." + pull.Head.Sha).ShouldBe("1");
        (await edits.CommitAsync(Edit(number, head, Add), default)).ShouldBe(opened);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task On_an_issue_it_is_a_pull_request_also_after_a_crash_between_push_and_opening()
    {
        using var bench = await ReviewBench.StartAsync(gitHub);
        bench.Push("main", (Path, CloneDriver.Experiment));
        var issue = (int)(await gitHub.AskAsync(HttpMethod.Post, $"/repos/{GitHubEmulator.Repository}/issues", new { title = "More evidence" }))["number"]!;
        var edit = Edit(issue, null, Add);
        using (var edits = await bench.EditsAsync())
        {
            await gitHub.FailAsync("POST", "/pulls$", 500);
            (await Should.ThrowAsync<GitHubException>(() => edits.CommitAsync(edit, default))).Failure.ShouldBe(GitHubFailure.Unreachable);
        }

        using var restarted = await bench.EditsAsync();
        var opened = (await restarted.CommitAsync(edit, default)).ShouldBeOfType<PullRequestEditAnswer.Opened>();
        (await restarted.CommitAsync(edit, default)).ShouldBe(opened);
        (await bench.Repository.OpenPullRequestsAsync(default)).ShouldHaveSingleItem().Title.ShouldBe("Add http/responds to kill");
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_branch_of_that_name_by_somebody_else_is_left_alone()
    {
        using var bench = await ReviewBench.StartAsync(gitHub);
        bench.Push("main", (Path, CloneDriver.Experiment));
        var theirs = bench.Push("reliably/add-77", ("docs/theirs.md", "x\n"));
        using var edits = await bench.EditsAsync();
        (await edits.CommitAsync(Edit(1, null, Add), default)).ShouldBeOfType<PullRequestEditAnswer.Refused>().Reason.ShouldBe("There is a branch 'reliably/add-77' that is not ours.");
        bench.Git("ls-remote", "origin", "refs/heads/reliably/add-77").ShouldStartWith(theirs);
    }

    [NodeFact]
    public async Task A_branch_that_refuses_our_push_gets_a_pull_request()
    {
        using var bench = await ReviewBench.StartAsync(gitHub);
        var number = await bench.OpenWithAsync((Path, CloneDriver.Experiment));
        var head = bench.Git("rev-parse", "HEAD");
        gitHub.Protect("change");
        using var edits = await bench.EditsAsync();
        var opened = (await edits.CommitAsync(Edit(number, head, Add), default)).ShouldBeOfType<PullRequestEditAnswer.Opened>();
        (await bench.Repository.PullRequestAsync(opened.Number, default)).Base.Ref.ShouldBe("change");
        (await edits.CommitAsync(Edit(number, head, Add), default)).ShouldBe(opened);
        (await bench.Repository.OpenPullRequestsAsync(default)).Length.ShouldBe(2);
    }

    [NodeFact]
    public async Task The_default_branch_is_never_pushed_to()
    {
        using var bench = await ReviewBench.StartAsync(gitHub);
        bench.Push("release", ("docs/release.md", "x\n"));
        var head = bench.Push("main", (Path, CloneDriver.Experiment));
        var number = await bench.OpenAsync("main", "release");
        using var edits = await bench.EditsAsync();
        var opened = (await edits.CommitAsync(Edit(number, head, Add), default)).ShouldBeOfType<PullRequestEditAnswer.Opened>();
        (await bench.Repository.PullRequestAsync(opened.Number, default)).Base.Ref.ShouldBe("main");
        bench.Git("ls-remote", "origin", "refs/heads/main").ShouldStartWith(head);
    }

    [NodeFact]
    public async Task A_link_or_a_file_in_the_way_is_not_replaced()
    {
        using var bench = await ReviewBench.StartAsync(gitHub);
        bench.Push("change", (Path, CloneDriver.Experiment.Replace("steady-state", "configuration: { host: a }\nsteady-state", StringComparison.Ordinal)), ("templates", "a file\n"));
        var number = await bench.OpenAsync("change");
        using var edits = await bench.EditsAsync();
        (await edits.CommitAsync(Edit(number, bench.Git("rev-parse", "HEAD"), Templatize), default)).ShouldBe(new PullRequestEditAnswer.Refused("templates is no folder.", "Choose another name."));
    }

    [NodeFact]
    public async Task With_a_personal_token_the_commit_is_that_accounts()
    {
        using var bench = await ReviewBench.StartAsync(gitHub, asApp: false);
        var number = await bench.OpenWithAsync((Path, CloneDriver.Experiment));
        using var edits = await bench.EditsAsync();
        var committed = (await edits.CommitAsync(Edit(number, bench.Git("rev-parse", "HEAD"), Add), default)).ShouldBeOfType<PullRequestEditAnswer.Committed>();
        bench.Git("fetch", "--quiet", "origin");
        bench.Git("log", "-1", "--format=%an", committed.Commit.Value).ShouldBe("ada");
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_closed_pull_request_is_not_written_to()
    {
        using var bench = await ReviewBench.StartAsync(gitHub);
        var number = await bench.OpenWithAsync((Path, CloneDriver.Experiment));
        await gitHub.AskAsync(HttpMethod.Patch, $"/repos/{GitHubEmulator.Repository}/pulls/{number}", new { state = "closed" });
        using var edits = await bench.EditsAsync();
        (await edits.CommitAsync(Edit(number, bench.Git("rev-parse", "HEAD"), Add), default)).ShouldBeOfType<PullRequestEditAnswer.Refused>().Reason.ShouldBe("The pull request is closed.");
    }

    private static PullRequestEdit Edit(int number, string? head, PullRequestCommand.Edit what, long comment = 77) => new()
    {
        Number = number,
        Head = head is null ? null : CommitSha.Parse(head),
        Actor = "ada",
        Comment = comment,
        What = what,
    };
}
