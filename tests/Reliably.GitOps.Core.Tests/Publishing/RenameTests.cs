using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Scores;

namespace Reliably.GitOps.Publishing;

public class RenameTests
{
    private static readonly DateTimeOffset Now = Records.Time("2026-11-22T12:00:00Z");
    private int number;

    [Fact]
    public void An_experiment_keeps_its_history_under_its_new_name()
    {
        var repository = At(("old/name", "c1"));
        for (var i = 0; i < 4; i++) repository.Publish(Now, Run("old/name", "c1"));
        repository.Snapshot = PublishedRepository.With(("new", "c1"));
        var files = repository.Publish(Now, Run("new", "c1")).Files;
        files["reports/badges/experiments/new.svg"].ShouldContain("A 5/10");
        files["reports/experiments/new.json"].ShouldContain("\"executions\": 5");
        files["reports/experiments/new.md"].ShouldContain("formerly `old/name`");
        files["reports/badges/experiments/old/name.svg"].ShouldContain("moved");
        files["reports/experiments/old/name.md"].ShouldContain("This experiment is now [new](../new.md).");
        files["reports/experiments/old/name.json"].ShouldContain("\"moved_to\": \"new\"");
        files["reports/README.md"].ShouldNotContain("old/name");
        Board(repository).Cards.Keys.ShouldBe([Slug.Parse("new")]);
        repository.Publish(Now, Run("new", "c2")).Files["reports/experiments/new.json"].ShouldContain("\"executions\": 6");
    }

    [Fact]
    public void An_execution_of_the_old_name_that_comes_late_joins_the_new_one()
    {
        var repository = At(("old", "c1"));
        repository.Publish(Now, Run("old", "c1"));
        var late = Run("old", "c1");
        repository.Snapshot = PublishedRepository.With(("new", "c1"));
        repository.Publish(Now, Run("new", "c1"));
        repository.Publish(Now, late).Files["reports/experiments/new.json"].ShouldContain("\"executions\": 3");
        Rebuilt(repository).ShouldBe(PublishedRepository.Facts(repository.Files));
    }

    [Fact]
    public void An_old_name_that_is_used_again_starts_anew()
    {
        var repository = At(("old", "c1"));
        repository.Publish(Now, Run("old", "c1"));
        repository.Snapshot = PublishedRepository.With(("new", "c1"));
        repository.Publish(Now, Run("new", "c1"));
        repository.Snapshot = PublishedRepository.With(("new", "c1"), ("old", "c9"));
        repository.Publish(Now, Run("old", "c9")).Files["reports/badges/experiments/old.svg"].ShouldContain("A 1/10");
        Rebuilt(repository).ShouldBe(PublishedRepository.Facts(repository.Files));
    }

    [Theory]
    [InlineData("the old one is still there", "old=c1 new=c1")]
    [InlineData("its content differs", "new=c2")]
    [InlineData("two have this content", "new=c1 other=c1")]
    public void Nothing_moves_where_it_is_no_rename(string why, string experiments)
    {
        var repository = At(("old", "c1"));
        repository.Publish(Now, Run("old", "c1"));
        var after = experiments.Split(' ').Select(static item => item.Split('=')).Select(static parts => (parts[0], parts[1])).ToArray();
        repository.Snapshot = PublishedRepository.With(after);
        repository.Publish(Now, Run("new", after.Single(static item => item.Item1 == "new").Item2));
        Board(repository).Moves.ShouldBeEmpty(why);
        repository.Files["reports/experiments/new.json"].ShouldContain("\"executions\": 1");
    }

    [Fact]
    public void Nothing_moves_where_two_that_are_gone_could_be_meant()
    {
        var repository = At(("one", "c1"), ("two", "c1"));
        repository.Publish(Now, Run("one", "c1"), Run("two", "c1"));
        repository.Snapshot = PublishedRepository.With(("new", "c1"));
        repository.Publish(Now, Run("new", "c1"));
        Board(repository).Moves.ShouldBeEmpty();
    }

    [Fact]
    public void A_name_that_changes_twice_leads_from_every_former_one_to_the_last()
    {
        var repository = At(("a", "c1"));
        repository.Publish(Now, Run("a", "c1"));
        foreach (var name in new[] { "b", "c", "a", "d" })
        {
            repository.Snapshot = PublishedRepository.With((name, "c1"));
            repository.Publish(Now, Run(name, "c1"));
        }

        foreach (var former in new[] { "a", "b", "c" }) repository.Files[$"reports/experiments/{former}.json"].ShouldContain("\"moved_to\": \"d\"");
        repository.Files["reports/experiments/d.json"].ShouldContain("\"executions\": 5");
        Rebuilt(repository).ShouldBe(PublishedRepository.Facts(repository.Files));
    }

