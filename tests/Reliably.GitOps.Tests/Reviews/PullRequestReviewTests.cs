using Reliably.GitOps.Drivers;
using Reliably.GitOps.Git;
using Reliably.GitOps.GitHub;

namespace Reliably.GitOps.Reviews;

[Collection(GitHubEmulatorGroup.Name)]
public sealed class PullRequestReviewTests(GitHubEmulator gitHub) : IDisposable
{
    private const string Path = "experiments/a.yaml";
    private const string Self = "reliably[bot]";
    private const string Good = "title: a\ndescription: b\nsteady-state-hypothesis:\n  title: fine\n  probes:\n  - { type: probe, name: ok, tolerance: 0, provider: { type: process, path: \"true\", timeout: 5 } }\nmethod: []\nrollbacks: []\n";
    private const string Bad = "title: a\ndescription: b\nmethod:\n- { type: action, name: act }\n";

    private readonly TestFolder folder = new();
    private readonly List<IDisposable> open = [];
    private readonly List<string> said = [];

    public void Dispose()
    {
        open.ForEach(static one => one.Dispose());
        folder.Dispose();
    }

    [NodeFact]
    public async Task A_head_gets_one_check_and_the_pull_request_one_comment_however_often_it_is_looked_at()
    {
        await gitHub.ResetAsync();
        var number = await gitHub.OpenPullRequestAsync("change", Path, Bad);
        var (review, repository) = await StartAsync();
        (await review.ReviewAsync(number, default)).ShouldBe(ReviewOutcome.Posted);
        for (var i = 0; i < 3; i++) (await review.ReviewAsync(number, default)).ShouldBe(ReviewOutcome.Unchanged);
        var head = (await repository.PullRequestAsync(number, default)).Head.Sha;
        var run = (await repository.CheckRunsAsync(head, CheckOutput.Name, default)).ShouldHaveSingleItem();
        (run.Status, run.Conclusion).ShouldBe(("completed", "failure"));
        run.Output!.Title!.ShouldContain("1 error");
        var comment = (await repository.CommentsAsync(number, default)).ShouldHaveSingleItem();
        comment.User!.Login.ShouldBe(Self);
        comment.Body!.ShouldContain("RLY1206");
        comment.Body!.ShouldContain($"/acme/shop/blob/{head}/experiments/a.yaml#L4");
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_push_is_reviewed_anew_in_the_same_comment()
    {
        await gitHub.ResetAsync();
        var number = await gitHub.OpenPullRequestAsync("change", Path, Bad);
        var (review, repository) = await StartAsync();
        await review.ReviewAsync(number, default);
        var before = (await repository.CommentsAsync(number, default)).ShouldHaveSingleItem();
        await gitHub.CommitAsync("change", Path, Good);
        (await review.ReviewAsync(number, default)).ShouldBe(ReviewOutcome.Posted);
        var head = (await repository.PullRequestAsync(number, default)).Head.Sha;
        (await repository.CheckRunsAsync(head, CheckOutput.Name, default)).ShouldHaveSingleItem().Conclusion.ShouldBe("success");
        var after = (await repository.CommentsAsync(number, default)).ShouldHaveSingleItem();
        after.Id.ShouldBe(before.Id);
        after.Body!.ShouldNotContain("RLY1206");
    }

    [NodeFact]
    public async Task What_has_nothing_to_do_with_us_gets_its_check_and_is_left_in_peace()
    {
        await gitHub.ResetAsync();
        var number = await gitHub.OpenPullRequestAsync("change", "docs/notes.md", "hello\n");
        var (review, repository) = await StartAsync();
        await review.ReviewAsync(number, default);
        var head = (await repository.PullRequestAsync(number, default)).Head.Sha;
        (await repository.CheckRunsAsync(head, CheckOutput.Name, default)).ShouldHaveSingleItem().Conclusion.ShouldBe("neutral");
        (await repository.CommentsAsync(number, default)).ShouldBeEmpty();
    }

    [NodeFact]
    public async Task Only_our_own_comment_is_touched_and_a_second_one_is_folded()
    {
        await gitHub.ResetAsync();
        var number = await gitHub.OpenPullRequestAsync("change", Path, Bad);
        var (review, repository) = await StartAsync();
        var forged = ReviewComment.Marker + "0 -->\nforged";
        await gitHub.AskAsync(HttpMethod.Post, $"/repos/{GitHubEmulator.Repository}/issues/{number}/comments", new { body = forged });
        await review.ReviewAsync(number, default);
        await repository.WriteCommentAsync(number, ReviewComment.Marker + "1 -->\na second one of ours", default);
        await review.ReviewAsync(number, default);
        var comments = await repository.CommentsAsync(number, default);
        comments.Length.ShouldBe(3);
        comments[0].Body.ShouldBe(forged);
        comments[1].Body!.ShouldContain("RLY1206");
        comments[2].Body!.ShouldContain("in the comment above");
        (await review.ReviewAsync(number, default)).ShouldBe(ReviewOutcome.Unchanged);
    }

    [NodeFact]
    public async Task Findings_by_the_hundred_are_added_page_by_page_and_never_twice()
    {
        await gitHub.ResetAsync();
        var activities = string.Concat(Enumerable.Range(0, 120).Select(static i => $"- {{ type: action, name: act-{i} }}\n"));
        var number = await gitHub.OpenPullRequestAsync("change", Path, "title: a\ndescription: b\nmethod:\n" + activities);
        var (review, repository) = await StartAsync();
        await gitHub.FailAsync("PATCH", "/check-runs/", 422);
        await Should.ThrowAsync<GitHubException>(() => review.ReviewAsync(number, default));
        await review.ReviewAsync(number, default);
        var head = (await repository.PullRequestAsync(number, default)).Head.Sha;
        var run = (await repository.CheckRunsAsync(head, CheckOutput.Name, default)).ShouldHaveSingleItem();
        run.Output!.AnnotationsCount.ShouldBeInRange(120, 140);
        run.Status.ShouldBe("completed");
        (await repository.CommentsAsync(number, default)).ShouldHaveSingleItem();
        (await review.ReviewAsync(number, default)).ShouldBe(ReviewOutcome.Unchanged);
    }

    [NodeFact]
    public async Task A_failure_at_any_write_leads_to_the_same_end()
    {
        foreach (var (method, path) in new[] { ("POST", "/check-runs$"), ("POST", "/comments$"), ("GET", "/comments"), ("GET", "/check-runs"), ("GET", "/pulls/") })
        {
            await gitHub.ResetAsync();
            var number = await gitHub.OpenPullRequestAsync("change", Path, Bad);
            var (review, repository) = await StartAsync();
            await gitHub.FailAsync(method, path, 422);
            await Should.ThrowAsync<GitHubException>(() => review.ReviewAsync(number, default), $"{method} {path}");
            await review.ReviewAsync(number, default);
            var head = (await repository.PullRequestAsync(number, default)).Head.Sha;
            (await repository.CheckRunsAsync(head, CheckOutput.Name, default)).Length.ShouldBe(1, $"{method} {path}");
            (await repository.CommentsAsync(number, default)).Length.ShouldBe(1, $"{method} {path}");
        }
    }

    [NodeFact]
    public async Task A_closed_pull_request_is_not_written_to()
    {
        await gitHub.ResetAsync();
        var number = await gitHub.OpenPullRequestAsync("change", Path, Bad);
        await gitHub.AskAsync(HttpMethod.Patch, $"/repos/{GitHubEmulator.Repository}/pulls/{number}", new { state = "closed" });
        var (review, repository) = await StartAsync();
        (await review.ReviewAsync(number, default)).ShouldBe(ReviewOutcome.Stale);
        (await repository.CommentsAsync(number, default)).ShouldBeEmpty();
    }

    private async Task<(PullRequestReview Review, GitHubRepository Repository)> StartAsync()
    {
        var client = gitHub.Client();
        open.Add(client);
        var repository = client.Repository(GitHubEmulator.Repository, GitHubEmulator.Installation);
        var variables = Terminal.OfProcess().Variables;
        var git = await GitCli.OpenAsync(variables, GitHome.Create(folder["home"], []), default);
        return (new(repository, GitHubAddress.Of(gitHub.Url.AbsoluteUri), new(Self, IsApp: true), gitHub.Quarantine(repository, git, folder[Guid.NewGuid().ToString("N")]), TimeProvider.System, said.Add), repository);
    }
}
