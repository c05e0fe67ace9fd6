using Reliably.GitOps.Drivers;
using Reliably.GitOps.GitHub.Wire;

namespace Reliably.GitOps.GitHub;

/// <summary>Every request of the client, against a GitHub that keeps its state and knows GitHub's own description.</summary>
[Collection(GitHubEmulatorGroup.Name)]
public sealed class GitHubRepositoryTests(GitHubEmulator gitHub)
{
    [NodeFact]
    public async Task Finds_itself_its_installation_and_the_repository()
    {
        await gitHub.ResetAsync();
        using var client = gitHub.Client();
        (await client.AppAsync(default)).Slug.ShouldBe("reliably");
        (await client.InstallationAsync(GitHubEmulator.Repository, default)).Id.ShouldBe(GitHubEmulator.Installation);
        var repository = await client.Repository(GitHubEmulator.Repository, GitHubEmulator.Installation).GetAsync(default);
        (repository.FullName, repository.DefaultBranch, repository.Private).ShouldBe((GitHubEmulator.Repository, "main", true));
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task Reads_pull_requests_and_what_people_may_do()
    {
        await gitHub.ResetAsync();
        var number = await gitHub.OpenPullRequestAsync("change", "experiments/a.yaml", "title: a\n");
        using var client = gitHub.Client();
        var repository = client.Repository(GitHubEmulator.Repository, GitHubEmulator.Installation);
        var pull = await repository.PullRequestAsync(number, default);
        (pull.State, pull.Head.Ref, pull.Base.Ref, pull.User!.Login).ShouldBe(("open", "change", "main", "ada"));
        (await repository.OpenPullRequestsAsync(default)).ShouldHaveSingleItem().Head.Sha.ShouldBe(pull.Head.Sha);
        (await repository.PermissionAsync("ada", default)).RoleName.ShouldBe("admin");
        (await repository.PermissionAsync("mallory", default)).Level.ShouldBe("none");
        (await Should.ThrowAsync<GitHubException>(() => repository.PermissionAsync("nobody", default))).Failure.ShouldBe(GitHubFailure.NotFound);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task Reads_when_a_branch_was_force_pushed()
    {
        await gitHub.ResetAsync();
        var number = await gitHub.OpenPullRequestAsync("change", "experiments/a.yaml", "title: a\n");
        using var client = gitHub.Client();
        var repository = client.Repository(GitHubEmulator.Repository, GitHubEmulator.Installation);
        var first = (await repository.PullRequestAsync(number, default)).Head.Sha;
        await gitHub.CommitAsync("change", "experiments/a.yaml", "title: b\n");
        (await repository.ForcePushedAsync(number, default)).ShouldBeNull();
        await gitHub.AskAsync(HttpMethod.Patch, $"/repos/{GitHubEmulator.Repository}/git/refs/heads/change", new { sha = first, force = true });
        (await repository.PullRequestAsync(number, default)).Head.Sha.ShouldBe(first);
        (await repository.ForcePushedAsync(number, default)).ShouldNotBeNull();
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task Writes_finds_and_changes_comments_on_all_pages()
    {
        await gitHub.ResetAsync();
        var number = await gitHub.OpenPullRequestAsync("change", "experiments/a.yaml", "title: a\n");
        for (var i = 0; i < 120; i++) await gitHub.AskAsync(HttpMethod.Post, $"/repos/{GitHubEmulator.Repository}/issues/{number}/comments", new { body = $"comment {i}" });
        using var client = gitHub.Client();
        var repository = client.Repository(GitHubEmulator.Repository, GitHubEmulator.Installation);
        var written = await repository.WriteCommentAsync(number, "ours", default);
        var comments = await repository.CommentsAsync(number, default);
        comments.Length.ShouldBe(121);
        comments[^1].User!.Login.ShouldBe("reliably[bot]");
        (await repository.ChangeCommentAsync(written.Id, "ours, newer", default)).Body.ShouldBe("ours, newer");
        (await repository.CommentAsync(written.Id, default)).Body.ShouldBe("ours, newer");
        await repository.ReactAsync(comments[0].Id, "eyes", default);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task Makes_and_changes_check_runs()
    {
        await gitHub.ResetAsync();
        var number = await gitHub.OpenPullRequestAsync("change", "experiments/a.yaml", "title: a\n");
        using var client = gitHub.Client();
        var repository = client.Repository(GitHubEmulator.Repository, GitHubEmulator.Installation);
        var head = (await repository.PullRequestAsync(number, default)).Head.Sha;
        var made = await repository.CreateCheckRunAsync(new() { Name = "reliably/validate", HeadSha = head, Status = "in_progress", ExternalId = "one" }, default);
        var output = new CheckOutput("1 error", "| a |", Annotations: [new("experiments/a.yaml", 1, 1, "failure", "An experiment needs a method.", "RLY1105", 1, 5)]);
        await repository.ChangeCheckRunAsync(made.Id, new() { Status = "completed", Conclusion = "failure", CompletedAt = DateTimeOffset.UtcNow, Output = output }, default);
        var run = (await repository.CheckRunsAsync(head, "reliably/validate", default)).ShouldHaveSingleItem();
        (run.Conclusion, run.ExternalId, run.Output!.AnnotationsCount).ShouldBe(("failure", "one", 1));
        await repository.ReviewAsync(number, new(head, "A suggestion", [new("experiments/a.yaml", "```suggestion\ntitle: b\n```", 1)]), default);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task Goes_on_after_a_failure_that_passes()
    {
        await gitHub.ResetAsync();
        await gitHub.FailAsync("GET", $"^/repos/{GitHubEmulator.Repository}$", 502, times: 2);
        using var client = gitHub.Client();
        (await client.Repository(GitHubEmulator.Repository, GitHubEmulator.Installation).GetAsync(default)).FullName.ShouldBe(GitHubEmulator.Repository);
    }

    /// <summary>The emulated GitHub's own count of requests once refused what came late in a long suite, tests and git alike.</summary>
    [NodeFact]
    public async Task The_emulator_refuses_nobody_however_long_a_suite_goes_on()
    {
        await Parallel.ForAsync(0, 5_100, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (_, _) => await gitHub.DeliveredAsync());
        await gitHub.ResetAsync();
    }
}
