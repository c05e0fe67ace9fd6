using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Executions.Control;

namespace Reliably.GitOps.Schedules;

/// <summary>The loop of <c>reliably serve</c>, on a clock that the test moves.</summary>
public sealed class ServiceLoopTests : IAsyncLifetime
{
    private readonly CancellationTokenSource stop = new();
    private readonly ServiceDriver world = new(ServiceDriver.Repository());
    private GitOpsService? service;
    private Task running = Task.CompletedTask;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (service is not null) await service.DisposeAsync();
        world.Dispose();
        stop.Dispose();
    }

    [Fact]
    public async Task Starts_a_plan_at_its_instant_and_not_before()
    {
        await BeginAsync(ServiceDriver.Plan("each-five", "{ type: cron, pattern: \"*/5 * * * *\" }"));
        (await world.HearAsync<ServiceEvent.Idle>()).NextStart.ShouldBe(new DateTimeOffset(2026, 11, 21, 12, 5, 0, TimeSpan.Zero));
        await LookAgainAsync(TimeSpan.FromMinutes(4));
        world.Ran.ShouldBeEmpty();
        world.Clock.Advance(TimeSpan.FromSeconds(30));
        var record = (await world.HearAsync<ServiceEvent.ExecutionEnded>()).Record;
        record.Instant.ShouldBe(new DateTimeOffset(2026, 11, 21, 12, 5, 0, TimeSpan.Zero));
        await world.HearAsync<ServiceEvent.Published>();
        await EndAsync();
    }

    [Fact]
    public async Task Answers_a_request_without_waiting_for_the_next_look()
    {
        await BeginAsync(ServiceDriver.Plan("hand", "{ type: manual }"));
        world.Trigger("hand");
        (await world.HearAsync<ServiceEvent.ExecutionEnded>()).Record.Actor.ShouldBe("ada");
        await EndAsync();
    }

    [Fact]
    public async Task A_stop_interrupts_what_runs_gives_up_what_waits_and_publishes_both()
    {
        world.Engine = UntilInterruptedAsync;
        await BeginAsync(("experiments/b.yaml", ServiceDriver.Experiment), ("plans/two.yaml", "title: two\nexperiments: [a, b]\nschedule: { type: manual }\n"));
        world.Trigger("two");
        await world.HearAsync<ServiceEvent.ExecutionStarted>();
        await EndAsync();
        world.Ran.Count.ShouldBe(1);
        world.Published.Count().ShouldBe(2);
        world.Published.ShouldAllBe(static record => record.Verdict == Verdict.Interrupted);
        world.Published.Last().VerdictReason.ShouldContain("the service was stopped");
    }

    [Fact]
    public async Task Runs_of_one_group_replace_or_forbid_each_other()
    {
        world.Engine = UntilInterruptedAsync;
        await BeginAsync(
            ServiceDriver.Plan("long", "{ type: manual }", "concurrency: { group: g, policy: queue }\n"),
            ServiceDriver.Plan("shy", "{ type: manual }", "concurrency: { group: g, policy: forbid }\n"),
            ServiceDriver.Plan("bold", "{ type: manual }", "concurrency: { group: g, policy: replace }\n"));
        world.Trigger("long");
        await world.HearAsync<ServiceEvent.ExecutionStarted>(static started => started.Order.Plan!.Value == "long");
        world.Trigger("shy");
        (await world.HearAsync<ServiceEvent.PlanSkipped>()).Reason.ShouldContain("'long'");
        world.Trigger("bold");
        await world.HearAsync<ServiceEvent.ExecutionStarted>(static started => started.Order.Plan!.Value == "bold");
        (await world.HearAsync<ServiceEvent.ExecutionEnded>()).Record.Events.ShouldContain(static item => item.Detail.Contains("replaced by 'bold'", StringComparison.Ordinal));
        await EndAsync();
        world.Published.Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_failing_remote_is_said_with_what_to_do_and_tried_again()
    {
        await BeginAsync(ServiceDriver.Plan("hand", "{ type: manual }"));
        world.Remote.Refuse("closed for the night");
        world.Trigger("hand");
        (await world.HearAsync<ServiceEvent.Problem>()).Message.ShouldContain("closed for the night");
        world.Remote.Accept();
        world.Clock.Advance(TimeSpan.FromSeconds(6));
        await world.HearAsync<ServiceEvent.Published>();
        await EndAsync();
        world.Ran.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_machine_that_slept_does_not_make_up_for_what_it_missed()
    {
        await BeginAsync(ServiceDriver.Plan("hourly", "{ type: cron, pattern: \"@hourly\" }"));
        await world.HearAsync<ServiceEvent.Idle>();
        world.Clock.Advance(TimeSpan.FromHours(7.5));
        (await world.HearAsync<ServiceEvent.PlanSkipped>()).Reason.ShouldContain("missed: skip");
        await EndAsync();
        world.Ran.ShouldBeEmpty();
    }

    private static async Task<ExecutedRun> UntilInterruptedAsync(ExecutionOrder order, IProgress<RunEvent> progress, RunControl control)
    {
        var interrupted = new TaskCompletionSource();
        await using var registration = control.Signals.Interrupt.Register(interrupted.SetResult);
        await interrupted.Task;
        return ServiceDriver.Done(order, Verdict.Interrupted);
    }

    private async Task BeginAsync(params (string Path, string? Text)[] files)
    {
        world.Remote.Push("Add", files);
        service = world.Service();
        running = service.RunAsync(stop.Token);
        await world.HearAsync<ServiceEvent.Idle>();
    }

    /// <summary>Moves the clock in steps of a poll, so that the service never thinks it slept.</summary>
    private async Task LookAgainAsync(TimeSpan by)
    {
        for (var passed = TimeSpan.Zero; passed < by; passed += TimeSpan.FromSeconds(30))
        {
            world.Forget();
            world.Clock.Advance(TimeSpan.FromSeconds(30));
            await world.HearAsync<ServiceEvent.Idle>();
        }
    }

    private async Task EndAsync()
    {
        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromMinutes(1));
    }
}
