using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Schedules;

/// <summary>Somebody sets the clock of the machine, forward or back, while the service works and while an experiment runs.</summary>
public sealed class ClockStepTests : IAsyncLifetime
{
    private const string EachFive = "{ type: cron, pattern: \"*/5 * * * *\" }";
    private readonly CancellationTokenSource stop = new();
    private readonly ServiceDriver world = new(ServiceDriver.Repository());
    private GitOpsService service = null!;
    private Task running = Task.CompletedTask;

    public async Task InitializeAsync()
    {
        world.Remote.Push("Add", [ServiceDriver.Plan("each-five", EachFive)]);
        service = world.Service(static configuration => configuration with { PollInterval = TimeSpan.FromMinutes(1) });
        running = service.RunAsync(stop.Token);
        await world.HearAsync<ServiceEvent.Idle>();
    }

    public async Task DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        await service.DisposeAsync();
        stop.Dispose();
        world.Dispose();
    }

    [Fact]
    public async Task An_instant_that_comes_twice_runs_once_and_the_next_one_runs()
    {
        await PassAsync(5);
        await EndedAsync(At(5));
        world.Clock.Set(TimeSpan.FromMinutes(-3));
        await PassAsync(8);
        await EndedAsync(At(10));
        Instants().ShouldBe([At(5), At(10)]);
    }

    /// <summary>It was wrong by years when the machine started, say, and is put right.</summary>
    [Fact]
    public async Task A_clock_that_was_far_ahead_silences_no_plan_when_it_is_set_right()
    {
        world.Clock.Set(TimeSpan.FromDays(800));
        await PassAsync(1);
        world.Clock.Set(TimeSpan.FromDays(-800));
        await PassAsync(4);
        await EndedAsync(At(5));
        Instants().ShouldContain(At(5));
        await world.HearAsync<ServiceEvent.Published>(_ => world.Published.Any(static record => record.Instant == At(5)));
    }

    [Fact]
    public async Task A_clock_that_jumps_over_an_instant_misses_it_as_a_machine_that_slept_does()
    {
        world.Clock.Set(TimeSpan.FromMinutes(22));
        await PassAsync(3);
        await EndedAsync(At(25));
        Instants().ShouldBe([At(25)]);
        world.Events.OfType<ServiceEvent.PlanSkipped>().Single().Reason.ShouldContain("12:20:00.");
    }

    [Theory]
    [InlineData(-400)]
    [InlineData(400)]
    public async Task A_run_during_which_the_clock_is_set_keeps_the_order_of_its_events_and_its_durations(int days)
    {
        using var driver = new ExecutionDriver();
        var clock = new ManualClock(new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
        driver.Clock = clock;
        driver.OnEvent = happened =>
        {
            if (happened is RunEvent.ActivityStarted or RunEvent.ExperimentStarted) clock.Advance(TimeSpan.FromSeconds(3));
            if (happened is RunEvent.ActivityStarted { Name: "a0" })
            {
                clock.Set(TimeSpan.FromDays(days));
                driver.Control.Record("noted", "after", null);
            }
        };
        driver.Control.Record("noted", "before", null);
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("true", "true"));
        var journal = Journal.TryParse(run.JournalText!).ShouldNotBeNull();
        journal.Run.Select(static entry => entry.End - entry.Start).ShouldBe([TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3)]);
        (run.Record.End - run.Record.Start).ShouldBe(TimeSpan.FromSeconds(9));
        run.JournalText!.ShouldContain("\"duration\": 9.0");
        run.Record.Events.Select(static item => item.Detail).ShouldBe(["before", "after"]);
    }

    /// <summary>The Chaos Toolkit writes what the clock says.</summary>
    [Fact]
    public async Task A_journal_that_ends_before_it_starts_makes_a_record_that_does_not()
    {
        using var driver = new ExecutionDriver();
        driver.FakeChaos("""
            cat > $journal <<'END'
            {"chaoslib-version": "1.45.0", "status": "completed", "deviated": false, "start": "2026-11-21T12:00:00+00:00", "end": "2025-11-21T12:00:00+00:00",
             "duration": -31536000.0, "experiment": {"title": "t"}, "run": [{"activity": {"name": "a0", "type": "action"}, "status": "succeeded",
             "start": "2026-11-21T12:00:00+00:00", "end": "2025-11-21T12:00:00+00:00", "duration": -31536000.0, "output": null}], "rollbacks": []}
            END
            """);
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("true"));
        run.Record.Verdict.ShouldBe(Verdict.Unverified, run.Record.VerdictReason);
        run.Record.End.ShouldBe(run.Record.Start);
    }

    private static DateTimeOffset At(int minute) => new(2026, 11, 21, 12, minute, 0, TimeSpan.Zero);

    private IEnumerable<DateTimeOffset?> Instants() => world.Events.OfType<ServiceEvent.ExecutionStarted>().Select(static started => started.Order.Instant);

    private Task<ServiceEvent.ExecutionEnded> EndedAsync(DateTimeOffset instant) => world.HearAsync<ServiceEvent.ExecutionEnded>(ended => ended.Record.Instant == instant);

    /// <summary>Time passes, a minute after the other, and the service has the time to look after each.</summary>
    private async Task PassAsync(int minutes)
    {
        for (var i = 0; i < minutes; i++)
        {
            var before = world.Events.OfType<ServiceEvent.Idle>().Count();
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            var patience = System.Diagnostics.Stopwatch.StartNew();
            while (world.Events.OfType<ServiceEvent.Idle>().Count() <= before && patience.Elapsed < TimeSpan.FromSeconds(2)) await Task.Delay(10);
        }
    }
}
