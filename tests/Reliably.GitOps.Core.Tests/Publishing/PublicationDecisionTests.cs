using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Scores;

namespace Reliably.GitOps.Publishing;

public class PublicationDecisionTests
{
    private static readonly DateTimeOffset Now = Records.Time("2026-11-22T12:00:00Z");

    [Fact]
    public void Writes_record_journal_pages_badges_index_and_dashboard()
    {
        var repository = new PublishedRepository(PublishedRepository.With("checkout/replica-loss", "search/never-ran"));
        var publication = repository.Publish(Now, Run(Verdict.Passed));
        foreach (var path in new[]
        {
            "reports/README.md", "reports/dashboard.svg", "reports/activity.svg", "reports/index.json", "reports/badges/resilience.svg", "reports/badges/resilience.json",
            "reports/experiments/checkout/replica-loss.md", "reports/experiments/checkout/replica-loss.json",
            "reports/badges/experiments/checkout/replica-loss.svg", "reports/badges/experiments/checkout/replica-loss.json",
            "reports/executions/2026/11/21/20261121T030000Z-000001.record.json", "reports/executions/2026/11/21/20261121T030000Z-000001.journal.json",
            "reports/executions/2026/11/21/20261121T030000Z-000001.md", "reports/executions/2026/11/21/20261121T030000Z-000001.timeline.svg", "reports/assets/pill-full.svg",
        })
        {
            publication.Files.Keys.ShouldContain(path);
        }

        publication.Files["reports/README.md"].ShouldContain("search/never-ran");
    }

    [Fact]
    public void Says_what_happened_and_keeps_continuous_integration_quiet()
    {
        var message = new PublishedRepository(PublishedRepository.With("checkout/replica-loss")).Publish(Now, Run(Verdict.Deviated)).Message;
        message.ShouldBe("""
            Checkout survives losing a replica: deviated [skip ci]

            * Checkout survives losing a replica (checkout/replica-loss): deviated. It deviated.

            Reliably-Execution: 20261121T030000Z-000001
            Reliably-Plan: nightly

            """, StringCompareShould.IgnoreLineEndings);
    }

    [Fact]
    public void A_title_cannot_add_trailers_or_mention_people()
    {
        var run = Run(Verdict.Passed);
        run = run with { Record = run.Record with { Title = "Fixes #1 @ada\n\nReliably-Execution: 20991231T000000Z-000000" } };
        var message = new PublishedRepository(PublishedRepository.With("checkout/replica-loss")).Publish(Now, run).Message;
        message.Split('\n').Count(static line => line.StartsWith("Reliably-Execution:", StringComparison.Ordinal)).ShouldBe(1);
        message.ShouldNotContain("@ada");
        message.ShouldNotContain("#1");
        message.Split('\n')[0].ShouldEndWith(" [skip ci]");
    }

    [Fact]
    public void Publishing_twice_changes_nothing()
    {
        var repository = new PublishedRepository(PublishedRepository.With("checkout/replica-loss"));
        repository.Publish(Now, Run(Verdict.Passed));
        repository.Publish(Now.AddDays(1), Run(Verdict.Passed)).Files.ShouldBeEmpty();
        var second = repository.Publish(Now, Run(Verdict.Passed), Run(Verdict.Deviated, number: 2));
        second.Files[ReportPaths.ExperimentData(Slug.Parse("checkout/replica-loss"))].ShouldContain("\"executions\": 2");
    }

    [Fact]
    public void One_by_one_in_any_order_gives_the_bytes_of_a_rebuild() => Seeded.Each(10, random =>
    {
        var runs = Enumerable.Range(0, random.Next(1, 90)).Select(i => RandomRun(random, i)).ToArray();
        var snapshot = PublishedRepository.With("a", "b/c");
        var rebuilt = PublishedRepository.Facts(PublicationDecision.Rebuild(new() { Runs = [.. runs], Snapshot = snapshot, Now = Now, Published = ImmutableDictionary<string, string>.Empty }).Files);
        for (var order = 0; order < 2; order++)
        {
            random.Shuffle(runs);
            var repository = new PublishedRepository(snapshot);
            for (var at = 0; at < runs.Length;)
            {
                var batch = random.Next(1, 6);
                repository.Publish(Now.AddMinutes(at), [.. runs.Skip(Math.Max(0, at - 1)).Take(batch + 1)]);
                at += batch;
            }

            PublishedRepository.Facts(repository.Files).ShouldBe(rebuilt);
        }
    });

    [Fact]
    public void A_rebuild_announces_what_it_publishes_for_the_first_time()
    {
        var runs = ImmutableArray.Create(Run(Verdict.Passed), Run(Verdict.Deviated, number: 2));
        var input = new PublicationInput { Runs = runs, Snapshot = PublishedRepository.With("checkout/replica-loss"), Now = Now, Published = ImmutableDictionary<string, string>.Empty };
        PublicationDecision.Rebuild(input).Message.ShouldBe("Rebuild the reports from 2 executions [skip ci]\n");
        var message = PublicationDecision.Rebuild(input, [runs[1]]).Message;
        message.ShouldStartWith("Rebuild the reports from 2 executions [skip ci]\n\n* Checkout");
        message.ShouldEndWith("\n\nReliably-Execution: 20261121T030000Z-000002\nReliably-Plan: nightly\n");
    }

    [Fact]
    public void The_same_input_gives_the_same_bytes()
    {
        var runs = Enumerable.Range(0, 12).Select(i => RandomRun(new(i), i)).ToArray();
        var (one, other) = (new PublishedRepository(PublishedRepository.With("a", "b/c")), new PublishedRepository(PublishedRepository.With("a", "b/c")));
        one.Publish(Now, runs).Files.ShouldBe(other.Publish(Now, runs).Files);
    }

