using System.Text.Json.Nodes;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Reviews;

namespace Reliably.GitOps.PullRequests;

/// <summary>The acceptance list of the pull request bot through the front door: the service as a process, and what people do on GitHub. One check on each head, one comment.</summary>
[Collection(GitHubEmulatorGroup.Name)]
public sealed class ServedScenarioTests(GitHubEmulator gitHub) : IDisposable
{
    private const string Other = "experiments/b.yaml";

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [NodeFact]
    public async Task Of_3500_changed_files_all_are_looked_at_though_the_list_of_GitHub_stops_at_3000()
    {
        await using var bot = await BotProcess.StartAsync(gitHub);
        var files = Enumerable.Range(0, 3500).Select(static i => ($"docs/{i}.md", (string?)$"{i}\n")).Append((PullRequestStory.Path, PullRequestStory.Good)).Append(("plans/zzz.yaml", "title: Nightly\n"));
        Person().Push("change", [.. files]);
        var number = await OpenAsync("change");
        var state = await bot.SeesAsync(number, static state => state.IsReviewed);
        (state.Runs, state.Conclusion).ShouldBe((1, "failure"));
        state.Comments.ShouldContain("plans/zzz.yaml");
        state.Comments.ShouldContain("2 documents");
        await EndAsync(bot);
    }

    [NodeFact]
    public async Task A_fork_is_reviewed_in_the_repository_that_it_goes_to_and_again_when_its_author_pushes()
    {
        await using var bot = await BotProcess.StartAsync(gitHub);
        await gitHub.AskAsync(HttpMethod.Post, $"/repos/{GitHubEmulator.Repository}/forks", new { });
        var person = Person();
        person.Git("remote", "add", "fork", gitHub.GitUrl(repository: "ada/shop"));
        person.PushTo("fork", "change", (PullRequestStory.Path, PullRequestStory.Bad));
        var number = await OpenAsync("ada:change");
        var opened = await bot.SeesAsync(number, static state => state.IsReviewed);
        (opened.Runs, opened.Conclusion).ShouldBe((1, "failure"));
        opened.Comments.ShouldContain("RLY1206");
        person.PushTo("fork", "change", (PullRequestStory.Path, PullRequestStory.Good));
        var pushed = await bot.SeesAsync(number, state => state.IsReviewed && state.Head != opened.Head);
        (pushed.Runs, pushed.Conclusion).ShouldBe((1, "success"));
        pushed.Comments.ShouldNotContain("RLY1206");
        IdOf(pushed).ShouldBe(IdOf(opened));
        await EndAsync(bot);
    }

    [NodeFact]
    public async Task A_conflict_asks_for_action_and_a_rebase_takes_it_away()
    {
        await using var bot = await BotProcess.StartAsync(gitHub);
        var person = Person();
        person.Push("main", (PullRequestStory.Path, PullRequestStory.Good));
        person.Push("change", (PullRequestStory.Path, PullRequestStory.Good.Replace("fine", "mine", StringComparison.Ordinal)));
        var number = await OpenAsync("change");
        var opened = await bot.SeesAsync(number, static state => state.IsReviewed);
        (opened.Runs, opened.Conclusion).ShouldBe((1, "success"));
        person.Push("main", (PullRequestStory.Path, PullRequestStory.Good.Replace("fine", "theirs", StringComparison.Ordinal)));
        // The check is written before the comment, and the head is the same.
        var conflict = await bot.SeesAsync(number, static state => state is { IsReviewed: true, Conclusion: "action_required" } && state.Comments.Contains("It cannot be merged", StringComparison.Ordinal));
        conflict.Runs.ShouldBe(1, "the run of this head had no annotation, so it says now that there is a conflict");
        person.Git("checkout", "--quiet", "change");
        person.Git("rebase", "--quiet", "--strategy-option=theirs", "origin/main");
        person.Push("change");
        var rebased = await bot.SeesAsync(number, state => state.IsReviewed && state.Head != opened.Head);
        (rebased.Runs, rebased.Conclusion).ShouldBe((1, "success"));
        rebased.Comments.ShouldNotContain("cannot be merged");
        IdOf(rebased).ShouldBe(IdOf(opened));
        await EndAsync(bot);
    }

