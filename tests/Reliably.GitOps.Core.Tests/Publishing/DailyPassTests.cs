using System.Collections.Immutable;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Publishing;

public class DailyPassTests
{
    private static readonly DateTimeOffset Now = Records.Time("2026-11-22T12:00:00Z");

    [Fact]
    public void A_day_that_changes_no_band_changes_nothing()
    {
        var repository = Published();
        repository.PassDay(Now).IsNothing.ShouldBeTrue();
        repository.PassDay(Now.AddDays(1)).IsNothing.ShouldBeTrue("the day of the dashboard alone is no reason");
    }

    [Fact]
    public void Only_experiments_whose_band_changed_are_published_again()
    {
        var repository = Published();
        repository.Publish(Now.AddDays(3), Run(Verdict.Passed, "search/slow", 9, Now.AddDays(3)));
        var publication = repository.PassDay(Now.AddDays(4));
        publication.Message.ShouldBe("Bring the dashboard up to date: 1 experiment changed with time [skip ci]\n");
        publication.Files.Keys.Where(static path => !path.StartsWith(ReportPaths.Assets, StringComparison.Ordinal)).ShouldBe(
        [
            "reports/README.md", "reports/activity.svg", "reports/badges/experiments/checkout/replica-loss.json", "reports/badges/experiments/checkout/replica-loss.svg",
            "reports/badges/resilience.json", "reports/badges/resilience.svg", "reports/dashboard.svg", "reports/experiments/checkout/replica-loss.json", "reports/experiments/checkout/replica-loss.md", "reports/index.json",
        ], ignoreOrder: true);
        publication.Files["reports/badges/experiments/checkout/replica-loss.svg"].ShouldContain("good");
        publication.Files["reports/badges/experiments/checkout/replica-loss.json"].ShouldContain("good");
        publication.Files["reports/experiments/checkout/replica-loss.md"].ShouldContain("freshness as of 2026-11-26");
        repository.PassDay(Now.AddDays(4)).IsNothing.ShouldBeTrue("once");
    }

    [Fact]
    public void Every_band_is_published_once_and_then_there_is_silence()
    {
        var repository = Published();
        Enumerable.Range(1, 80).Count(day => !repository.PassDay(Now.AddDays(day)).IsNothing).ShouldBe(3, "good, old, too old");
        repository.Files["reports/experiments/checkout/replica-loss.md"].ShouldContain("too old");
    }

    [Fact]
    public void Time_alone_changes_neither_the_index_nor_the_data_of_an_experiment()
    {
        var repository = Published();
        var before = PublishedRepository.Facts(repository.Files);
        repository.PassDay(Now.AddDays(60)).IsNothing.ShouldBeFalse();
        PublishedRepository.Facts(repository.Files).ShouldBe(before);
    }

    [Fact]
    public void An_experiment_that_was_deleted_is_retired_with_its_last_method_on_its_page()
    {
        var repository = Published();
        repository.Snapshot = PublishedRepository.With("search/slow");
        var files = repository.PassDay(Now).Files;
        files["reports/badges/experiments/checkout/replica-loss.svg"].ShouldContain("retired");
        files["reports/experiments/checkout/replica-loss.md"].ShouldContain("Retired");
        files["reports/experiments/checkout/replica-loss.md"].ShouldNotContain("The method is empty");
        files["reports/README.md"].ShouldNotContain("checkout/replica-loss");
        repository.PassDay(Now.AddDays(1)).IsNothing.ShouldBeTrue();
    }

    [Fact]
    public void Nothing_is_done_where_nothing_is_published_or_the_index_is_damaged()
    {
        new PublishedRepository(PublishedRepository.With("a")).PassDay(Now).IsNothing.ShouldBeTrue();
        var input = new PublicationInput { Runs = [], Snapshot = PublishedRepository.With("a"), Now = Now, Published = new Dictionary<string, string> { [ReportPaths.Index] = "oops" } };
        DailyPass.Decide(input, []).IsNothing.ShouldBeTrue();
    }

