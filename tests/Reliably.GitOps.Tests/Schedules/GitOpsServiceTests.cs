using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Schedules;

public sealed class GitOpsServiceTests : IDisposable
{
    private static readonly (string, string?) Now = ServiceDriver.Plan("now", "{ type: now }");
    private static readonly (string, string?) FirstContactRuns = ("reliably.yaml", "first-contact: run\n");
    private readonly List<ServiceDriver> drivers = [];

    public void Dispose() => drivers.ForEach(static driver => driver.Dispose());

    [Fact]
    public async Task Runs_a_plan_that_arrives_and_publishes_what_it_saw()
    {
        var world = World();
        await world.PassAsync();
        world.Ran.ShouldBeEmpty();
        var commit = world.Remote.Push("Add a plan", Now);
        await world.PassAsync();
        var record = world.Published.Single();
        record.Plan!.Value.ShouldBe("now");
        record.Commit!.Value.Value.ShouldBe(commit);
        record.Trigger.ShouldBe(TriggerKind.Now);
        world.Remote.Log().Length.ShouldBe(3);
        world.Remote.Log()[0].ShouldEndWith("[skip ci]");
        world.Remote.Log("%B")[^1..].ShouldNotBeEmpty();
        world.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task Plans_that_were_there_before_wait_until_somebody_asks()
    {
        var world = World(Now);
        await world.PassAsync();
        world.Events.OfType<ServiceEvent.PlansWaiting>().Single().Plans.Single().Value.ShouldBe("now");
        world.Trigger("now");
        await world.PassAsync();
        world.Published.Single().Actor.ShouldBe("ada");
    }

    [Fact]
    public async Task First_contact_runs_where_the_repository_says_so()
    {
        var world = World(Now, FirstContactRuns);
        await world.PassAsync();
        world.Published.Count().ShouldBe(1);
    }

    [Fact]
    public async Task Own_commits_trigger_nothing_however_many_rounds_two_services_go()
    {
        var world = World(Now, ServiceDriver.Plan("change", "{ type: change }"), FirstContactRuns);
        await world.PassAsync();
        var head = world.Remote.Head;
        var other = new ServiceDriver();
        drivers.Add(other);
        for (var round = 0; round < 3; round++)
        {
            await world.PassAsync();
            await using var second = other.Service(configuration => configuration with { Repositories = [new() { Url = world.Remote.Url, Grants = new() { Deployments = ["local"] } }] });
            if (round > 0) await second.ReconcileAsync(default);
        }

        world.Ran.Count.ShouldBe(2);
        other.Ran.Count.ShouldBe(2, "its own first contact runs them once");
        world.Remote.Log().Count(static subject => subject.EndsWith("[skip ci]", StringComparison.Ordinal)).ShouldBe(2);
        world.Remote.Head.ShouldNotBe(head);

        // Each has books of its own, and goes by these alone: what the other one writes is said, and starts nothing.
        world.Problems.ShouldHaveSingleItem().ShouldContain("changes files below reports/, which only the service writes");
        other.Problems.ShouldBeEmpty("it began after the first one had written");
    }

    [Fact]
    public async Task A_push_that_comes_between_is_built_upon()
    {
        var world = World(Now, FirstContactRuns);
        var pushed = 0;
        world.Engine = (order, _, _) =>
        {
            world.Remote.Push("Between " + ++pushed, ("notes.txt", "x" + pushed));
            return Task.FromResult(ServiceDriver.Done(order));
        };
        await world.PassAsync();
        world.Remote.Log().Select(static subject => subject.Split(' ')[0]).Skip(1).ShouldBe(["Between", "Begin"]);
        world.Remote.Files("notes.txt").ShouldBe(["notes.txt"]);
        world.Published.Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_lost_race_is_decided_again()
    {
        var world = World(Now, FirstContactRuns);

        // The remote takes another commit while it receives the first push, once: the push finds the branch moved.
        world.Remote.Hook("pre-receive", $"test -e raced && exit 0; touch raced; unset GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES; new=$(git commit-tree -p main -m Quicker main^{{tree}} </dev/null); git update-ref refs/heads/main $new");
        GitRemoteDriver.Git(world.Remote.Url, "config", "user.name", "Ada");
        GitRemoteDriver.Git(world.Remote.Url, "config", "user.email", "ada@example.com");
        await world.PassAsync();
        world.Remote.Log()[1..].ShouldBe(["Quicker", "Begin"]);
        world.Published.Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_remote_that_refuses_loses_nothing()
    {
        var world = World(Now, FirstContactRuns);
        world.Remote.Refuse("protected by policy");
        var exception = await Should.ThrowAsync<CannotRunException>(world.PassAsync);
        exception.Message.ShouldContain("protected by policy");
        exception.WhatToDo.ShouldContain("reports: { branch:");
        world.Records.ShouldBeEmpty();
        world.Remote.Accept();
        await world.PassAsync();
        world.Published.Count().ShouldBe(1);
        world.Ran.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_remote_that_is_gone_and_comes_back_loses_nothing()
    {
        var world = World(Now, FirstContactRuns);
        world.Engine = (order, _, _) =>
        {
            Directory.Move(world.Remote.Url, world.Remote.Url + ".away");
            return Task.FromResult(ServiceDriver.Done(order));
        };
        (await Should.ThrowAsync<CannotRunException>(world.PassAsync)).Message.ShouldContain("There is no Git repository");
        Directory.Move(world.Remote.Url + ".away", world.Remote.Url);
        await world.PassAsync();
        world.Published.Count().ShouldBe(1);
    }

    [Fact]
    public async Task Reports_go_to_a_branch_of_their_own_where_settings_say_so()
    {
        var world = World(Now, ("reliably.yaml", "first-contact: run\nreports: { branch: reliably-reports }\n"));
        await world.PassAsync();
        world.Records.ShouldBeEmpty();
        GitRemoteDriver.Git(world.Remote.Url, "ls-tree", "-r", "--name-only", "reliably-reports").ShouldContain(".record.json");
    }

    [Fact]
    public async Task An_empty_remote_and_a_missing_branch_are_waited_for()
    {
        var world = EmptyWorld();
        await world.PassAsync();
        world.Problems.Single().ShouldContain("no branch 'main'");
        world.Remote.Push("Begin", [.. ServiceDriver.Repository(Now), FirstContactRuns]);
        await world.PassAsync();
        world.Published.Count().ShouldBe(1);
    }

    [Fact]
    public async Task Rewritten_history_starts_nothing_by_itself()
    {
        var world = World();
        await world.PassAsync();
        world.Remote.Push("Add a plan", Now);
        world.Remote.Rewrite("Another beginning");
        GitRemoteDriver.Git(world.Remote.Clone, "commit", "--quiet", "--amend", "--allow-empty", "-m", "Yet another");
        await world.PassAsync();
        world.Ran.Count.ShouldBe(1, "the rewritten commit stands on what the service knew");
        var rewritten = World(Now);
        await rewritten.PassAsync();
        rewritten.Remote.Rewrite("Another root");
        rewritten.Remote.Push("More", ServiceDriver.Plan("later", "{ type: now }"));
        await rewritten.PassAsync();
        rewritten.Ran.ShouldBeEmpty();
        rewritten.Problems.Single().ShouldContain("was rewritten");
    }

    [Fact]
    public async Task A_broken_commit_keeps_the_last_good_documents_and_says_so()
    {
        var world = World(ServiceDriver.Plan("hand", "{ type: manual }"));
        await world.PassAsync();
        var good = world.Remote.Head;
        world.Remote.Push("Break it", ("experiments/a.yaml", "title: [oops"));
        world.Trigger("hand");
        await world.PassAsync();
        world.Problems.Single().ShouldContain("experiments/a.yaml");
        world.Problems.Single().ShouldContain("newest good text stays in force");
        world.Published.Single().Commit!.Value.Value.ShouldBe(good);
    }

    [Fact]
    public async Task Reports_changed_by_somebody_else_are_a_finding_and_are_written_again()
    {
        var world = World(ServiceDriver.Plan("hand", "{ type: manual }"));
        world.Trigger("hand");
        await world.PassAsync();
        var index = world.Remote.Show("reports/index.json");
        world.Remote.Push("Prettier", ("reports/index.json", "{ \"oops\": "), ("reports/README.md", "Mine!"));
        world.Clock.Advance(TimeSpan.FromSeconds(2));
        world.Trigger("hand");
        await world.PassAsync();
        world.Problems.Single().ShouldContain("by Ada changes files below reports/");
        world.Published.Count().ShouldBe(2);
        world.Remote.Show("reports/README.md").ShouldNotContain("Mine!");
        world.Remote.Show("reports/index.json").Length.ShouldBeGreaterThan(index.Length / 2);
    }

    [Fact]
    public async Task A_second_service_on_the_same_data_folder_is_refused()
    {
        var world = World();
        await using var first = world.Service();
        await first.ReconcileAsync(default);
        await using var second = world.Service();
        (await Should.ThrowAsync<CannotRunException>(() => second.ReconcileAsync(default))).Message.ShouldContain("Another 'reliably serve'");
    }

    [Fact]
    public async Task Experiments_of_a_plan_run_in_order_and_a_deviation_may_stop_the_rest()
    {
        var world = World(("experiments/b.yaml", ServiceDriver.Experiment), ("experiments/c.yaml", ServiceDriver.Experiment), ("plans/all.yaml", "title: all\nexperiments: [b, a, c]\nschedule: { type: manual }\nstop-on: deviated\n"));
        world.Engine = (order, _, _) => Task.FromResult(ServiceDriver.Done(order, order.Experiment.Slug.Value == "a" ? Verdict.Deviated : Verdict.Passed));
        world.Trigger("all");
        await world.PassAsync();
        world.Ran.Select(static order => order.Experiment.Slug.Value).ShouldBe(["b", "a"]);
        world.Published.Select(static record => (record.Experiment.Value, record.Verdict)).ShouldBe([("b", Verdict.Passed), ("a", Verdict.Deviated), ("c", Verdict.Blocked)]);
    }

    [Fact]
    public async Task A_request_for_a_plan_that_is_not_there_is_said()
    {
        var world = World();
        world.Trigger("nope");
        await world.PassAsync();
        world.Problems.Single().ShouldContain("'nope'");
        await world.PassAsync();
        world.Problems.Count.ShouldBe(1);
    }

    private ServiceDriver World(params (string Path, string? Text)[] plans) => Track(new(ServiceDriver.Repository(plans)));

    private ServiceDriver EmptyWorld() => Track(new());

    private ServiceDriver Track(ServiceDriver driver)
    {
        drivers.Add(driver);
        return driver;
    }
}
