using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Git;

namespace Reliably.GitOps.Schedules;

/// <summary>A start is a claim and its run records together, whenever the service dies and whatever the disk says.</summary>
public sealed class PlanStartsTests : IDisposable
{
    private readonly ServiceDriver world = new(
        [.. ServiceDriver.Repository(ServiceDriver.Plan("hand", "{ type: manual }"), ("plans/two.yaml", "title: two\nexperiments: [a, b]\nschedule: { type: manual }\n")), ("experiments/b.yaml", ServiceDriver.Experiment)]);

    private RepositoryFolder Folder => RepositoryFolder.Of(world.Data, GitRemote.Create(world.Remote.Url, null, world.Folder), "main");

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task Killed_before_the_claim_it_starts_once_after_the_restart()
    {
        var key = "request@" + Request();
        LeavePlanned(key);
        await world.PassAsync();
        world.Ran.Count.ShouldBe(1);
        world.Published.Single().Verdict.ShouldBe(Verdict.Passed);
        await world.PassAsync();
        world.Records.Length.ShouldBe(1);
    }

    [Fact]
    public async Task Killed_right_after_the_claim_it_publishes_an_interrupted_execution_and_starts_nothing()
    {
        var key = "request@" + Request();
        var id = LeavePlanned(key);
        new ClaimBook(Folder.Claims).TryClaim(key, world.Clock.GetUtcNow()).ShouldBeTrue();
        await world.PassAsync();
        world.Ran.ShouldBeEmpty();
        var record = world.Published.Single();
        record.Id.ShouldBe(id);
        record.Verdict.ShouldBe(Verdict.Interrupted);
        record.VerdictReason.ShouldContain("before the experiment began");
        Directory.EnumerateFiles(Folder.Runs).ShouldBeEmpty();
    }

    [Fact]
    public async Task Killed_before_anything_of_it_ran_every_execution_of_a_plan_is_published_as_interrupted()
    {
        await world.PassAsync();
        var book = new RunBook(Folder.Runs);
        book.TryBegin([Record(1), Record(2)], "k", () => new ClaimBook(Folder.Claims).TryClaim("k", world.Clock.GetUtcNow())).ShouldBeTrue();
        book.Read().Select(static record => record.Id).ShouldBe([Record(1).Id, Record(2).Id]);
        await world.PassAsync();
        world.Published.Select(static record => record.Id).ShouldBe([Record(1).Id, Record(2).Id]);
        world.Published.ShouldAllBe(static record => record.Verdict == Verdict.Interrupted);
        Directory.EnumerateFiles(Folder.Runs).ShouldBeEmpty();
    }

    [Fact]
    public void A_record_that_cannot_be_read_is_put_aside_and_hides_no_other()
    {
        var book = new RunBook(Folder.Runs);
        book.TryBegin([Record(1), Record(2)], "k", static () => true);
        File.WriteAllText(Path.Combine(Folder.Runs, Record(1).Id + ".json"), "k\n{ half");
        book.Read().ShouldHaveSingleItem().Id.ShouldBe(Record(2).Id);
        File.Exists(Path.Combine(Folder.Runs, Record(1).Id + ".json.unreadable")).ShouldBeTrue();
    }

    [Fact]
    public void A_plan_whose_records_cannot_be_written_is_not_claimed()
    {
        var book = new RunBook(Path.Combine(world.Folder, "runs"));
        Directory.CreateDirectory(Path.Combine(world.Folder, "runs", Record(2).Id + ".planned"));
        var claims = new ClaimBook(Path.Combine(world.Folder, "claims"));
        Should.Throw<Exception>(() => book.TryBegin([Record(1), Record(2)], "k", () => claims.TryClaim("k", world.Clock.GetUtcNow()))).ShouldBeAssignableTo<SystemException>();
        claims.Has("k").ShouldBeFalse();
        File.Exists(Path.Combine(world.Folder, "runs", Record(1).Id + ".planned")).ShouldBeFalse();
        book.Read().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_plan_that_the_disk_kept_from_starting_starts_when_it_can()
    {
        world.Trigger("hand");
        Directory.CreateDirectory(Path.GetDirectoryName(Folder.Runs)!);
        await File.WriteAllTextAsync(Folder.Runs, "in the way");
        (await Should.ThrowAsync<CannotRunException>(world.PassAsync)).Message.ShouldContain("data folder");
        world.Ran.ShouldBeEmpty();
        File.Delete(Folder.Runs);
        await world.PassAsync();
        world.Ran.Count.ShouldBe(1);
        world.Published.Single().Verdict.ShouldBe(Verdict.Passed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_experiment_that_the_machine_does_not_let_run_ends_with_an_error_and_the_next_one_runs(bool said)
    {
        world.Engine = (order, _, _) => order.Experiment.Slug.Value == "b" ? Task.FromResult(ServiceDriver.Done(order))
            : said ? throw new CannotRunException("No folder for the run.", "Free some space.") : throw new IOException("No space left on device");
        world.Trigger("two");
        await world.PassAsync();
        var published = world.Published.ToDictionary(static record => record.Experiment.Value, StringComparer.Ordinal);
        published["a"].Verdict.ShouldBe(Verdict.Error);
        published["a"].VerdictReason.ShouldBe(said ? "No folder for the run." : "No space left on device");
        published["b"].Verdict.ShouldBe(Verdict.Passed);
        world.Problems.Single().ShouldContain(said ? "No folder" : "No space left");
        Directory.EnumerateFiles(Folder.Runs).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_error_in_the_middle_of_a_method_says_that_its_traces_may_remain()
    {
        world.Engine = (_, progress, _) =>
        {
            progress.Report(new RunEvent.PhaseStarted(RunPhase.Method) { At = world.Clock.GetUtcNow() });
            throw new IOException("No space left.");
        };
        world.Trigger("hand");
        await world.PassAsync();
        world.Published.Single().VerdictReason.ShouldBe("No space left. What the experiment had changed may still be changed.");
    }

    private string Request() => RequestInbox.Write(Folder.Requests, "hand", "ada", world.Clock.GetUtcNow());

    /// <summary>What a service leaves that dies while it starts a plan.</summary>
    private ExecutionId LeavePlanned(string key)
    {
        var record = Record(1);
        Directory.CreateDirectory(Folder.Runs);
        File.WriteAllText(Path.Combine(Folder.Runs, record.Id + ".planned"), key + "\n" + ExecutionRecordJson.Write(record));
        return record.Id;
    }

    private ExecutionRecord Record(int number) => new()
    {
        Id = ExecutionId.Create(world.Clock.GetUtcNow(), number),
        Experiment = Documents.Slug.Parse("a"),
        ExperimentPath = "experiments/a.yaml",
        Title = "Nothing breaks",
        ContentHash = "1",
        Deployment = Documents.Slug.Parse("local"),
        RollbackStrategy = new("always", "default"),
        HypothesisStrategy = new("default", "default"),
        Trigger = TriggerKind.Manual,
        Start = world.Clock.GetUtcNow(),
        End = world.Clock.GetUtcNow(),
        Verdict = Verdict.Interrupted,
        VerdictReason = "The service ended before the experiment began.",
    };
}
