using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Scores;

namespace Reliably.GitOps.Reviews;

public class ReviewTests
{
    private const string Plan = "title: Nightly\nexperiments: [kill]\nschedule: {type: cron, pattern: '0 3 * * *', timezone: Europe/Paris}\n";

    private static ChangeBuilder Shop => new ChangeBuilder().With("experiments/kill.yaml", ChangeBuilder.Experiment).With("plans/nightly.yaml", Plan);

    [Fact]
    public void A_change_of_no_document_is_neutral_and_has_a_check_and_a_comment()
    {
        var review = Shop.Other("src/main.go").Review();
        review.Check.Conclusion.ShouldBe(ReviewConclusion.Neutral);
        review.Check.Title.ShouldBe("No document changes");
        review.Comment.Body.ShouldContain("### ✅ No document changes");
        review.Check.Annotations.ShouldBeEmpty();
    }

    [Fact]
    public void A_good_change_succeeds_and_says_how_many_documents_it_is()
    {
        var review = Shop.Change("experiments/kill.yaml", ChangeBuilder.Experiment.Replace("One replica", "A replica", StringComparison.Ordinal)).Review();
        review.Check.Conclusion.ShouldBe(ReviewConclusion.Success);
        review.Check.Title.ShouldBe("1 document changes, no problems");
        review.Documents.Select(static one => one.Path).ShouldBe(["experiments/kill.yaml", "plans/nightly.yaml"]);
        review.Documents[1].Because.ShouldBe(["experiments/kill.yaml"]);
    }

    [Fact]
    public void What_a_change_breaks_elsewhere_is_its_error()
    {
        var review = Shop.Change("experiments/kill.yaml", null).Review();
        review.Check.Conclusion.ShouldBe(ReviewConclusion.Failure);
        review.Check.Title.ShouldBe("1 error in 1 of 1 document");
        review.Findings.ShouldHaveSingleItem().Code.ShouldBe("RLY2301");
        review.Check.Annotations.ShouldHaveSingleItem().ShouldBe(new() { Path = "plans/nightly.yaml", StartLine = 2, EndLine = 2, StartColumn = 15, EndColumn = 19, Severity = Severity.Error, Title = "RLY2301", Message = review.Findings[0].Message + "\n" + review.Findings[0].Hint });
    }

    [Fact]
    public void Old_mistakes_of_others_are_counted_and_hold_up_nobody()
    {
        var review = Shop.With("plans/broken.yaml", "title: Old\nexperiments: [gone]\nschedule: {type: manual}\n").Change("experiments/new.yaml", ChangeBuilder.Experiment).Review();
        review.Check.Conclusion.ShouldBe(ReviewConclusion.Success);
        review.Comment.Body.ShouldContain("1 error in other documents was there before this change and does not count here.");
        review.Check.Summary.ShouldContain("1 error in other documents");
    }

    [Fact]
    public void Offers_runs_only_where_they_are_granted_and_of_what_has_no_error()
    {
        var input = Shop.Change("experiments/kill.yaml", ChangeBuilder.Experiment + "# more\n").Change("plans/broken.yaml", "title: Broken\nexperiments: [gone]\nschedule: {type: manual}\n").ToInput();
        Commands(input with { Links = input.Links with { TakesCommands = true, OffersRuns = true } })
            .ShouldBe(["/reliably help", "/reliably validate", "/reliably run kill", "/reliably run nightly", "/reliably explain"]);
        Commands(input with { Links = input.Links with { TakesCommands = true } }).ShouldBe(["/reliably help", "/reliably validate", "/reliably explain"]);
        Commands(input).ShouldBe(["reliably validate", "reliably run experiments/kill.yaml --dry activities", "reliably plan next"]);
    }

    [Fact]
    public void Advice_names_the_comment_to_write_where_a_bot_listens()
    {
        const string action = "provider: { type: http, method: POST, url: \"http://shop.example.com/kill\", timeout: 3 }";
        const string pods = "provider: { type: python, module: chaosk8s.pod.actions, func: terminate_pods, arguments: { label_selector: app=shop, ns: shop } }";
        var input = Shop.Change("experiments/kill.yaml", ChangeBuilder.Experiment.Replace(action, pods, StringComparison.Ordinal)).ToInput();
        Review.Decide(input with { Links = input.Links with { TakesCommands = true } }).Comment.Body.ShouldContain("`/reliably add kubernetes/pods-in-phase to kill`");
        Review.Decide(input).Comment.Body.ShouldContain("`reliably starter add kubernetes/pods-in-phase --to experiments/kill.yaml`");
    }