    [Fact]
    public void A_rebuild_notes_a_rename_that_it_publishes_for_the_first_time()
    {
        var repository = At(("old", "c1"));
        repository.Publish(Now, Run("old", "c1"));
        var run = Run("new", "c1");
        var input = Input(repository) with { Snapshot = PublishedRepository.With(("new", "c1")) };
        var rebuilt = PublicationDecision.Rebuild(input with { Runs = [.. input.Runs, run] }, [run]).Files;
        repository.Snapshot = input.Snapshot;
        repository.Publish(Now, run);
        PublishedRepository.Facts(rebuilt).ShouldBe(PublishedRepository.Facts(repository.Files));
        rebuilt[ReportPaths.Record(run.Record.Id)].ShouldContain("\"renamed_from\": \"old\"");
    }

    /// <summary>Experiments run, change, get other names, go and come back; results come in late and out of order.</summary>
    [Fact]
    public void A_rebuild_from_records_gives_the_same_bytes_whatever_was_renamed()
    {
        var moves = 0;
        Seeded.Each(20, random => moves += LiveOn(random));
        moves.ShouldBeGreaterThan(0, "the stories hold renames");
    }

    private int LiveOn(Random random)
    {
        var living = new Dictionary<string, string> { ["a"] = "c1", ["b"] = "c2" };
        var repository = At([.. living.Select(static item => (item.Key, item.Value))]);
        var waiting = new List<ExecutedRun>();
        for (var step = 0; step < 100; step++)
        {
            var name = living.Count == 0 ? null : random.Pick([.. living.Keys.Order(StringComparer.Ordinal)]);
            switch (random.Next(16))
            {
                case 0 or 1 when name is not null && random.Pick("a", "b", "d", "e", "f/g", "h", "i") is var other && living.TryAdd(other, living[name]): living.Remove(name); break;
                case 2 when name is not null: living[name] = Content(random); break;
                case 3 when name is not null: living.Remove(name); break;
                case 4: living.TryAdd(random.Pick("a", "b", "d", "e"), Content(random)); break;
                case < 11 when name is not null: waiting.Add(Run(name, living[name], random.Pick(Enum.GetValues<Verdict>()))); break;
                default: Publish(repository, living, waiting, random); break;
            }
        }

        Publish(repository, living, waiting, random);
        Rebuilt(repository).ShouldBe(PublishedRepository.Facts(repository.Files));
        Board(repository).Cards.Values.Sum(static card => card.Executions).ShouldBe(repository.Executions().Length, "every execution counts once");
        return Board(repository).Moves.Length;
    }

    private static string Content(Random random) => "c" + random.Next(1, 12).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static void Publish(PublishedRepository repository, Dictionary<string, string> living, List<ExecutedRun> waiting, Random random)
    {
        repository.Snapshot = PublishedRepository.With([.. living.Select(static item => (item.Key, item.Value))]);
        var batch = waiting.Where(_ => random.Next(4) > 0).ToArray();
        waiting.RemoveAll(batch.Contains);
        if (batch.Length > 0) repository.Publish(Now, batch);
        // A publication without runs brings the retired ones up to date, as the next day does.
        repository.PassDay(Now);
    }

    private static PublishedRepository At(params (string Slug, string Hash)[] experiments) => new(PublishedRepository.With(experiments));

    private static PublicationInput Input(PublishedRepository repository) =>
        new() { Runs = repository.Executions(), Snapshot = repository.Snapshot, Now = Now, Published = ImmutableDictionary<string, string>.Empty };

    private static string Rebuilt(PublishedRepository repository) => PublishedRepository.Facts(PublicationDecision.Rebuild(Input(repository)).Files);

    private static ScoreBoard Board(PublishedRepository repository) => repository.Files.TryGetValue(ReportPaths.Index, out var index) ? ScoreBoardJson.TryRead(index)! : ScoreBoard.Empty;

    private ExecutedRun Run(string slug, string hash, Verdict verdict = Verdict.Passed)
    {
        number++;
        return new(Records.Of(verdict, Now.AddDays(-20).AddMinutes(number).ToString("o"), slug, number) with { ContentHash = hash }, null);
    }
}
