using System.Globalization;
using Reliably.GitOps.Drivers;
using PullRequest = Reliably.GitOps.GitHub.Wire.PullRequest;

namespace Reliably.GitOps.PullRequests;

/// <summary>A branch that takes no push, with the service as a process: reports come by one pull request, and history is the branch and that pull request together.</summary>
[Collection(ThirdGitHubEmulatorGroup.Name)]
public sealed class ServedReportsTests(GitHubEmulator gitHub)
{
    private const string Foreign = "changes files below reports/";

    [NodeFact]
    public async Task However_it_is_merged_and_brought_up_to_date_what_it_holds_is_known_as_ours()
    {
        await using var bench = await ReportBench.StartAsync(gitHub);
        var executions = 0;
        var seen = new HashSet<string>();
        foreach (var how in new[] { "squash", "rebase", "merge", "queue" })
        {
            await bench.TriggerAgainAsync();
            var pull = await bench.WaitingAsync(++executions);
            seen.Add(pull.Head.Ref).ShouldBeTrue("one that is merged is not used again");
            await UpdateAsync(bench, pull, how);
            await bench.TriggerAgainAsync();
            pull = await bench.WaitingAsync(++executions);
            (await bench.ConclusionAsync(pull.Head.Sha)).ShouldBe("neutral", $"{how}: {bench.Bot.Story()}");
            bench.Git("log", "--format=%B", "origin/main..origin/" + pull.Head.Ref, "--", "reports").ShouldNotContain("[skip ci]");
            bench.Git("show", $"origin/{pull.Head.Ref}:docs/{how}.md").ShouldBe("of a person");
            await MergeAsync(bench, pull, how);
            var merged = await gitHub.TipAsync("main");
            bench.Fetch();
            bench.CountOf(merged).ShouldBe(executions);
            await bench.SeenAsync(merged);
        }

        await bench.TriggerAgainAsync();
        var last = await bench.WaitingAsync(++executions);
        (await bench.ConclusionAsync(last.Head.Sha)).ShouldBe("neutral");
        await bench.Bot.StopAsync();
        bench.Bot.Said.ShouldNotContain(Foreign);
        bench.Bot.Said.ShouldNotContain("problem ");
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task Until_it_is_merged_reviews_explanations_and_pages_know_what_it_holds()
    {
        await using var bench = await ReportBench.StartAsync(gitHub);
        await bench.TriggerAsync();
        await bench.WaitingAsync(1);
        await bench.TriggerAgainAsync();
        var reports = await bench.WaitingAsync(2);
        bench.Git("ls-tree", "--name-only", "origin/main").ShouldNotContain("reports");
        var change = await gitHub.OpenAsync("change", PullRequestStory.Good + "# changed\n");
        (await bench.Bot.SeesAsync(change, static state => state.IsReviewed)).Comments.ShouldContain("The last 2 runs: 2 passed.");
        await gitHub.SayAsync(change, "/reliably explain a");
        await bench.Bot.SeesAsync(change, static state => state.Ours == 2 && state.Comments.Split("The last 2 runs: 2 passed.").Length == 3);
        (await PageAsync(bench, "reports/index.json")).ShouldBe(bench.Git("show", $"origin/{reports.Head.Ref}:reports/index.json"));

        await gitHub.MergeAsync(reports.Number, "squash");
        await bench.SeenAsync(await gitHub.TipAsync("main"));
        var later = await gitHub.OpenAsync("later", PullRequestStory.Good + "# later\n");
        (await bench.Bot.SeesAsync(later, static state => state.IsReviewed)).Comments.ShouldContain("The last 2 runs: 2 passed.");
        bench.Fetch();
        (await PageAsync(bench, "reports/index.json")).ShouldBe(bench.Git("show", "origin/main:reports/index.json"));
        await bench.Bot.StopAsync();
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task What_ends_while_it_is_merged_is_in_the_next_one()
    {
        await using var bench = await ReportBench.StartAsync(gitHub);
        await bench.TriggerAsync();
        var first = await bench.WaitingAsync(1);
        var merged = 0;
        bench.Bot.Proxy.Faults = request =>
        {
            // The push that adds the second execution comes a moment after somebody pressed the button.
            if (request.Path.EndsWith("/git-receive-pack", StringComparison.Ordinal) && Interlocked.Exchange(ref merged, 1) == 0) gitHub.MergeAsync(first.Number, "squash").GetAwaiter().GetResult();
            return null;
        };
        await bench.TriggerAgainAsync();
        var second = await bench.WaitingAsync(2);
        merged.ShouldBe(1);
        second.Number.ShouldNotBe(first.Number);
        bench.CountOf("origin/main").ShouldBe(1);
        await bench.Bot.StopAsync();
        bench.Bot.Said.ShouldNotContain(Foreign);
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    /// <summary>A person adds to the pull request, and brings it up to date with a branch that moved on: by a merge, or by a rebase of our commits.</summary>
    private static async Task UpdateAsync(ReportBench bench, PullRequest pull, string how)
    {
        var branch = pull.Head.Ref;
        bench.Push(branch, ($"docs/{how}.md", "of a person"));
        var onto = await bench.MoveMainAsync();
        bench.Fetch();
        bench.Git("checkout", "--quiet", "-B", branch, "origin/" + branch);
        bench.Git(how == "rebase" ? ["rebase", "--quiet", onto] : ["merge", "--quiet", "--no-edit", onto]);
        bench.Git("push", "--quiet", "--force", "origin", branch);
    }

    private async Task MergeAsync(ReportBench bench, PullRequest pull, string how)
    {
        if (how != "queue")
        {
            await gitHub.MergeAsync(pull.Number, how);
            return;
        }

        // The queue makes its own commit, waits for its check, and moves the branch to it.
        var queue = string.Create(CultureInfo.InvariantCulture, $"gh-readonly-queue/main/pr-{pull.Number}-{pull.Base.Sha}");
        bench.Fetch();
        bench.Git("checkout", "--quiet", "-B", queue, "origin/main");
        bench.Git("merge", "--quiet", "--squash", "origin/" + pull.Head.Ref);
        bench.Git("commit", "--quiet", "--message=Publish reports");
        bench.Git("push", "--quiet", "origin", queue);
        var commit = bench.Git("rev-parse", "HEAD");
        string? conclusion = null;
        for (var deadline = DateTime.UtcNow.AddSeconds(60); conclusion is null; conclusion = await bench.ConclusionAsync(commit))
        {
            (DateTime.UtcNow < deadline).ShouldBeTrue(bench.Bot.Story());
            await Task.Delay(100);
        }

        conclusion.ShouldBe("neutral");
        await gitHub.TellAsync(string.Create(CultureInfo.InvariantCulture, $"/_test/repos/{GitHubEmulator.Repository}/pulls/{pull.Number}/queued"), new { sha = commit });
        bench.Git("push", "--quiet", "--delete", "origin", queue);
    }

    private static async Task<string> PageAsync(ReportBench bench, string path)
    {
        using var http = new HttpClient();
        const string shown = "Reports and live executions: ";
        return (await http.GetStringAsync(bench.Bot.Service.Text.Split('\n').First(static line => line.StartsWith(shown, StringComparison.Ordinal))[shown.Length..].TrimEnd('/') + "/" + path)).TrimEnd('\n');
    }
}
