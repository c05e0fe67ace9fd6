using System.Collections.Concurrent;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Git;
using Reliably.GitOps.GitHub.Wire;
using Reliably.GitOps.Schedules;

namespace Reliably.GitOps.PullRequests;

/// <summary>A branch that takes no push: reports come by one pull request.</summary>
[Collection(ThirdGitHubEmulatorGroup.Name)]
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
    public async Task Closed_without_a_merge_is_said_once_and_whoever_opens_it_again_goes_on_with_it()
    {
        await StartAsync();
        await RunAsync();
        var first = (await OpenAsync()).ShouldHaveSingleItem();
        await SetAsync(first, "closed");
        await PassAsync();
        await PassAsync();
        Problems.ShouldBe([$"The reports' pull request #{first.Number} was closed without a merge: what it holds is not published."]);
        await SetAsync(first, "open");
        await RunAsync();
        (await OpenAsync()).ShouldHaveSingleItem().Number.ShouldBe(first.Number);
        Records("origin/" + first.Head.Ref).ShouldBe(2);
        await SetAsync(first, "closed");
        await RunAsync();
        Problems.Length.ShouldBe(2);
        var second = (await OpenAsync()).ShouldHaveSingleItem();
        second.Number.ShouldNotBe(first.Number);
        Records("origin/" + second.Head.Ref).ShouldBe(1);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task Taking_a_report_back_is_an_error_also_by_commits_that_once_were_ours()
    {
        await StartAsync();
        await RunAsync();
        await RunAsync();
        var pull = (await OpenAsync()).ShouldHaveSingleItem();
        await gitHub.MergeAsync(pull.Number, "squash");
        bench.Git("fetch", "--quiet", "origin");
        bench.Git("checkout", "--quiet", "-B", "revert", "origin/main");
        bench.Git("checkout", "--quiet", $"origin/{pull.Head.Ref}~1", "--", "reports");
        bench.Push("revert");
        (await ReviewAsync(await bench.OpenAsync("revert"))).ShouldBe("failure");

        // Only commits of ours, on a branch that forgets what came after them.
        bench.Git("checkout", "--quiet", "-B", "forget", $"origin/{pull.Head.Ref}~1");
        bench.Git("merge", "--quiet", "--strategy=ours", "--no-edit", "origin/main");
        bench.Push("forget");
        var forget = await bench.OpenAsync("forget");
        (await ReviewAsync(forget)).ShouldBe("failure");
        await PassAsync();
        Problems.ShouldBeEmpty();
        await gitHub.MergeAsync(forget, "merge");
        await PassAsync();
        Problems.ShouldHaveSingleItem().ShouldContain("changes files below reports/, which only the service writes");
    }

    [NodeFact]
    public async Task What_somebody_wrote_into_a_page_is_mended_by_the_first_publication_after_the_merge_whatever_restarts_there_were()
    {
        await StartAsync();
        await RunAsync();
        await gitHub.MergeAsync((await OpenAsync()).ShouldHaveSingleItem().Number, "squash");
        await RunAsync();
        var open = (await OpenAsync()).ShouldHaveSingleItem();
        gitHub.Unprotect();
        bench.Git("checkout", "--quiet", "-B", "main", "origin/main");
        bench.Push("main", ("reports/assets/forged.md", "kept\n"), ("reports/experiments/a.md", "forged\n"));
        gitHub.Protect("main");
        await PassAsync();
        Problems.ShouldHaveSingleItem().ShouldContain("changes files below reports/");
        await RunAsync();
        bench.Git("fetch", "--quiet", "origin");
        bench.Git("log", "-1", "--format=%s", "origin/" + open.Head.Ref).ShouldNotStartWith("Rebuild", Case.Sensitive, "it does not have that page");
        await SetAsync(open, "closed");
        await RunAsync();
        var next = (await OpenAsync()).ShouldHaveSingleItem();
        bench.Git("log", "-1", "--format=%s", "origin/" + next.Head.Ref).ShouldStartWith("Rebuild the reports from 2 executions");
        bench.Git("show", $"origin/{next.Head.Ref}:reports/experiments/a.md").ShouldNotContain("forged");
        await RunAsync();
        bench.Git("fetch", "--quiet", "origin");
        bench.Git("log", "-1", "--format=%s", "origin/" + next.Head.Ref).ShouldNotStartWith("Rebuild", Case.Sensitive, "it was mended");
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

    private async Task SetAsync(PullRequest pull, string state) => await gitHub.AskAsync(HttpMethod.Patch, $"/repos/{GitHubEmulator.Repository}/pulls/{pull.Number}", new { state });

    private string[] Problems => [.. events.OfType<ServiceEvent.Problem>().Select(static problem => problem.Message)];

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