    [Fact]
    public void Journals_of_more_than_90_days_go_unless_they_are_listed_or_behind_a_score()
    {
        var repository = new PublishedRepository(PublishedRepository.With("a"));
        // Ten with a value, then 60 without one: the ten are behind the score, the newest 50 are listed.
        var first = Now.AddDays(-200);
        var runs = Enumerable.Range(0, 70).Select(i => Run(i < 10 ? Verdict.Passed : Verdict.BaselineUnmet, "a", i, first.AddDays(i))).ToArray();
        repository.Publish(Now, runs);
        var pages = repository.Files.Keys.Where(static path => !path.EndsWith(".journal.json", StringComparison.Ordinal)).ToList();
        var publication = repository.PassDay(Now);
        publication.Removed.ShouldBe(runs[10..20].Select(static run => ReportPaths.Journal(run.Record.Id)), ignoreOrder: true);
        publication.Message.ShouldBe("Remove 10 journals older than 90 days [skip ci]\n");
        publication.Files.ShouldBeEmpty();
        repository.Files.Keys.Where(static path => !path.EndsWith(".journal.json", StringComparison.Ordinal)).ShouldBe(pages, ignoreOrder: true);
        repository.PassDay(Now).IsNothing.ShouldBeTrue();
    }

    [Fact]
    public void Journals_of_the_last_90_days_stay_however_many_they_are()
    {
        var repository = new PublishedRepository(PublishedRepository.With("a"));
        var runs = Enumerable.Range(0, 80).Select(i => Run(Verdict.Passed, "a", i, Now.AddDays(-89).AddHours(i))).ToArray();
        repository.Publish(Now, runs);
        repository.PassDay(Now).Removed.ShouldBeEmpty();
        repository.PassDay(Now.AddDays(2)).Removed.Length.ShouldBe(24, "those of the first day that are not among the newest 50");
    }

    [Fact]
    public void What_a_day_changes_and_removes_is_one_commit()
    {
        var repository = new PublishedRepository(PublishedRepository.With("a"));
        repository.Publish(Now.AddDays(-91), [.. Enumerable.Range(0, 80).Select(i => Run(Verdict.Passed, "a", i, Now.AddDays(-92).AddMinutes(i)))]);
        repository.PassDay(Now).Message.ShouldBe("Bring the dashboard up to date: 1 experiment changed with time [skip ci]\n\nRemove 30 journals older than 90 days.\n");
    }

    [Fact]
    public void No_journal_goes_while_a_history_cannot_be_read()
    {
        var run = Run(Verdict.Passed, "a", 1, Now.AddDays(-200));
        var repository = new PublishedRepository(PublishedRepository.With("a"));
        repository.Publish(Now, run);
        var old = ExecutionId.Create(Now.AddDays(-300), 7);
        var executions = ImmutableArray.Create(ReportPaths.Journal(old), ReportPaths.Record(old), ReportPaths.Journal(ExecutionId.Create(Now.AddDays(-300), 8)));
        var published = repository.Files.ToDictionary(StringComparer.Ordinal);
        Decide().ShouldBe([ReportPaths.Journal(old)], "the other one has no record");
        published[ReportPaths.ExperimentData(run.Record.Experiment)] = "oops";
        Decide().ShouldBeEmpty();

        ImmutableArray<string> Decide() => DailyPass.Decide(new() { Runs = [], Snapshot = repository.Snapshot, Now = Now, Published = published }, executions).Removed;
    }

    [Fact]
    public void A_rebuild_leaves_the_page_of_an_execution_whose_journal_is_gone_as_it_is()
    {
        var repository = new PublishedRepository(PublishedRepository.With("a"));
        var run = Run(Verdict.Passed, "a", 1, Now);
        repository.Publish(Now, run);
        var rebuilt = PublicationDecision.Rebuild(new() { Runs = [run with { JournalText = null }], Snapshot = repository.Snapshot, Now = Now, Published = ImmutableDictionary<string, string>.Empty });
        rebuilt.Files.Keys.ShouldContain(ReportPaths.Record(run.Record.Id));
        rebuilt.Files.Keys.ShouldNotContain(ReportPaths.ExecutionPage(run.Record.Id));
    }

    private static PublishedRepository Published()
    {
        var repository = new PublishedRepository(PublishedRepository.With("checkout/replica-loss", "search/slow"));
        repository.Publish(Now, Run(Verdict.Passed, "checkout/replica-loss", 1, Now), Run(Verdict.Deviated, "search/slow", 2, Now));
        return repository;
    }

    private static ExecutedRun Run(Verdict verdict, string slug, int number, DateTimeOffset start)
    {
        var story = JournalBuilder.At("2026-11-21T03:00:00Z");
        story.Before(true, story.Probe()).Ran(story.Action()).After(true, story.Probe());
        return new(Records.Of(verdict, start.ToString("o"), slug, number), story.ToText());
    }
}
