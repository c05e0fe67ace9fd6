using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Executions.Control;

public sealed class RunControlTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 3, 0, 0, TimeSpan.Zero);
    private readonly ManualClock clock = new(Start);
    private readonly RunControl control;

    public RunControlTests() => control = new(clock);

    public void Dispose() => control.Dispose();

    [Fact]
    public async Task A_pause_holds_whoever_passes_until_somebody_resumes()
    {
        IsOpen().ShouldBeTrue();
        control.Pause(null, "ada", "the dashboards are red").Done.ShouldBeTrue();
        var held = control.Signals.Pauses.PassAsync(default).AsTask();
        held.IsCompleted.ShouldBeFalse();
        control.Status.ShouldBe("paused");
        control.Resume("grace", null).Done.ShouldBeTrue();
        await held.WaitAsync(TimeSpan.FromMinutes(1));
        control.Status.ShouldBe("running");
        control.Events.Select(static item => item.Line).ShouldBe(["paused by ada: until it is resumed; the dashboards are red", "resumed by grace: it goes on"]);
    }

    [Fact]
    public async Task A_pause_for_a_time_ends_by_itself_and_says_so()
    {
        control.Pause(TimeSpan.FromMinutes(5), "ada", null).Text.ShouldContain("until 2026-11-21T03:05:00Z");
        var held = control.Signals.Pauses.PassAsync(default).AsTask();
        clock.Advance(TimeSpan.FromMinutes(4));
        held.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromMinutes(1));
        await held.WaitAsync(TimeSpan.FromMinutes(1));
        control.Events[^1].ShouldBe(new(Start.AddMinutes(5), "resumed", "the time of the pause was over"));
    }

    [Fact]
    public async Task A_newer_pause_replaces_the_end_of_an_older_one()
    {
        control.Pause(TimeSpan.FromMinutes(1), "ada", null);
        control.Pause(TimeSpan.FromMinutes(10), "ada", null);
        var held = control.Signals.Pauses.PassAsync(default).AsTask();
        clock.Advance(TimeSpan.FromMinutes(2));
        held.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromMinutes(8));
        await held.WaitAsync(TimeSpan.FromMinutes(1));
        control.Events.Length.ShouldBe(3);
    }

    [Fact]
    public async Task A_stop_of_a_paused_run_lets_no_activity_begin()
    {
        control.Pause(null, "ada", null);
        var held = control.Signals.Pauses.PassAsync(control.Signals.Interrupt).AsTask();
        control.Stop(new() { Who = "grace", Why = "checkout pages" }).Done.ShouldBeTrue();
        await Should.ThrowAsync<OperationCanceledException>(() => held.WaitAsync(TimeSpan.FromMinutes(1)));
        control.Paused.ShouldBeNull();
        control.Signals.NoRollbacks.IsCancellationRequested.ShouldBeFalse();
        control.Pause(null, "ada", null).Done.ShouldBeFalse();
    }

    [Fact]
    public void The_first_stop_is_the_reason_and_a_second_may_only_cut_rollbacks_off()
    {
        control.Stop(new() { Who = "ada", Why = "checkout pages" }).Done.ShouldBeTrue();
        control.Stop(new() { Who = "grace" }).Done.ShouldBeFalse();
        control.Stop(new() { Who = "grace", Rollbacks = false }).Done.ShouldBeTrue();
        control.Signals.NoRollbacks.IsCancellationRequested.ShouldBeTrue();
        control.Stop(new() { Who = "grace", Rollbacks = false }).Done.ShouldBeFalse();
        control.Stopped!.Text.ShouldBe("Stopped by ada: checkout pages.");
        control.Events.Select(static item => item.Line).ShouldBe(["stopped by ada: checkout pages", "stopped by grace: without rollbacks"]);
    }

    [Fact]
    public void Rollbacks_are_neither_paused_nor_stopped_but_can_be_cut_off()
    {
        control.Pause(null, "ada", null);
        control.RollbacksBegan();
        control.Status.ShouldBe("rolling back");
        IsOpen().ShouldBeTrue();
        control.Pause(null, "ada", null).Text.ShouldContain("nothing to pause");
        control.Stop(new() { Who = "ada" }).Text.ShouldContain("left to end");
        control.Stopped.ShouldBeNull();
        control.Stop(new() { Who = "ada", Rollbacks = false }).Text.ShouldContain("cut off");
        control.Signals.NoRollbacks.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public void Nothing_can_be_asked_of_a_run_that_is_over()
    {
        control.End();
        control.Stop(new()).Done.ShouldBeFalse();
        control.Pause(null, null, null).Done.ShouldBeFalse();
        control.Resume(null, null).Done.ShouldBeFalse();
        control.Kill(null, null).Done.ShouldBeFalse();
        control.Record("guard", "too late", null);
        control.Events.ShouldBeEmpty();
    }

    [Fact]
    public void A_listener_hears_events_in_order_also_those_it_causes()
    {
        var heard = new List<string>();
        control.Happened += item =>
        {
            if (item.Kind == "paused") control.Stop(new() { Who = "a guard" });
            heard.Add(item.Kind);
        };
        control.Pause(null, "ada", null);
        heard.ShouldBe(["paused", "stopped"]);
    }

    private bool IsOpen() => control.Signals.Pauses.PassAsync(default).AsTask().IsCompleted;

    [Fact]
    public void Secrets_in_what_people_say_are_hidden()
    {
        control.Mask = static text => text.Replace("s3cr3t", "***", StringComparison.Ordinal);
        control.Stop(new() { Who = "ada", Why = "the token s3cr3t leaked" });
        control.Events[0].Detail.ShouldBe("the token *** leaked");
    }
}