    private static string[] Commands(ReviewInput input)
    {
        var body = Review.Decide(input).Comment.Body;
        var fence = body[body.IndexOf("<summary>Commands</summary>", StringComparison.Ordinal)..].Split("```")[1];
        return fence.TrimEnd().Split('\n')[1..];
    }

    [Fact]
    public void A_bad_file_hides_no_other()
    {
        var review = Shop.Change("experiments/a.yaml", "title: [").Change("experiments/b.yaml", "title: B\n").Change("plans/c.yaml", "nothing: here\n").Review();
        review.Findings.Where(static one => one.Severity == Severity.Error).Select(static one => one.Location.File).Distinct().ShouldBe(["experiments/a.yaml", "experiments/b.yaml", "plans/c.yaml"], ignoreOrder: true);
        review.Findings.Select(static one => one.Severity).ShouldBeInOrder(SortDirection.Descending);
    }

    [Fact]
    public void A_conflict_asks_for_action()
    {
        var change = Shop.Change("experiments/kill.yaml", ChangeBuilder.Experiment + "# more\n");
        change.Conflicts = ["experiments/kill.yaml"];
        var review = change.Review();
        review.Check.Conclusion.ShouldBe(ReviewConclusion.ActionRequired);
        review.Check.Title.ShouldStartWith("It cannot be merged: 1 error in ");
        review.Findings[0].Code.ShouldBe("RLY2320");
        review.Comment.Body.ShouldContain("❌ conflict");
    }

    [Fact]
    public void A_report_that_somebody_edits_is_an_error_unless_the_service_wrote_it()
    {
        var input = Shop.Other("reports/README.md").ToInput();
        Review.Decide(input).Findings.ShouldHaveSingleItem().Code.ShouldBe("RLY2321");
        Review.Decide(input with { OwnReports = ["reports/README.md"] }).Check.Conclusion.ShouldBe(ReviewConclusion.Neutral);
    }

    [Fact]
    public void Settings_of_the_change_are_validated_and_previewed_and_not_in_force()
    {
        var change = Shop.Change("experiments/a.yaml", ChangeBuilder.Experiment.Replace(", timeout: 3 } }\n- { type: probe", " } }\n- { type: probe", StringComparison.Ordinal))
            .Change("reliably.yaml", "validation:\n  ignore:\n  - code: RLY2803\nexperiments: {exclude: ['kill']}\nno-such-key: 1\n");
        var review = change.Review();
        review.Findings.ShouldContain(static one => one.Code == "RLY2803");
        review.Findings.ShouldContain(static one => one.Code == "RLY2103" && one.Location.File == "reliably.yaml");
        review.Comment.Body.ShouldContain("Not in force before the merge");
        review.Comment.Body.ShouldContain("- Experiments, no more: `kill`");
    }

    [Fact]
    public void Says_in_the_open_what_the_merge_starts()
    {
        var body = Shop.Change("plans/once.yaml", "title: Once\nexperiments: [kill]\nschedule: {type: now}\n").Review().Comment.Body;
        body.ShouldContain("⚡ **Merging starts 1 plan**: `once`");
        body.ShouldContain("| at the merge |");
    }

    [Fact]
    public void A_change_plan_starts_when_the_content_of_its_experiment_changes_and_not_for_its_words()
    {
        var shop = new ChangeBuilder().With("experiments/kill.yaml", ChangeBuilder.Experiment).With("plans/after.yaml", "title: After\nexperiments: [kill]\nschedule: {type: change}\n");
        shop.Change("experiments/kill.yaml", ChangeBuilder.Experiment.Replace("The shop survives", "Another title", StringComparison.Ordinal)).Review().Comment.Body.ShouldNotContain("Merging starts");
        shop.Change("experiments/kill.yaml", ChangeBuilder.Experiment.Replace("/kill", "/terminate", StringComparison.Ordinal)).Review().Comment.Body.ShouldContain("Merging starts 1 plan");
    }