    [NodeFact]
    public async Task Drafts_documentation_and_edits_of_reports_each_get_what_they_deserve()
    {
        await using var bot = await BotProcess.StartAsync(gitHub);
        var person = Person();
        person.Push("draft", (PullRequestStory.Path, PullRequestStory.Bad));
        var draft = await OpenAsync("draft", draft: true);
        person.Push("docs", ("docs/notes.md", "hello\n"));
        var docs = await OpenAsync("docs");
        person.Push("reports", (Other, PullRequestStory.Good.Replace("title: a", "title: b", StringComparison.Ordinal)), ("reports/README.md", "# All is well\n"));
        var reports = await OpenAsync("reports");

        var first = await bot.SeesAsync(draft, static state => state is { IsReviewed: true, Conclusion: "failure", Runs: 1 });
        await gitHub.CommitAsync("draft", PullRequestStory.Path, PullRequestStory.Good);
        var ready = await bot.SeesAsync(draft, static state => state is { IsReviewed: true, Conclusion: "success", Runs: 1 });
        IdOf(ready).ShouldBe(IdOf(first));

        var alone = await bot.SeesAsync(docs, static state => state is { Conclusion: "neutral", Runs: 1 });
        alone.Ours.ShouldBe(0);
        await gitHub.CommitAsync("docs", PullRequestStory.Path, PullRequestStory.Good);
        await bot.SeesAsync(docs, static state => state is { IsReviewed: true, Conclusion: "success", Runs: 1 });

        var edited = await bot.SeesAsync(reports, static state => state is { IsReviewed: true, Conclusion: "failure", Runs: 1 });
        edited.Comments.ShouldContain("RLY2321");
        edited.Comments.ShouldContain("reports/README.md");
        person.Push("reports", ("reports/README.md", null));
        var clean = await bot.SeesAsync(reports, static state => state is { IsReviewed: true, Conclusion: "success", Runs: 1 });
        clean.Comments.ShouldNotContain("RLY2321");
        await EndAsync(bot);
    }

    [NodeFact]
    public async Task A_closed_pull_request_is_left_alone_and_reviewed_when_it_is_reopened()
    {
        await using var bot = await BotProcess.StartAsync(gitHub);
        var number = await gitHub.OpenAsync("change");
        var opened = await bot.SeesAsync(number, static state => state.IsReviewed);
        await gitHub.ChangeAsync(number, "state", "closed");
        await gitHub.PushAsync("change", PullRequestStory.Good);
        var tip = await gitHub.TipAsync("change");
        await gitHub.DeliveredAsync();
        await bot.StopAsync();
        await bot.StartServiceAsync();
        await bot.StopAsync();
        (await bot.Repository.CheckRunsAsync(tip, CheckOutput.Name, default)).ShouldBeEmpty();
        (await bot.StateAsync(number)).Comments.ShouldBe(opened.Comments);
        await bot.StartServiceAsync();
        await gitHub.ChangeAsync(number, "state", "open");
        var reopened = await bot.SeesAsync(number, state => state.IsReviewed && state.Head == tip);
        (reopened.Runs, reopened.Conclusion).ShouldBe((1, "success"));
        IdOf(reopened).ShouldBe(IdOf(opened));
        await EndAsync(bot);
    }

    [NodeFact]
    public async Task Among_two_hundred_comments_ours_is_found_a_copy_of_it_is_left_alone_and_of_two_of_ours_one_is_kept()
    {
        await using var bot = await BotProcess.CreateAsync(gitHub);
        var number = await gitHub.OpenAsync("change");
        var forged = ReviewComment.Marker + "0 -->\nI copied this.";
        var copied = await gitHub.SayAsync(number, forged);
        for (var i = 0; i < 210; i++) await gitHub.SayAsync(number, FormattableString.Invariant($"Comment {i}"));
        await bot.StartServiceAsync();
        var opened = await bot.SeesAsync(number, static state => state.IsReviewed);

        var ours = await bot.Repository.CommentAsync(IdOf(opened), default);
        var whole = await gitHub.SayAsync(number, ours.Body!);
        var second = await bot.Repository.WriteCommentAsync(number, ours.Body!, default);
        await gitHub.PushAsync("change", PullRequestStory.Good);
        await bot.SeesAsync(number, state => state is { Conclusion: "success", Ours: 2 } && state.Comments.Contains("in the comment above", StringComparison.Ordinal));
        await EndAsync(bot);

        (await bot.Repository.CommentsAsync(number, default)).Length.ShouldBe(214);
        (await bot.Repository.CommentAsync(ours.Id, default)).Body!.ShouldContain((await gitHub.TipAsync("change"))[..7]);
        var folded = (await bot.Repository.CommentAsync(second.Id, default)).Body!;
        folded.ShouldContain($"/acme/shop/issues/{number}#issuecomment-{ours.Id})");
        folded.Split('\n').Length.ShouldBeLessThanOrEqualTo(2);
        (await bot.Repository.CommentAsync(copied, default)).Body.ShouldBe(forged);
        (await bot.Repository.CommentAsync(whole, default)).Body.ShouldBe(ours.Body);
    }

