using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions.Control;

namespace Reliably.GitOps.Executions;

public sealed class RunClockTests
{
    [Fact]
    public void What_was_late_when_the_engine_ended_changes_nothing_any_more()
    {
        var time = new LateTimers();
        using var control = new RunControl(time);
        var clock = new RunClock(new Progress<RunEvent>(), control, new(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)), time);
        clock.End();
        clock.Dispose();
        time.Arrive().ShouldBe(2);
        control.Events.ShouldBeEmpty();
        control.Stopped.ShouldBeNull();
        clock.GaveUp.ShouldBeFalse();
    }
}
