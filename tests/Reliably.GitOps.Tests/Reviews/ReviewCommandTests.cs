using System.Text.Json;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Publishing;
using Reliably.GitOps.Scores;

namespace Reliably.GitOps.Reviews;

/// <summary>Reviews through the front door, of real clones and remotes.</summary>
public sealed class ReviewCommandTests : IDisposable
{
    private readonly CloneDriver clone = new();

    public void Dispose() => clone.Dispose();

    [Fact]
    public async Task Prints_the_comment_and_the_check()
    {
        clone.Commit(("plans/nightly.yaml", CloneDriver.Plan.Replace("[kill]", "[kil]", StringComparison.Ordinal)));
        var run = await clone.ReviewAsync();
        run.ExitCode.ShouldBe(ExitCodes.Problems);
        run.Output.ShouldStartWith("<!-- reliably-review ");
        run.Output.ShouldContain("### ❌ 1 error in 1 of 2 documents");
        run.Output.ShouldContain("Check `reliably/validate`: **failure**, 1 error in 1 of 2 documents");
        run.Output.ShouldContain("```suggestion\nexperiments: [kill]\n```");
        run.Error.ShouldBe("1 error in 1 of 2 documents.\n");
    }

    [Fact]
    public async Task What_is_good_may_be_merged()
    {
        clone.Commit(("plans/second.yaml", CloneDriver.Plan));
        (await clone.ReviewAsync()).ExitCode.ShouldBe(ExitCodes.Ok);
        (await clone.ReviewAsync("--format", "text")).ShouldBe(new ReliablyRun(0, "", "1 document changes, no problems.\n"));
    }

    [Fact]
    public async Task Every_head_has_a_result_also_one_without_documents()
    {
        clone.Commit(("src/main.go", "package main\n"));
        using var json = await JsonAsync();
        json.RootElement.GetProperty("check").GetProperty("conclusion").GetString().ShouldBe("neutral");
        json.RootElement.GetProperty("check").GetProperty("title").GetString().ShouldBe("No document changes");
        json.RootElement.GetProperty("comment").GetProperty("body").GetString()!.ShouldContain("### ✅ No document changes");
    }

    [Fact]
    public async Task Reads_what_the_merge_gives_and_not_what_the_head_holds()
    {
        clone.Commit(("plans/nightly.yaml", CloneDriver.Plan.Replace("[kill]", "[other]", StringComparison.Ordinal)));
        (await clone.ReviewAsync()).ExitCode.ShouldBe(ExitCodes.Problems);
        clone.CommitOnMain(("experiments/other.yaml", CloneDriver.Experiment));
        (await clone.ReviewAsync()).ExitCode.ShouldBe(ExitCodes.Ok);
        clone.CommitOnMain(("experiments/other.yaml", null));
        (await clone.ReviewAsync()).ExitCode.ShouldBe(ExitCodes.Problems);
    }

    [Fact]
    public async Task Tells_findings_at_the_lines_of_the_head_where_the_base_has_moved_them()
    {
        clone.Commit(("experiments/kill.yaml", CloneDriver.Experiment + "runtime: {hypothesis: {strategy: alway}}\n"));
        clone.CommitOnMain(("experiments/kill.yaml", "# one\n# two\n" + CloneDriver.Experiment));
        using var json = await JsonAsync();
        var annotation = json.RootElement.GetProperty("check").GetProperty("annotations")[0];
        annotation.GetProperty("path").GetString().ShouldBe("experiments/kill.yaml");
        annotation.GetProperty("start_line").GetInt32().ShouldBe(12);
    }

    [Fact]
    public async Task A_conflict_is_a_finding_and_the_rest_is_reviewed_with_the_text_of_the_head()
    {
        clone.Commit(("plans/nightly.yaml", CloneDriver.Plan.Replace("0 3", "0 4", StringComparison.Ordinal)), ("plans/bad.yaml", "title: Bad\n"));
        clone.CommitOnMain(("plans/nightly.yaml", CloneDriver.Plan.Replace("0 3", "0 5", StringComparison.Ordinal)));
        using var json = await JsonAsync();
        json.RootElement.GetProperty("conclusion").GetString().ShouldBe("action_required");
        Codes(json).ShouldContain("RLY2320 plans/nightly.yaml");
        Codes(json).ShouldContain("RLY2102 plans/bad.yaml");
        Codes(json).ShouldNotContain(static one => one.StartsWith("RLY10", StringComparison.Ordinal));
        json.RootElement.GetProperty("comment").GetProperty("body").GetString()!.ShouldContain("every day at 04");
    }

