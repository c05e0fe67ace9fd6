using Reliably.GitOps.Drivers;
using Reliably.GitOps.GitHub.Wire;

namespace Reliably.GitOps.Reviews;

/// <summary>With a personal token, which may not write checks.</summary>
[Collection(GitHubEmulatorGroup.Name)]
public sealed class PullRequestStatusTests(GitHubEmulator gitHub)
{
    private static readonly string Bad = CloneDriver.Experiment.Replace("title: The", "tilte: The", StringComparison.Ordinal);

    [NodeFact]
    public async Task A_commit_status_stands_in_for_the_check_and_is_written_once()
    {
        using var bench = await ReviewBench.StartAsync(gitHub, asApp: false);
        var number = await bench.OpenWithAsync(("experiments/kill.yaml", Bad));
        (await bench.Review.ReviewAsync(number, default)).ShouldBe(ReviewOutcome.Posted);
        var status = (await StatusesAsync(bench)).ShouldHaveSingleItem();
        (status.State, status.Context, status.Creator!.Login).ShouldBe(("failure", "reliably/validate", "ada"));
        status.Description!.ShouldContain("1 error");
        (await bench.CommentsAsync(number)).ShouldHaveSingleItem();
        (await bench.Review.ReviewAsync(number, default)).ShouldBe(ReviewOutcome.Unchanged);

        bench.Push("change", ("experiments/kill.yaml", CloneDriver.Experiment));
        await bench.Review.ReviewAsync(number, default);
        (await StatusesAsync(bench)).ShouldHaveSingleItem().State.ShouldBe("success");
        (await bench.CommentsAsync(number)).ShouldHaveSingleItem().ShouldContain("no problems");
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_status_of_the_same_name_by_somebody_else_is_not_ours()
    {
        using var bench = await ReviewBench.StartAsync(gitHub, asApp: false);
        var number = await bench.OpenWithAsync(("experiments/kill.yaml", CloneDriver.Experiment));
        await bench.Review.ReviewAsync(number, default);
        var ours = (await StatusesAsync(bench))[0];
        await gitHub.AskAsync(HttpMethod.Put, $"/repos/{GitHubEmulator.Repository}/collaborators/mallory", new { permission = "push" });
        await gitHub.AskAsync(HttpMethod.Post, $"/repos/{GitHubEmulator.Repository}/statuses/{bench.Git("rev-parse", "HEAD")}", new { state = "failure", context = ours.Context, description = "theirs" }, "mallory");
        (await bench.Review.ReviewAsync(number, default)).ShouldBe(ReviewOutcome.Unchanged);
        (await StatusesAsync(bench)).Length.ShouldBe(2);
    }

    [NodeFact]
    public async Task Suggestions_and_a_pull_request_that_changes_nothing_of_ours_work_as_with_an_App()
    {
        using var bench = await ReviewBench.StartAsync(gitHub, asApp: false);
        bench.Push("main", ("experiments/kill.yaml", CloneDriver.Experiment));
        var number = await bench.OpenWithAsync(("plans/nightly.yaml", CloneDriver.Plan.Replace("[kill]", "[kil]", StringComparison.Ordinal)));
        await bench.Review.ReviewAsync(number, default);
        (await bench.Repository.ReviewCommentsAsync(number, default)).ShouldHaveSingleItem().User!.Login.ShouldBe("ada");
        bench.Push("other", ("docs/notes.md", "hello\n"));
        var other = await bench.OpenAsync("other");
        await bench.Review.ReviewAsync(other, default);
        (await StatusesAsync(bench)).ShouldHaveSingleItem().Description.ShouldBe("No document changes");
        (await bench.CommentsAsync(other)).ShouldBeEmpty();
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    private static async Task<PostedCommitStatus[]> StatusesAsync(ReviewBench bench) => [.. await bench.Repository.StatusesAsync(bench.Git("rev-parse", "HEAD"), default)];
}
