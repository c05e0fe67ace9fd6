using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Reviews;

/// <summary>The acceptance list of the pull request bot, at the level of one look: one check on each head, one comment, the right content.</summary>
[Collection(GitHubEmulatorGroup.Name)]
public sealed class PullRequestScenarioTests(GitHubEmulator gitHub)
{
    private const string Experiments = "experiments/kill.yaml";
    private static readonly string Bad = CloneDriver.Experiment.Replace("title: The", "tilte: The", StringComparison.Ordinal);

    [NodeFact]
    public async Task Two_hundred_comments_before_ours_do_not_hide_it()
    {
        using var bench = await ReviewBench.StartAsync(gitHub);
        var number = await bench.OpenWithAsync((Experiments, Bad));
        for (var i = 0; i < 210; i++) await gitHub.AskAsync(HttpMethod.Post, $"/repos/{GitHubEmulator.Repository}/issues/{number}/comments", new { body = $"Comment {i}" });
        await bench.Review.ReviewAsync(number, default);
        bench.Push("change", (Experiments, CloneDriver.Experiment));
        await (await bench.AnotherAsync()).ReviewAsync(number, default);
        (await bench.CommentsAsync(number)).ShouldHaveSingleItem().ShouldContain("no problems");
        (await bench.Repository.CommentsAsync(number, default)).Length.ShouldBe(211);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task Whoever_copies_our_comment_keeps_theirs_as_it_is()
    {
        using var bench = await ReviewBench.StartAsync(gitHub);
        var number = await bench.OpenWithAsync((Experiments, Bad));
        await bench.Review.ReviewAsync(number, default);
        var copied = (await bench.CommentsAsync(number)).ShouldHaveSingleItem();
        await gitHub.AskAsync(HttpMethod.Post, $"/repos/{GitHubEmulator.Repository}/issues/{number}/comments", new { body = copied });
        bench.Push("change", (Experiments, CloneDriver.Experiment));
        await bench.Review.ReviewAsync(number, default);
        var comments = await bench.CommentsAsync(number);
        comments.Length.ShouldBe(2);
        comments[0].ShouldContain("no problems");
        comments[1].ShouldBe(copied);
    }

    [NodeFact]
    public async Task A_comment_of_ours_that_somebody_deleted_is_written_again()
    {
        using var bench = await ReviewBench.StartAsync(gitHub);
        var number = await bench.OpenWithAsync((Experiments, Bad));
        await bench.Review.ReviewAsync(number, default);
        var id = (await bench.Repository.CommentsAsync(number, default))[0].Id;
        await gitHub.DeleteAsync($"/repos/{GitHubEmulator.Repository}/issues/comments/{id}");
        (await bench.Review.ReviewAsync(number, default)).ShouldBe(ReviewOutcome.Posted);
        (await bench.CommentsAsync(number)).ShouldHaveSingleItem();
    }

    [NodeFact]
    public async Task A_draft_is_reviewed_like_any_other()
    {
        using var bench = await ReviewBench.StartAsync(gitHub);
        bench.Push("change", (Experiments, Bad));
        var number = await bench.OpenAsync("change", draft: true);
        (await bench.Repository.PullRequestAsync(number, default)).Draft.ShouldBeTrue();
        await bench.Review.ReviewAsync(number, default);
        (await bench.ChecksAsync(number)).ShouldHaveSingleItem().Conclusion.ShouldBe("failure");
        (await bench.CommentsAsync(number)).ShouldHaveSingleItem();
    }

    [NodeFact]
    public async Task Of_3500_changed_files_all_are_looked_at()
    {
        using var bench = await ReviewBench.StartAsync(gitHub);
        var files = Enumerable.Range(0, 3500).Select(static i => ($"docs/{i}.md", (string?)$"{i}\n")).Append(("experiments/kill.yaml", CloneDriver.Experiment)).Append(("plans/zzz.yaml", "title: Nightly\n"));
        var number = await bench.OpenWithAsync([.. files]);
        await bench.Review.ReviewAsync(number, default);
        var check = (await bench.ChecksAsync(number)).ShouldHaveSingleItem();
        (check.Status, check.Conclusion).ShouldBe(("completed", "failure"));
        (await bench.CommentsAsync(number)).ShouldHaveSingleItem().ShouldContain("plans/zzz.yaml");
        (await bench.Review.ReviewAsync(number, default)).ShouldBe(ReviewOutcome.Unchanged);
    }

    [NodeFact]
    public async Task A_conflict_asks_for_action_and_goes_away_with_it()
    {
        using var bench = await ReviewBench.StartAsync(gitHub);
        bench.Push("main", (Experiments, CloneDriver.Experiment));
        var number = await bench.OpenWithAsync((Experiments, CloneDriver.Experiment.Replace("One replica", "Two replicas", StringComparison.Ordinal)));
        var onto = bench.Push("main", (Experiments, CloneDriver.Experiment.Replace("One replica", "A replica", StringComparison.Ordinal)));
        await bench.Review.ReviewAsync(number, default);
        (await bench.ChecksAsync(number)).ShouldHaveSingleItem().Conclusion.ShouldBe("action_required");
        (await bench.CommentsAsync(number)).ShouldHaveSingleItem().ShouldContain("It cannot be merged");
        bench.Git("checkout", "--quiet", "change");
        bench.Git("merge", "--quiet", "--strategy=ours", onto);
        bench.Push("change", (Experiments, CloneDriver.Experiment));
        await bench.Review.ReviewAsync(number, default);
        (await bench.ChecksAsync(number)).ShouldHaveSingleItem().Conclusion.ShouldBe("success");
        (await bench.CommentsAsync(number)).ShouldHaveSingleItem().ShouldNotContain("cannot be merged");
    }

    [NodeFact]
    public async Task A_fork_gets_its_check_and_its_comment_on_the_repository_it_goes_to()
    {
        using var bench = await ReviewBench.StartAsync(gitHub);
        await gitHub.AskAsync(HttpMethod.Post, $"/repos/{GitHubEmulator.Repository}/forks", new { });
        bench.Git("remote", "add", "fork", gitHub.GitUrl(repository: "ada/shop"));
        bench.PushTo("fork", "change", (Experiments, Bad));
        var number = await bench.OpenAsync("ada:change");
        await bench.Review.ReviewAsync(number, default);
        (await bench.ChecksAsync(number)).ShouldHaveSingleItem().Conclusion.ShouldBe("failure");
        (await bench.CommentsAsync(number)).ShouldHaveSingleItem().ShouldContain("RLY");
        bench.PushTo("fork", "change", (Experiments, CloneDriver.Experiment));
        await bench.Review.ReviewAsync(number, default);
        (await bench.ChecksAsync(number)).ShouldHaveSingleItem().Conclusion.ShouldBe("success");
        (await bench.CommentsAsync(number)).ShouldHaveSingleItem().ShouldContain("no problems");
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task Force_push_rebase_retarget_and_reopening_end_in_one_check_on_the_head_and_one_comment()
    {
        using var bench = await ReviewBench.StartAsync(gitHub);
        var number = await bench.OpenWithAsync((Experiments, Bad));
        await bench.Review.ReviewAsync(number, default);
        bench.Git("commit", "--quiet", "--amend", "--message=Amended");
        bench.Push("change");
        await ShouldShowAsync(bench, number, 1, "1 error");

        bench.Push("main", ("docs/notes.md", "base\n"));
        bench.Push("release", ("plans/release.yaml", CloneDriver.Plan.Replace("Nightly", "Release", StringComparison.Ordinal)));
        bench.Git("checkout", "--quiet", "change");
        bench.Git("rebase", "--quiet", "origin/main");
        bench.Push("change");
        await ShouldShowAsync(bench, number, 1, "1 error");

        await gitHub.AskAsync(HttpMethod.Patch, $"/repos/{GitHubEmulator.Repository}/pulls/{number}", new { @base = "release" });
        await ShouldShowAsync(bench, number, 1, "1 error and 2 warnings", "plans/release.yaml");

        await gitHub.AskAsync(HttpMethod.Patch, $"/repos/{GitHubEmulator.Repository}/pulls/{number}", new { state = "closed" });
        bench.Push("change", (Experiments, CloneDriver.Experiment));
        (await bench.Review.ReviewAsync(number, default)).ShouldBe(ReviewOutcome.Stale);
        await gitHub.AskAsync(HttpMethod.Patch, $"/repos/{GitHubEmulator.Repository}/pulls/{number}", new { state = "open" });
        await ShouldShowAsync(bench, number, 1, "1 document changes, no problems");
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_run_that_is_asked_for_again_is_made_even_where_it_says_the_same_and_only_once()
    {
        using var bench = await ReviewBench.StartAsync(gitHub);
        var number = await bench.OpenWithAsync((Experiments, CloneDriver.Experiment));
        await bench.Review.ReviewAsync(number, default);
        var first = (await bench.ChecksAsync(number)).ShouldHaveSingleItem();
        (await bench.Review.ReviewAsync(number, default, first.Id)).ShouldBe(ReviewOutcome.Posted);
        (await bench.Review.ReviewAsync(number, default, first.Id)).ShouldBe(ReviewOutcome.Unchanged);
        var runs = await bench.ChecksAsync(number);
        runs.Length.ShouldBe(2);
        runs.ShouldAllBe(static run => run.Status == "completed");
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_base_that_moves_beside_the_change_writes_nothing_anew()
    {
        using var bench = await ReviewBench.StartAsync(gitHub);
        var number = await bench.OpenWithAsync((Experiments, CloneDriver.Experiment), ("plans/nightly.yaml", CloneDriver.Plan));
        await bench.Review.ReviewAsync(number, default);
        bench.Push("main", ("docs/notes.md", "base\n"));
        (await bench.Review.ReviewAsync(number, default)).ShouldBe(ReviewOutcome.Unchanged);
    }

    private static async Task ShouldShowAsync(ReviewBench bench, int number, int onTheSameHead, params string[] words)
    {
        await bench.Review.ReviewAsync(number, default);
        (await bench.Review.ReviewAsync(number, default)).ShouldBe(ReviewOutcome.Unchanged);
        var checks = await bench.ChecksAsync(number);
        checks.Length.ShouldBe(onTheSameHead);
        checks.ShouldAllBe(static check => check.Status == "completed");
        checks.MaxBy(static check => check.Id)!.Output!.Title!.ShouldContain(words[0]);
        var comment = (await bench.CommentsAsync(number)).ShouldHaveSingleItem();
        comment.ShouldContain("head `" + bench.Git("rev-parse", "--short=7", "HEAD") + "`");
        foreach (var word in words) comment.ShouldContain(word);
    }
}