    [Fact]
    public void Tells_activities_hosts_and_what_becomes_of_the_evidence()
    {
        var change = Shop.Change("experiments/kill.yaml", ChangeBuilder.Experiment.Replace("http://shop.example.com/kill", "http://pay.example.com/kill", StringComparison.Ordinal).Replace("name: start,", "name: restart,", StringComparison.Ordinal));
        change.Board = Board("kill", Verdict.Passed);
        var body = change.Review().Comment.Body;
        body.ShouldContain("| 1 activity added, 1 removed, 1 changed |");
        body.ShouldContain("- Changed in the method: Action: kill by `POST http://pay.example.com/kill`");
        body.ShouldContain("- Added to the rollbacks: Action: restart");
        body.ShouldContain("- Removed from the rollbacks: Action: start");
        body.ShouldContain("- Hosts acted on, new: `pay.example.com`");
        body.ShouldContain("- Its evidence starts again: the score, now A 1/10, is of another content.");
        body.ShouldContain("- Run by `nightly`.");
    }

    [Fact]
    public void Another_title_keeps_the_evidence()
    {
        var change = Shop.Change("experiments/kill.yaml", ChangeBuilder.Experiment.Replace("The shop survives", "Another title", StringComparison.Ordinal));
        change.Board = Board("kill", Verdict.Passed);
        change.Review().Comment.Body.ShouldContain("- Its evidence stays: score A 1/10.");
    }

    [Fact]
    public void A_rename_carries_the_evidence_and_mends_those_that_name_it()
    {
        var change = Shop.Rename("experiments/kill.yaml", "experiments/shop/kill.yaml");
        change.Board = Board("kill", Verdict.Passed);
        var review = change.Review();
        review.Comment.Body.ShouldContain("goes with it to the new name: score A 1/10");
        var fix = review.Suggestions.ShouldHaveSingleItem();
        fix.IsInDiff.ShouldBeFalse();
        fix.Patch.ShouldContain("-experiments: [kill]\n+experiments: [shop/kill]\n");
        review.Comment.Body.ShouldContain(fix.Patch.TrimEnd('\n'));
    }

    [Fact]
    public void A_template_says_which_instances_fall_behind_and_which_are_made_anew()
    {
        var template = ChangeBuilder.Experiment + "configuration: {who: {type: env, key: RELIABLY_PARAM_WHO, default: a}}\n";
        var instance = ChangeBuilder.Experiment + "extensions: [{name: reliably, template: {name: lose, version: '0000'}}]\n";
        var body = new ChangeBuilder().With("templates/lose.yaml", template).With("experiments/of-old.yaml", instance).With("plans/made.yaml", "title: M\ntemplate: lose\nschedule: {type: manual}\n")
            .Change("templates/lose.yaml", template.Replace("One replica", "A replica", StringComparison.Ordinal)).Review().Comment.Body;
        body.ShouldContain("- Fall behind, as they were made from an older version: `of-old`.");
        body.ShouldContain("- Made anew with the merge, evidence included: the experiments of `made`.");
    }

    [Fact]
    public void A_plan_shows_environment_deployment_guards_and_its_next_runs()
    {
        var body = Shop.With("environments/staging.yaml", "envvars: [{var_name: URL, value: x}]\nsecrets: [{var_name: TOKEN, key: the-token, from: {env: STAGING_TOKEN}}]\n")
            .Change("plans/nightly.yaml", Plan.Replace("0 3", "30 2", StringComparison.Ordinal) + "environment: staging\n").Review().Comment.Body;
        body.ShouldContain("- every day at 02\\:30 Europe/Paris (was: every day at 03\\:00 Europe/Paris)");
        body.ShouldContain("- Environment: `staging` (was: none), variables `URL`, secrets `the-token` by reference");
        body.ShouldContain("- Deployment: `local`: on the service's own machine");
        body.ShouldContain("- Guards: none");
        body.ShouldContain("| Mon 2026-11-23 02:30 UTC+1:00 | 2026-11-23 01:30 |\n");
    }