    [Fact]
    public async Task A_conflict_over_a_deleted_file_is_one_too()
    {
        clone.Commit(("plans/nightly.yaml", null));
        clone.CommitOnMain(("plans/nightly.yaml", CloneDriver.Plan.Replace("0 3", "0 5", StringComparison.Ordinal)));
        using var json = await JsonAsync();
        Codes(json).ShouldBe(["RLY2320 plans/nightly.yaml"]);
    }

    [Fact]
    public async Task The_settings_of_the_base_hold()
    {
        clone.Commit(("reliably.yaml", "experiments: {exclude: ['bad']}\n"), ("experiments/bad.yaml", "title: Bad\n"));
        var run = await clone.ReviewAsync();
        run.ExitCode.ShouldBe(ExitCodes.Problems);
        run.Output.ShouldContain("Not in force before the merge");
    }

    [Fact]
    public async Task A_rename_is_one_change_and_is_followed()
    {
        clone.Git("mv", "experiments/kill.yaml", "experiments/lose.yaml");
        clone.Commit();
        using var json = await JsonAsync();
        var first = json.RootElement.GetProperty("documents")[0];
        (first.GetProperty("path").GetString(), first.GetProperty("former_path").GetString(), first.GetProperty("change").GetString()).ShouldBe(("experiments/lose.yaml", "experiments/kill.yaml", "renamed"));
        json.RootElement.GetProperty("suggestions")[0].GetProperty("patch").GetString()!.ShouldContain("+experiments: [lose]");
    }

    [Fact]
    public async Task A_patch_of_a_suggestion_is_one_that_git_applies()
    {
        clone.Git("mv", "experiments/kill.yaml", "experiments/lose.yaml");
        clone.Commit();
        using var json = await JsonAsync();
        var patch = Path.Combine(clone.Path, "fix.patch");
        await File.WriteAllTextAsync(patch, json.RootElement.GetProperty("suggestions")[0].GetProperty("patch").GetString());
        clone.Git("apply", patch);
        File.Delete(patch);
        clone.Commit();
        (await clone.ReviewAsync()).ExitCode.ShouldBe(ExitCodes.Ok);
    }

    [Fact]
    public async Task A_symbolic_link_is_told_and_not_followed()
    {
        File.CreateSymbolicLink(Path.Combine(clone.Path, "experiments", "passwd.yaml"), "/etc/passwd");
        clone.Commit();
        using var json = await JsonAsync();
        Codes(json).ShouldBe(["RLY2005 experiments/passwd.yaml"]);
        json.RootElement.GetRawText().ShouldNotContain("root:");
    }