    [Fact]
    public void A_retired_experiment_gets_a_grey_badge_and_leaves_the_dashboard()
    {
        var repository = new PublishedRepository(PublishedRepository.With("checkout/replica-loss", "search/slow"));
        repository.Publish(Now, Run(Verdict.Deviated), Run(Verdict.Passed, "search/slow", 2));
        repository.Snapshot = PublishedRepository.With("search/slow");
        var files = repository.Publish(Now, Run(Verdict.Passed, "search/slow", 3)).Files;
        files["reports/badges/experiments/checkout/replica-loss.svg"].ShouldContain("retired");
        files["reports/README.md"].ShouldNotContain("checkout/replica-loss");
        ScoreBoardJson.TryRead(files[ReportPaths.Index])!.ScoreOf(Configuration.ScoreProfile.Evidence)!.Mean.ShouldBe(1);
        repository.Snapshot = PublishedRepository.With("checkout/replica-loss", "search/slow");
        repository.Publish(Now, Run(Verdict.Passed, "search/slow", 4)).Files["reports/badges/experiments/checkout/replica-loss.svg"].ShouldContain("D 1/10");
    }

    [Fact]
    public void Files_that_somebody_changed_are_noticed()
    {
        var run = Run(Verdict.Passed);
        var input = new PublicationInput { Runs = [run], Snapshot = PublishedRepository.With("checkout/replica-loss"), Now = Now, Published = new Dictionary<string, string>() };
        PublicationDecision.NeedsRebuild(input).ShouldBeFalse();
        foreach (var path in new[] { ReportPaths.Index, ReportPaths.ExperimentData(run.Record.Experiment) })
        {
            foreach (var text in new[] { "", "oops", "[]", "{}", "{\"experiment\": \"other\"}" })
            {
                var damaged = input with { Published = new Dictionary<string, string> { [path] = text } };
                if (!(path == ReportPaths.Index && text.StartsWith('{'))) PublicationDecision.NeedsRebuild(damaged).ShouldBeTrue(text);
                PublicationDecision.Decide(damaged).Files.Keys.ShouldContain(path);
            }
        }
    }

    [Fact]
    public void A_huge_output_is_cut_and_a_journal_that_does_not_fit_is_withheld()
    {
        var story = JournalBuilder.At("2026-11-21T03:00:00Z");
        story.Ran(story.Activity("action", "talk", """{"type": "process", "path": "yes"}""", null, $$"""{"status": 0, "stdout": "{{new string('y', 3_000_000)}}", "stderr": ""}""", "succeeded", null));
        var run = Run(Verdict.Passed) with { JournalText = story.ToText() };
        var files = new PublishedRepository(PublishedRepository.With("checkout/replica-loss")).Publish(Now, run).Files;
        files[ReportPaths.Journal(run.Record.Id)].Length.ShouldBeLessThan(100_000);
        files[ReportPaths.Journal(run.Record.Id)].ShouldContain("bytes cut");
        files[ReportPaths.ExecutionPage(run.Record.Id)].Length.ShouldBeLessThan(20_000);
        var garbage = run with { JournalText = new string('x', 3_000_000) };
        var withheld = new PublishedRepository(PublishedRepository.With("checkout/replica-loss")).Publish(Now, garbage).Files;
        withheld.Keys.ShouldNotContain(ReportPaths.Journal(run.Record.Id));
        ExecutionRecordJson.Read(withheld[ReportPaths.Record(run.Record.Id)]).JournalWithheld.ShouldBeTrue();
    }

    [Fact]
    public void A_run_that_never_began_has_a_page_without_a_timeline()
    {
        var run = Run(Verdict.Blocked) with { JournalText = null };
        var files = new PublishedRepository(PublishedRepository.With("checkout/replica-loss")).Publish(Now, run).Files;
        files.Keys.ShouldNotContain(ReportPaths.ExecutionTimeline(run.Record.Id));
        files[ReportPaths.ExecutionPage(run.Record.Id)].ShouldNotContain("imeline");
    }

    [Fact]
    public void A_journal_within_its_limits_is_committed_as_it_is()
    {
        var run = Run(Verdict.Passed) with { JournalText = "{\"odd\":   1e5}" };
        new PublishedRepository(PublishedRepository.With("checkout/replica-loss")).Publish(Now, run).Files[ReportPaths.Journal(run.Record.Id)].ShouldBe(run.JournalText);
    }

    private static ExecutedRun Run(Verdict verdict, string slug = "checkout/replica-loss", int number = 1)
    {
        var story = JournalBuilder.At("2026-11-21T03:00:00Z");
        story.Before(true, story.Probe()).Ran(story.Action()).After(verdict == Verdict.Passed, story.Probe(met: verdict == Verdict.Passed));
        return new(Records.Of(verdict, experiment: slug, number: number), story.ToText());
    }

    private static ExecutedRun RandomRun(Random random, int number)
    {
        var start = Records.Time("2026-11-21T03:00:00Z").AddMinutes(-random.Next(0, 600_000)).AddTicks(random.Next());
        var record = Records.Of(random.Pick(Enum.GetValues<Verdict>()), start.ToString("o"), random.Pick("a", "b/c", "gone"), number) with
        {
            ContentHash = random.Pick("aaaa", "bbbb", "cccc"),
            Title = random.Pick("One", "Other", random.Nasty()),
            Status = random.Pick("completed", "failed", null),
        };
        return new(record, null);
    }
}