    [Fact]
    public void A_plan_shows_its_own_guards_and_those_of_the_repository_after_the_merge()
    {
        var change = Shop.With("integrations/open.yaml", "type: pre-check\nurl: https://status.example.com/\n").With("integrations/calm.yaml", "type: safeguard\nurl: https://status.example.com/\nfrequency: 10s\n")
            .Change("plans/nightly.yaml", Plan + "integrations: [open]\n")
            .Change("reliably.yaml", "guardrails:\n  integrations: [calm]\n  max-per-day: 20\n  windows:\n  - {title: Night, pattern: '0 2 * * *', for: 2h, timezone: Europe/Paris}\n");
        var body = change.Review().Comment.Body;
        body.ShouldContain("- Guards: `open` before the run; `calm` every 10\u00A0s during the run; 1 blackout window; 20 a day");
        body.ShouldContain("| Mon 2026-11-23 03:00 UTC+1:00 | 2026-11-23 02:00 | in a blackout window (Night): refused |");
        body.ShouldContain("- Guards of every run, new: `calm`");
        body.ShouldContain("- Experiments a day: 20 (now no limit)");
    }

    [Theory]
    [InlineData("ghp_0123456789abcdefghijABCDEFGHIJ012345", "", "RLY2601")]
    [InlineData("correct-horse", "secrets: {shop: {word: correct-horse}}\n", "RLY2210")]
    public void Values_of_a_document_with_a_secret_are_not_repeated(string secret, string more, string code)
    {
        var review = Shop.Change("experiments/leak.yaml", ChangeBuilder.Experiment.Replace("/kill\", timeout: 3", $"/kill?token={secret}\"", StringComparison.Ordinal) + more).Review();
        review.Findings.ShouldContain(one => one.Code == code);
        (review.Comment.Body + review.Check.Summary + string.Concat(review.Suggestions.Select(static one => one.Body + one.Patch))).ShouldNotContain(secret);
        if (more.Length > 0) review.Comment.Body.ShouldContain("Values are not repeated here");
    }

    [Fact]
    public void Tells_nothing_new_of_a_comment_that_differs_in_times_and_base_alone()
    {
        var input = Shop.Change("plans/nightly.yaml", Plan.Replace("0 3", "30 2", StringComparison.Ordinal)).ToInput();
        var one = Review.Decide(input).Comment;
        var later = Review.Decide(input with { Now = input.Now.AddDays(3), Base = CommitSha.Parse(new string('c', 40)) }).Comment;
        later.Body.ShouldNotBe(one.Body);
        later.Hash.ShouldBe(one.Hash);
        ReviewComment.HashIn(one.Body).ShouldBe(one.Hash);
        Review.Decide(input with { Head = CommitSha.Parse(new string('c', 40)) }).Comment.Hash.ShouldNotBe(one.Hash);
        ReviewComment.HashIn("somebody else's words").ShouldBeNull();
    }

    [Fact]
    public void Shows_two_hundred_annotations_and_says_so()
    {
        var change = Shop;
        for (var i = 0; i < 60; i++) change.Change($"plans/p{i}.yaml", "nothing: here\nnor: here\nand: nowhere\n");
        var check = change.Review().Check;
        check.Annotations.Length.ShouldBe(CheckOutput.MostAnnotations);
        check.Annotations.Select(static one => one.Severity).ShouldBeInOrder(SortDirection.Descending);
        check.Summary.ShouldContain("Showing 200 of ");
    }

    [Fact]
    public void A_merge_that_moved_lines_is_told_at_the_lines_of_the_head()
    {
        var input = Shop.Change("plans/nightly.yaml", Plan.Replace("[kill]", "[kil]", StringComparison.Ordinal)).ToInput();
        var moved = input with { Shifts = new Dictionary<string, System.Collections.Immutable.ImmutableArray<DiffHunk>> { ["plans/nightly.yaml"] = [new(0, 0, 1, 4)] } };
        Review.Decide(input).Findings[0].Location.Span.Start.Line.ShouldBe(2);
        Review.Decide(moved).Findings[0].Location.Span.Start.Line.ShouldBe(6);
        Review.Decide(moved).Suggestions.ShouldBeEmpty();
    }

    private static ScoreBoard Board(string slug, Verdict verdict)
    {
        var history = ExperimentHistory.Of(Slug.Parse(slug), [Records.Of(verdict, experiment: slug)]);
        return ScoreBoard.Empty.With([ScoreCard.Of(history)], []);
    }
}
