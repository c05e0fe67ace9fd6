using Reliably.GitOps.Drivers;
using Reliably.GitOps.Schedules;

namespace Reliably.GitOps.Commands;

public sealed class PlanCommandTests : IDisposable
{
    private readonly ServiceDriver world = new(ServiceDriver.Repository(
        ServiceDriver.Plan("nightly", "{ type: cron, pattern: \"0 3 * * 1-5\", timezone: Europe/Paris }"),
        ServiceDriver.Plan("resting", "{ type: cron, pattern: \"0 3 * * *\" }", "suspend: true\n"),
        ServiceDriver.Plan("hand", "{ type: manual }"),
        ServiceDriver.Plan("welcome", "{ type: now }"),
        ("plans/broken.yaml", "title: broken\n")));

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task Lists_plans_with_their_next_time_in_their_zone_and_in_UTC()
    {
        var run = await ReliablyDriver.RunInAsync(world.Remote.Clone, "plan", "list");
        run.ExitCode.ShouldBe(0, run.Error);
        var lines = run.Output.Split('\n');
        lines[0].ShouldStartWith("PLAN");
        lines.Single(static line => line.StartsWith("nightly", StringComparison.Ordinal)).ShouldContain("weekdays at 03:00 Europe/Paris");
        lines.Single(static line => line.StartsWith("nightly", StringComparison.Ordinal)).ShouldMatch(@"\d{4}-\d\d-\d\d 03:00 Europe/Paris  \d{4}-\d\d-\d\d 0[12]:00");
        lines.Single(static line => line.StartsWith("resting", StringComparison.Ordinal)).ShouldContain("suspended");
        run.Error.ShouldContain("plans/broken.yaml is broken");
    }

    [Fact]
    public async Task Shows_waiting_plans_and_last_results_of_a_service()
    {
        world.Trigger("hand");
        await world.PassAsync();
        GitRemoteDriver.Git(world.Remote.Clone, "pull", "--quiet", "origin", "main");
        var run = await ReliablyDriver.RunInAsync(world.Remote.Clone, "plan", "list", "--data", world.Data);
        run.Output.Split('\n').Single(static line => line.StartsWith("welcome", StringComparison.Ordinal)).ShouldContain("waiting");
        run.Output.Split('\n').Single(static line => line.StartsWith("hand", StringComparison.Ordinal)).ShouldContain("passed, 2026-11-21 12:00");
    }

    [Fact]
    public async Task Shows_the_next_times_of_a_plan()
    {
        var run = await ReliablyDriver.RunInAsync(world.Remote.Clone, "plan", "next", "nightly", "--count", "3");
        run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(4);
        (await ReliablyDriver.RunInAsync(world.Remote.Clone, "plan", "next", "hand")).Error.ShouldContain("does not start by the clock: by hand");
        (await ReliablyDriver.RunInAsync(world.Remote.Clone, "plan", "next", "resting")).Error.ShouldContain("suspended");
    }

    [Fact]
    public async Task Names_the_plans_when_there_is_no_such()
    {
        var run = await ReliablyDriver.RunInAsync(world.Remote.Clone, "plan", "next", "nope");
        run.ExitCode.ShouldBe(ExitCodes.CannotRun);
        run.Error.ShouldContain("The plans are: hand, nightly, resting, welcome.");
        (await ReliablyDriver.RunInAsync(world.Remote.Clone, "plan", "next", "--count", "0")).ExitCode.ShouldBe(ExitCodes.WrongUsage);
    }

    [Fact]
    public async Task Asks_a_running_service_which_answers_at_once()
    {
        using var stop = new CancellationTokenSource();
        await using var service = world.Service();
        var running = service.RunAsync(stop.Token);
        await world.HearAsync<ServiceEvent.Idle>();
        (await ReliablyDriver.RunInAsync(world.Remote.Clone, "plan", "trigger", "nope", "--data", world.Data)).Error.ShouldContain("It knows: hand");
        var run = await ReliablyDriver.RunInAsync(world.Remote.Clone, "plan", "trigger", "plans/hand.yaml", "--data", world.Data);
        run.ExitCode.ShouldBe(0, run.Error);
        await world.HearAsync<ServiceEvent.ExecutionEnded>();
        await stop.CancelAsync();
        await running;
        world.Published.Count().ShouldBe(1);
    }

    [Fact]
    public async Task Says_what_to_do_without_a_service()
    {
        var unnamed = await ReliablyDriver.RunInAsync(world.Remote.Clone, "plan", "trigger", "hand");
        unnamed.ExitCode.ShouldBe(ExitCodes.CannotRun);
        unnamed.Error.ShouldContain("--here");
        (await ReliablyDriver.RunInAsync(world.Remote.Clone, "plan", "trigger", "hand", "--data", world.Folder)).Error.ShouldContain("is not the data folder of a service");
        await world.PassAsync();
        (await ReliablyDriver.RunInAsync(world.Remote.Clone, "plan", "trigger", "hand", "--data", world.Data)).Error.ShouldContain("No service works in");
    }

    [Fact]
    public async Task Runs_a_plan_here_and_publishes_nothing()
    {
        var head = world.Remote.Head;
        var run = await ReliablyDriver.RunInAsync(world.Remote.Clone, "plan", "trigger", "hand", "--here");
        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldStartWith("a: ");
        world.Remote.Head.ShouldBe(head);
        Directory.Exists(Path.Combine(world.Remote.Clone, "reports")).ShouldBeFalse();
    }
}