    [Fact]
    public async Task Nothing_of_the_change_is_run_and_the_clone_stays_as_it_is()
    {
        var canary = Path.Combine(clone.Path, "canary");
        TestFolder.WriteScript(Path.Combine(clone.Path, ".git", "hooks", "post-checkout"), $"touch '{canary}'");
        clone.Git("config", "merge.evil.driver", $"touch '{canary}'");
        clone.Git("config", "filter.evil.smudge", $"touch '{canary}'");
        clone.Git("config", "diff.evil.textconv", $"touch '{canary}'");
        clone.Git("config", "core.fsmonitor", $"touch '{canary}'");
        clone.Commit((".gitattributes", "* merge=evil filter=evil diff=evil\n"), ("experiments/kill.yaml", CloneDriver.Experiment.Replace("type: http, method: POST, url: \"http://shop.example.com/kill\"", $"type: process, path: touch, arguments: '{canary}'", StringComparison.Ordinal)));
        clone.CommitOnMain(("experiments/kill.yaml", CloneDriver.Experiment + "# more\n"));
        File.Delete(canary);
        var before = Objects();
        await clone.ReviewAsync();
        File.Exists(canary).ShouldBeFalse();
        Objects().ShouldBe(before);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reads_the_history_that_the_base_or_the_branch_of_reports_publishes(bool elsewhere)
    {
        var history = ExperimentHistory.Of(Slug.Parse("kill"), [Deviated]);
        (string, string?)[] reports =
        [
            (ReportPaths.Index, ScoreBoardJson.Write(ScoreBoard.Empty.With([ScoreCard.Of(history)], [Deviated]), ScoreProfile.Evidence)),
            (ReportPaths.ExperimentData(history.Slug), ExperimentHistoryJson.Write(history)),
        ];
        if (elsewhere)
        {
            clone.Git("checkout", "--quiet", "--orphan", "reliably-reports");
            clone.Git("rm", "-r", "--quiet", "--force", ".");
            clone.Commit(reports);
            clone.Git("checkout", "--quiet", "change");
            reports = [("reliably.yaml", "reports: {branch: reliably-reports}\n")];
        }

        clone.CommitOnMain(reports);
        clone.Commit(("experiments/kill.yaml", CloneDriver.Experiment.Replace("name: kill,", "name: kill-it,", StringComparison.Ordinal)));
        var run = await clone.ReviewAsync();
        run.Output.ShouldContain("- Its evidence starts again: the score, now D 1/10, is of another content.");
        run.Output.ShouldContain("- The last run: 1 deviated. Last trouble on 2026-11-20: The shop was closed.");
    }

    private static ExecutionRecord Deviated => new()
    {
        Id = ExecutionId.Create(new(2026, 11, 20, 3, 0, 0, TimeSpan.Zero), 1),
        Experiment = Slug.Parse("kill"),
        ExperimentPath = "experiments/kill.yaml",
        Title = "The shop survives",
        ContentHash = "0123456789abcdef0123456789abcdef",
        Deployment = Slug.Parse("local"),
        RollbackStrategy = new("always", "default"),
        HypothesisStrategy = new("default", "default"),
        Trigger = TriggerKind.Cron,
        Start = new(2026, 11, 20, 3, 0, 0, TimeSpan.Zero),
        End = new(2026, 11, 20, 3, 1, 0, TimeSpan.Zero),
        Status = "completed",
        Deviated = true,
        Verdict = Verdict.Deviated,
        VerdictReason = "The shop was closed.",
    };

    [Fact]
    public async Task Stands_anywhere_in_the_clone_and_takes_any_revision()
    {
        var head = clone.Commit(("plans/second.yaml", CloneDriver.Plan));
        var run = await ReliablyDriver.RunInAsync(Path.Combine(clone.Path, "plans"), "review", "--base", "change~1", "--head", head);
        run.ExitCode.ShouldBe(ExitCodes.Ok);
        run.Output.ShouldContain("`plans/second.yaml`");
        run.Output.ShouldContain($"head `{head[..7]}` merged onto");
    }

    [Fact]
    public async Task Reviews_two_branches_of_a_remote()
    {
        clone.Commit(("plans/nightly.yaml", CloneDriver.Plan.Replace("[kill]", "[kil]", StringComparison.Ordinal)));
        using var elsewhere = new TestFolder();
        var run = await ReliablyDriver.RunInAsync(elsewhere.Path, "review", "file://" + clone.Path, "--base", "main", "--head", "change", "--files-url", "https://git.example.com/shop/blob/x");
        run.ExitCode.ShouldBe(ExitCodes.Problems);
        run.Output.ShouldContain("[`plans/nightly.yaml:2`](https://git.example.com/shop/blob/x/plans/nightly.yaml#L2)");
        Directory.EnumerateFileSystemEntries(elsewhere.Path).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("nowhere", "'nowhere' names no commit in ")]
    [InlineData("--upload-pack=touch", "names no commit in ")]
    public async Task Says_that_a_revision_is_not_there(string revision, string message)
    {
        var run = await ReliablyDriver.RunInAsync(clone.Path, "review", "--base=" + revision);
        run.ExitCode.ShouldBe(ExitCodes.CannotRun);
        run.Error.ShouldContain(message);
    }

    [Fact]
    public async Task Says_that_a_shallow_clone_does_not_know_enough()
    {
        clone.CommitOnMain(("plans/third.yaml", CloneDriver.Plan));
        clone.Commit(("plans/second.yaml", CloneDriver.Plan));
        using var shallow = new TestFolder();
        GitRemoteDriver.Git(shallow.Path, "clone", "--quiet", "--depth=1", "--no-single-branch", "file://" + clone.Path, "clone");
        var run = await ReliablyDriver.RunInAsync(shallow["clone"], "review", "--base", "origin/main", "--head", "origin/change");
        run.ExitCode.ShouldBe(ExitCodes.CannotRun);
        run.Error.ShouldContain("git fetch --unshallow");
    }

    [Fact]
    public async Task Is_about_a_clone_of_git()
    {
        using var folder = new TestFolder();
        (await ReliablyDriver.RunInAsync(folder.Path, "review", "--base", "main")).ExitCode.ShouldBe(ExitCodes.CannotRun);
        (await ReliablyDriver.RunInAsync(folder.Path, "review", "no-such-folder", "--base", "main")).Error.ShouldContain("There is no folder 'no-such-folder'.");
        (await ReliablyDriver.RunInAsync(folder.Path, "review")).ExitCode.ShouldBe(ExitCodes.WrongUsage);
        (await ReliablyDriver.RunInAsync(folder.Path, "review", "--base", "main", "--files-url", "javascript:alert(1)")).ExitCode.ShouldBe(ExitCodes.WrongUsage);
    }

    [Theory]
    [InlineData("a\nb")]
    [InlineData("quo\"ted")]
    [InlineData("*[x]?")]
    [InlineData(":(glob)x")]
    [InlineData("back\\slash")]
    [InlineData("blank and\ttab")]
    [InlineData("<img src=x>|`@ada`")]
    [InlineData("größe-日本")]
    public async Task Any_name_that_git_allows_is_read_and_shown_as_text(string name)
    {
        var path = $"plans/{name}.yaml";
        clone.Commit((path, CloneDriver.Plan.Replace("[kill]", "[kil]", StringComparison.Ordinal)), ("plans/0.yaml", CloneDriver.Plan));
        clone.CommitOnMain(("plans/1.yaml", CloneDriver.Plan));
        using var json = await JsonAsync();
        Codes(json).ShouldBe(["RLY2301 " + path]);
        var fix = json.RootElement.GetProperty("suggestions")[0];
        (fix.GetProperty("path").GetString(), fix.GetProperty("in_diff").GetBoolean()).ShouldBe((path, true));
        var body = json.RootElement.GetProperty("comment").GetProperty("body").GetString()!;
        body.Split('\n').Count(static line => line.StartsWith("| `plans/", StringComparison.Ordinal) || line.StartsWith("| ``", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task A_submodule_and_a_file_that_is_too_large_are_findings()
    {
        clone.Git("update-index", "--add", "--cacheinfo", "160000," + clone.Git("rev-parse", "HEAD") + ",experiments/module.yaml");
        clone.Git("commit", "--quiet", "--message=Module");
        clone.Commit(("experiments/large.yaml", CloneDriver.Experiment + "#" + new string('x', 1 << 20) + "\n"));
        clone.Git("update-index", "--add", "--cacheinfo", "160000," + clone.Git("rev-parse", "HEAD") + ",experiments/module.yaml");
        clone.Git("commit", "--quiet", "--allow-empty", "--message=Module");
        using var json = await JsonAsync();
        Codes(json).ShouldContain("RLY2005 experiments/module.yaml");
        Codes(json).ShouldContain(static one => one.EndsWith(" experiments/large.yaml", StringComparison.Ordinal));
        json.RootElement.GetProperty("conclusion").GetString().ShouldBe("failure");
    }

    [Fact]
    public async Task Thousands_of_changed_files_are_all_read()
    {
        clone.Commit([.. Enumerable.Range(0, 3500).Select(static i => ($"docs/{i}.md", (string?)$"{i}\n")), ("zz/last.md", "x"), ("plans/zz.yaml", "title: Z\n")]);
        using var json = await JsonAsync();
        Codes(json).ShouldContain("RLY2102 plans/zz.yaml");
    }

    private async Task<JsonDocument> JsonAsync()
    {
        var run = await clone.ReviewAsync("--format", "json");
        run.ExitCode.ShouldBeLessThan(ExitCodes.WrongUsage, run.Error);
        return JsonDocument.Parse(run.Output);
    }

    private string[] Objects() => [.. Directory.EnumerateFiles(Path.Combine(clone.Path, ".git"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Codes(JsonDocument json) =>
        json.RootElement.GetProperty("diagnostics").EnumerateArray().Select(static one => one.GetProperty("code").GetString() + " " + one.GetProperty("file").GetString());
}
