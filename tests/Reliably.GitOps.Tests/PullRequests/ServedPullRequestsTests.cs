using Reliably.GitOps.Drivers;
using Reliably.GitOps.GitHub;
using Reliably.GitOps.Reviews;

namespace Reliably.GitOps.PullRequests;

/// <summary><c>reliably serve</c> as an operator starts it, with GitHub beside it.</summary>
[Collection(GitHubEmulatorGroup.Name)]
public sealed class ServedPullRequestsTests(GitHubEmulator gitHub) : IDisposable
{
    private const string Document = "experiments/a.yaml";
    private const string Bad = "title: a\ndescription: b\nmethod:\n- { type: action, name: act }\n";
    private const string Good = "title: a\ndescription: b\nsteady-state-hypothesis:\n  title: fine\n  probes:\n  - { type: probe, name: ok, tolerance: 0, provider: { type: process, path: \"true\", timeout: 5 } }\nmethod: []\nrollbacks: []\n";

    private readonly TestFolder folder = new();
    private readonly List<IDisposable> open = [];

    public void Dispose()
    {
        open.ForEach(static one => one.Dispose());
        folder.Dispose();
    }

    [NodeFact]
    public async Task A_pull_request_is_reviewed_when_its_delivery_comes_and_again_when_it_is_pushed_to()
    {
        var (service, repository) = await StartAsync(withWebhooks: true);
        var number = await gitHub.OpenPullRequestAsync("change", Document, Bad);
        await ShowsAsync(repository, number, "failure", "RLY1206");
        await gitHub.CommitAsync("change", Document, Good);
        await ShowsAsync(repository, number, "success", "head `");
        service.Text.ShouldContain($"review   acme/shop#{number} at ");
        await EndAsync(service);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task Without_webhooks_GitHub_is_asked_and_the_same_comes_of_it()
    {
        var (service, repository) = await StartAsync(withWebhooks: false);
        var number = await gitHub.OpenPullRequestAsync("change", Document, Bad);
        await ShowsAsync(repository, number, "failure", "RLY1206");
        await gitHub.CommitAsync("change", Document, Good);
        await ShowsAsync(repository, number, "success", "head `");
        await EndAsync(service);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_check_that_somebody_asks_for_again_is_made_again_once()
    {
        var (service, repository) = await StartAsync(withWebhooks: true);
        var number = await gitHub.OpenPullRequestAsync("change", Document, Bad);
        await ShowsAsync(repository, number, "failure", "RLY1206");
        var head = (await repository.PullRequestAsync(number, default)).Head.Sha;
        var first = (await repository.CheckRunsAsync(head, CheckOutput.Name, default)).ShouldHaveSingleItem();
        await gitHub.RequestActionAsync(first.Id, CheckOutput.AgainAction);
        await UntilAsync(async () => (await repository.CheckRunsAsync(head, CheckOutput.Name, default)).Count(static run => run.Status == "completed") == 2);
        await gitHub.CommitAsync("main", "docs/notes.md", "Something that has nothing to do with it.\n"); // a round, which finds nothing more to do
        await service.HearAsync("read     ");
        await EndAsync(service);
        (await repository.CheckRunsAsync(head, CheckOutput.Name, default)).Length.ShouldBe(2);
        (await repository.CommentsAsync(number, default)).ShouldHaveSingleItem();
    }

    [NodeFact]
    public async Task A_base_that_moves_beside_a_change_leaves_it_alone_and_one_that_touches_it_does_not()
    {
        var (service, repository) = await StartAsync(withWebhooks: true);
        var number = await gitHub.OpenPullRequestAsync("change", Document, Good);
        await ShowsAsync(repository, number, "success", "a.yaml");
        await gitHub.CommitAsync("main", "reports/README.md", "# Resilience\n");
        await gitHub.CommitAsync("main", "docs/notes.md", "a\n");
        await gitHub.CommitAsync("main", "plans/nightly.yaml", "title: Nightly\nexperiments: [a]\nschedule: { type: manual }\n");
        await UntilAsync(async () => (await repository.CommentsAsync(number, default)) is [var only] && only.Body!.Contains("plans/nightly.yaml", StringComparison.Ordinal));
        service.Terminate();
        (await service.EndAsync()).ShouldBe(0, service.Text);
        service.Text.Split('\n').Count(static line => line.Contains("review   ", StringComparison.Ordinal)).ShouldBe(2, service.Text);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_merge_group_gets_its_check_and_nobody_a_comment()
    {
        var (service, repository) = await StartAsync(withWebhooks: true);
        var number = await gitHub.OpenPullRequestAsync("change", Document, Bad);
        await ShowsAsync(repository, number, "failure", "RLY1206");
        var head = (await repository.PullRequestAsync(number, default)).Head.Sha;
        await gitHub.AskAsync(HttpMethod.Post, $"/repos/{GitHubEmulator.Repository}/git/refs", new { @ref = "refs/heads/queued", sha = head });
        await gitHub.CommitAsync("queued", "docs/notes.md", "What the queue merged.\n");
        var queued = (string)(await gitHub.AskAsync(HttpMethod.Get, $"/repos/{GitHubEmulator.Repository}/git/ref/heads/queued", null))["object"]!["sha"]!;
        await gitHub.AskAsync(HttpMethod.Post, $"/repos/{GitHubEmulator.Repository}/git/refs", new { @ref = "refs/heads/gh-readonly-queue/main/pr-1-" + head, sha = queued });
        await service.HearAsync("merge group");
        await EndAsync(service);
        (await repository.CheckRunsAsync(queued, CheckOutput.Name, default)).ShouldHaveSingleItem().Conclusion.ShouldBe("failure");
        (await repository.CommentsAsync(number, default)).ShouldHaveSingleItem();
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_command_is_answered()
    {
        var (service, repository) = await StartAsync(withWebhooks: true);
        var number = await gitHub.OpenPullRequestAsync("change", Document, Good);
        await ShowsAsync(repository, number, "success", "head `");
        await gitHub.AskAsync(HttpMethod.Post, $"/repos/{GitHubEmulator.Repository}/issues/{number}/comments", new { body = "/reliably status" });
        await UntilAsync(async () => (await repository.CommentsAsync(number, default)).Any(static one => one.User!.Login == "reliably[bot]" && one.Body!.Contains("status", StringComparison.Ordinal) && ReviewComment.HashIn(one.Body!) is null));
        await EndAsync(service);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task An_activity_that_a_comment_asks_for_is_a_commit_on_the_branch()
    {
        var (service, repository) = await StartAsync(withWebhooks: true);
        var number = await gitHub.OpenPullRequestAsync("change", Document, Good);
        await ShowsAsync(repository, number, "success", "head `");
        var head = (await repository.PullRequestAsync(number, default)).Head.Sha;
        await gitHub.AskAsync(HttpMethod.Post, $"/repos/{GitHubEmulator.Repository}/issues/{number}/comments", new { body = "/reliably add http/responds to a hypothesis url=http://shop.example.com/health" });
        await UntilAsync(async () => (await repository.PullRequestAsync(number, default)).Head.Sha != head);
        await UntilAsync(async () => (await repository.CommentsAsync(number, default)).Any(static one => one.Body!.Contains("is written by", StringComparison.Ordinal)));
        await EndAsync(service);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    private async Task UntilAsync(Func<Task<bool>> happens)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (!await happens())
        {
            (DateTime.UtcNow < deadline).ShouldBeTrue(open.OfType<ServiceBesideGitHub>().Last().Service.Text);
            await Task.Delay(50);
        }
    }

    private async Task<(ServeProcess Service, GitHubRepository Repository)> StartAsync(bool withWebhooks)
    {
        var beside = await ServiceBesideGitHub.StartAsync(gitHub, folder, withWebhooks);
        open.Add(beside);
        return (beside.Service, beside.Repository);
    }

    private async Task ShowsAsync(GitHubRepository repository, int number, string conclusion, string words)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (true)
        {
            var head = (await repository.PullRequestAsync(number, default)).Head.Sha;
            var runs = await repository.CheckRunsAsync(head, CheckOutput.Name, default);
            var comments = await repository.CommentsAsync(number, default);
            if (runs is [{ Status: "completed" } run] && run.Conclusion == conclusion && comments is [var comment] && comment.Body!.Contains(words, StringComparison.Ordinal)) return;
            (DateTime.UtcNow < deadline).ShouldBeTrue($"{runs.Length} checks, {comments.Length} comments; {open.OfType<ServiceBesideGitHub>().Last().Service.Text}");
            await Task.Delay(50);
        }
    }

    private static async Task EndAsync(ServeProcess service)
    {
        service.Terminate();
        (await service.EndAsync()).ShouldBe(0, service.Text);
        service.Text.ShouldNotContain("Z problem  ");
    }
}
