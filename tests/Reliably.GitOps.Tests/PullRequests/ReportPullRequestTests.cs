using System.Collections.Concurrent;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Git;
using Reliably.GitOps.GitHub.Wire;
using Reliably.GitOps.Schedules;

namespace Reliably.GitOps.PullRequests;

/// <summary>A branch that takes no push: reports come by one pull request.</summary>
[Collection(GitHubEmulatorGroup.Name)]
public sealed class ReportPullRequestTests(GitHubEmulator gitHub) : IDisposable, IProgress<ServiceEvent>
{
    private readonly TestFolder folder = new();
    private readonly ConcurrentQueue<ServiceEvent> events = new();
    private ReviewBench bench = null!;

    public void Dispose()
    {
        bench.Dispose();
        folder.Dispose();
    }

    public void Report(ServiceEvent value) => events.Enqueue(value);

    [NodeFact]
    public async Task Reports_come_by_one_pull_request_until_it_is_merged_and_then_by_another()
    {
        await StartAsync();
        await RunAsync();
        var first = (await OpenAsync()).ShouldHaveSingleItem();
        (first.Title, first.Base.Ref, first.User!.Login).ShouldBe(("Publish reports", "main", "reliably[bot]"));
        Records("origin/" + first.Head.Ref).ShouldBe(1);
        bench.Git("log", "-1", "--format=%B", "origin/" + first.Head.Ref).ShouldNotContain("[skip ci]");

        await RunAsync();
        (await OpenAsync()).ShouldHaveSingleItem().Number.ShouldBe(first.Number);
        Records("origin/" + first.Head.Ref).ShouldBe(2);

        await gitHub.MergeAsync(first.Number, "squash");
        await RunAsync();
        events.OfType<ServiceEvent.Problem>().ShouldBeEmpty();
        var second = (await OpenAsync()).ShouldHaveSingleItem();
        second.Head.Ref.ShouldNotBe(first.Head.Ref);
        Records("origin/main").ShouldBe(2);
        Records("origin/" + second.Head.Ref).ShouldBe(3);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task Our_check_succeeds_there_and_what_somebody_else_changes_on_it_is_kept_and_an_error()
    {
        await StartAsync();
        await RunAsync();
        var pull = (await OpenAsync()).ShouldHaveSingleItem();
        (await ReviewAsync(pull.Number)).ShouldBe("neutral");
        var report = bench.Git("ls-tree", "-r", "--name-only", "origin/" + pull.Head.Ref, "--", "reports/executions").Split('\n')[0];
        bench.Git("branch", "--track", pull.Head.Ref, "origin/" + pull.Head.Ref);
        bench.Push(pull.Head.Ref, ("docs/note.md", "kept\n"), (report, "{}"));
        (await ReviewAsync(pull.Number)).ShouldBe("failure");
        await RunAsync();
        (await OpenAsync()).ShouldHaveSingleItem().Number.ShouldBe(pull.Number);
        bench.Git("show", $"origin/{pull.Head.Ref}:docs/note.md").ShouldBe("kept");
        (await ReviewAsync(pull.Number)).ShouldBe("failure");
    }

    [NodeFact]
    public async Task A_crash_between_push_and_pull_request_is_made_good_by_the_next_look()
    {
        await StartAsync();
        await gitHub.FailAsync("POST", "/pulls$", 500);
        await Should.ThrowAsync<CannotRunException>(RunAsync);
        (await OpenAsync()).ShouldBeEmpty();
        await PassAsync();
        var pull = (await OpenAsync()).ShouldHaveSingleItem();
        Records("origin/" + pull.Head.Ref).ShouldBe(1);
        await PassAsync();
        (await OpenAsync()).Length.ShouldBe(1);
    }

    [NodeFact]
    public async Task Where_the_branch_takes_pushes_again_nothing_is_proposed()
    {
        await StartAsync();
        await RunAsync();
        var pull = (await OpenAsync()).ShouldHaveSingleItem();
        await gitHub.AskAsync(HttpMethod.Patch, $"/repos/{GitHubEmulator.Repository}/pulls/{pull.Number}", new { state = "closed" });
        gitHub.Unprotect();
        await RunAsync();
        (await OpenAsync()).ShouldBeEmpty();
        Records("origin/main").ShouldBe(1);
    }


    private async Task StartAsync()
    {
        bench = await ReviewBench.StartAsync(gitHub);
        bench.Push("main", [.. ServiceDriver.Repository(ServiceDriver.Plan("hand", "{ type: manual }"))]);
        gitHub.Protect("main");
        folder.Write("app.pem", gitHub.PrivateKey);
    }

    /// <summary>One execution, and its publication.</summary>
    private async Task RunAsync()
    {
        var remote = GitRemote.Create(Url, null, folder.Path);
        RequestInbox.Write(RepositoryFolder.Of(folder["data"], remote, "main").Requests, "hand", "ada", TimeProvider.System.GetUtcNow());
        await PassAsync();
    }

    private async Task PassAsync()
    {
        var configuration = new ServerConfiguration
        {
            Data = folder["data"],
            GitHub = new() { ApiUrl = gitHub.Url.AbsoluteUri, AppId = 12345, KeyFile = folder["app.pem"] },
            Repositories = [new() { Url = Url, App = GitHubEmulator.Repository, Grants = new() { Deployments = ["local"] } }],
        };
        var variables = Terminal.OfProcess().Variables.ToDictionary(StringComparer.Ordinal);
        variables["RELIABLY_CONTROL"] = folder["control"];
        var surroundings = new ServiceSurroundings { Variables = variables, Clock = TimeProvider.System, Runner = RunnerChoice.Native, WorkingFolder = folder.Path };
        await using var service = new GitOpsService(configuration, surroundings, this) { Engine = static (_, _) => static (order, _, _) => Task.FromResult(ServiceDriver.Done(order)) };
        await service.ReconcileAsync(default);
    }

    private string Url => new Uri(gitHub.Url, GitHubEmulator.Repository + ".git").AbsoluteUri;

    private async Task<PullRequest[]> OpenAsync()
    {
        bench.Git("fetch", "--quiet", "origin");
        return [.. await bench.Repository.OpenPullRequestsAsync(default)];
    }

    /// <summary>How many executions are published.</summary>
    private int Records(string revision) =>
        bench.Git("ls-tree", "-r", "--name-only", revision, "--", "reports/executions").Split('\n').Count(static path => path.EndsWith(".record.json", StringComparison.Ordinal));

    /// <summary>The conclusion of our check, by what the service's own books say.</summary>
    private async Task<string?> ReviewAsync(int number)
    {
        var remote = GitRemote.Create(Url, null, folder.Path);
        var own = new Publishing.OwnCommits(RepositoryFolder.Of(folder["data"], remote, "main").OwnCommits);
        await (await bench.AnotherAsync(own.Has)).ReviewAsync(number, default);
        return (await bench.ChecksAsync(number)).MaxBy(static one => one.Id)!.Conclusion;
    }
}