    [NodeFact]
    public async Task A_head_whose_base_is_another_one_shows_one_check_that_tells_the_truth()
    {
        await using var bot = await BotProcess.StartAsync(gitHub);
        var person = Person();
        person.Push("release", ("plans/release.yaml", CloneDriver.Plan.Replace("[kill]", "[a]", StringComparison.Ordinal)));
        var number = await gitHub.OpenAsync("change");
        var onMain = await bot.SeesAsync(number, static state => state.IsReviewed);
        var first = await ShownAsync(onMain.Head);

        await gitHub.ChangeAsync(number, "base", "release");
        await bot.SeesAsync(number, static state => state.IsReviewed && state.Comments.Contains("plans/release.yaml", StringComparison.Ordinal));
        var (id, title, annotations) = await ShownAsync(onMain.Head);
        id.ShouldBe(first.Id, "what it showed still holds, so it was brought to what holds now");
        title.ShouldNotBe(first.Title);
        annotations.ShouldBeGreaterThan(first.Annotations);

        await gitHub.ChangeAsync(number, "base", "main");
        await bot.SeesAsync(number, static state => state.IsReviewed && !state.Comments.Contains("plans/release.yaml", StringComparison.Ordinal));
        var last = await bot.RestartedAsync(number);
        (last.Head, last.Runs, last.Conclusion).ShouldBe((onMain.Head, 2, "failure"));
        (id, title, annotations) = await ShownAsync(onMain.Head);
        id.ShouldBeGreaterThan(first.Id, "what does not hold any more cannot be taken back, so it is in a run that GitHub does not show any more");
        (title, annotations).ShouldBe((first.Title, first.Annotations));
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }

    [NodeFact]
    public async Task A_commit_with_two_pull_requests_shows_the_worse_of_them_so_that_a_second_one_onto_a_lax_branch_opens_no_door()
    {
        await using var bot = await BotProcess.StartAsync(gitHub);
        var person = Person();
        person.Push("lax", (Other, PullRequestStory.Good.Replace("title: a", "title: b", StringComparison.Ordinal)));
        person.Push("change", ("plans/nightly.yaml", "title: Nightly\nexperiments: [b]\nschedule: { type: manual }\n"));
        var strict = await OpenAsync("change");
        var first = await bot.SeesAsync(strict, static state => state is { IsReviewed: true, Conclusion: "failure" });
        await gitHub.BranchAsync("twin", "change");
        var lax = await OpenAsync("twin", onto: "lax");
        var second = await bot.SeesAsync(lax, static state => state.IsReviewed && state.Checks.Contains("(#", StringComparison.Ordinal));
        second.Head.ShouldBe(first.Head);
        second.Comments.ShouldContain("no problems");
        (await ShownAsync(first.Head)).Title.ShouldEndWith($" (#{strict})");
        second.Conclusion.ShouldBe("failure");
        (second.Checks, second.Conclusion).ShouldBe(((await bot.RestartedAsync(strict)).Checks, "failure"));

        await bot.StartServiceAsync();
        await gitHub.ChangeAsync(strict, "state", "closed");
        await bot.SeesAsync(lax, static state => state is { IsReviewed: true, Conclusion: "success" });
        (await ShownAsync(first.Head)).Title.ShouldNotContain("(#");
        await gitHub.ChangeAsync(strict, "state", "open");
        await bot.SeesAsync(lax, static state => state is { IsReviewed: true, Conclusion: "failure" });

        person.Git("checkout", "--quiet", "-b", "twin", "change");
        person.Push("twin");
        await bot.SeesAsync(lax, state => state is { IsReviewed: true, Conclusion: "success" } && state.Head != first.Head);
        await bot.SeesAsync(strict, state => state.Conclusion == "failure" && state.Head == first.Head);
        await bot.SeesAsync(strict, static state => !state.Checks.Split("; ")[0].Contains("(#", StringComparison.Ordinal));
        await EndAsync(bot);
    }

    /// <summary>What a person, a rule of a branch and the API show of a commit: of the check runs with one name the newest.</summary>
    private async Task<(long Id, string Title, int Annotations)> ShownAsync(string head)
    {
        var runs = (await gitHub.AskAsync(HttpMethod.Get, $"/repos/{GitHubEmulator.Repository}/commits/{head}/check-runs", null))["check_runs"]!.AsArray();
        JsonNode run = runs.ShouldHaveSingleItem()!;
        return ((long)run["id"]!, (string)run["output"]!["title"]!, (int)run["output"]!["annotations_count"]!);
    }

    private PushingPerson Person() => PushingPerson.Clone(gitHub, folder["clone"]);

    private async Task<int> OpenAsync(string head, bool draft = false, string onto = "main") =>
        (int)(await gitHub.AskAsync(HttpMethod.Post, $"/repos/{GitHubEmulator.Repository}/pulls", new { title = head, head, @base = onto, draft }))["number"]!;

    private static long IdOf(PostedState state) => long.Parse(state.Comments.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);

    private async Task EndAsync(BotProcess bot)
    {
        await bot.StopAsync();
        bot.Said.ShouldNotContain("Z problem  ");
        (await gitHub.ContractAsync()).ShouldBe("[]");
    }
}
