using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Reviews;

[Collection(GitHubEmulatorGroup.Name)]
public sealed class PullRequestSuggestionTests(GitHubEmulator gitHub)
{
    private const string Plans = "plans/nightly.yaml";
    private static readonly string Misspelt = CloneDriver.Plan.Replace("[kill]", "[kil]", StringComparison.Ordinal);

    [NodeFact]
    public async Task A_head_gets_one_review_with_its_suggestions_and_none_is_repeated()
    {
        using var bench = await ReviewBench.StartAsync(gitHub);
        var number = await bench.OpenWithAsync(("experiments/kill.yaml", CloneDriver.Experiment), (Plans, Misspelt));
        (await bench.Review.ReviewAsync(number, default)).ShouldBe(ReviewOutcome.Posted);
        var comment = (await bench.Repository.ReviewCommentsAsync(number, default)).ShouldHaveSingleItem();
        (comment.Path, comment.Line, comment.User!.Login).ShouldBe((Plans, 2, "reliably[bot]"));
        comment.Body!.ShouldContain("```suggestion\nexperiments: [kill]\n```");
        (await bench.Review.ReviewAsync(number, default)).ShouldBe(ReviewOutcome.Unchanged);
        var first = bench.Git("rev-parse", "HEAD");

        bench.Push("change", ("docs/notes.md", "more\n"));
        await bench.Review.ReviewAsync(number, default);
        (await bench.Repository.ReviewCommentsAsync(number, default)).Length.ShouldBe(1);
        (await bench.CommentsAsync(number)).ShouldHaveSingleItem().ShouldContain("1 fix to take with one click");

        var second = bench.Push("change", ("plans/weekly.yaml", Misspelt));
        await bench.Review.ReviewAsync(number, default);
        (await bench.Repository.ReviewCommentsAsync(number, default)).Select(static one => one.Path).ShouldBe([Plans, "plans/weekly.yaml"]);
        (await bench.Repository.ReviewsAsync(number, default)).Select(static one => (one.CommitId, one.State)).ShouldBe([(first, "COMMENTED"), (second, "COMMENTED")]);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task What_GitHub_does_not_take_as_a_review_stands_in_the_comment_as_patches_and_is_not_tried_again()
    {
        using var bench = await ReviewBench.StartAsync(gitHub);
        var number = await bench.OpenWithAsync(("experiments/kill.yaml", CloneDriver.Experiment), (Plans, Misspelt));
        await gitHub.FailAsync("POST", "/reviews$", 422);
        await bench.Review.ReviewAsync(number, default);
        var comment = (await bench.CommentsAsync(number)).ShouldHaveSingleItem();
        comment.ShouldContain("-experiments: [kil]\n+experiments: [kill]\n");
        comment.ShouldNotContain("one click");
        bench.Said.ShouldHaveSingleItem().ShouldStartWith($"acme/shop#{number}: the suggestions stand in the comment as patches");
        (await bench.Review.ReviewAsync(number, default)).ShouldBe(ReviewOutcome.Unchanged);
        (await bench.Repository.ReviewsAsync(number, default)).ShouldBeEmpty();
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_suggestion_that_came_up_by_a_new_base_is_a_patch_for_the_head_has_its_review()
    {
        using var bench = await ReviewBench.StartAsync(gitHub);
        bench.Push("main", ("experiments/kill.yaml", CloneDriver.Experiment), ("experiments/stop.yaml", CloneDriver.Experiment));
        var number = await bench.OpenWithAsync((Plans, Misspelt), ("plans/stop.yaml", Misspelt.Replace("kil]", "stop]", StringComparison.Ordinal)));
        await bench.Review.ReviewAsync(number, default);
        bench.Push("main", ("experiments/stop.yaml", null), ("experiments/stopp.yaml", CloneDriver.Experiment));
        await bench.Review.ReviewAsync(number, default);
        (await bench.Repository.ReviewsAsync(number, default)).ShouldHaveSingleItem();
        (await bench.CommentsAsync(number)).ShouldHaveSingleItem().ShouldContain("+experiments: [stopp]\n");
        (await bench.Review.ReviewAsync(number, default)).ShouldBe(ReviewOutcome.Unchanged);
    }

    [NodeFact]
    public async Task A_line_that_a_rename_does_not_show_gets_a_patch()
    {
        using var bench = await ReviewBench.StartAsync(gitHub);
        var filler = string.Concat(Enumerable.Range(0, 30).Select(static i => $"# {i}\n"));
        bench.Push("main", ("experiments/kill.yaml", CloneDriver.Experiment), (Plans, Misspelt + filler + "# last\n"));
        var number = await bench.OpenWithAsync((Plans, null), ("plans/daily.yaml", Misspelt + filler + "# the end\n"));
        await bench.Review.ReviewAsync(number, default);
        bench.Said.ShouldBeEmpty();
        (await bench.Repository.ReviewsAsync(number, default)).ShouldBeEmpty();
        (await bench.CommentsAsync(number)).ShouldHaveSingleItem().ShouldContain("+experiments: [kill]\n");
    }

    [NodeFact]
    public async Task Somebody_elses_comment_with_our_mark_does_not_count_as_ours()
    {
        using var bench = await ReviewBench.StartAsync(gitHub);
        var number = await bench.OpenWithAsync(("experiments/kill.yaml", CloneDriver.Experiment), (Plans, Misspelt));
        await bench.Review.ReviewAsync(number, default);
        var body = (await bench.Repository.ReviewCommentsAsync(number, default))[0].Body!;
        await gitHub.ResetAsync();
        using var again = await ReviewBench.StartAsync(gitHub);
        number = await again.OpenWithAsync(("experiments/kill.yaml", CloneDriver.Experiment), (Plans, Misspelt));
        await gitHub.AskAsync(HttpMethod.Post, $"/repos/{GitHubEmulator.Repository}/pulls/{number}/reviews", new
        {
            commit_id = again.Git("rev-parse", "HEAD"),
            body = Suggestion.ReviewMarker,
            @event = "COMMENT",
            comments = new[] { new { path = Plans, line = 2, side = "RIGHT", body } },
        });
        await again.Review.ReviewAsync(number, default);
        (await again.Repository.ReviewCommentsAsync(number, default)).Select(static one => one.User!.Login).ShouldBe(["ada", "reliably[bot]"]);
    }
}
