namespace Reliably.GitOps.Executions;

public class ModuleMessageWritingTests
{
    private static readonly DateTimeOffset At = DateTimeOffset.UnixEpoch;

    [Fact]
    public void What_our_engine_says_is_read_as_what_happened()
    {
        foreach (var item in (RunEvent[])[
            new RunEvent.ExperimentStarted("\"Checkout\"\nholds") { At = At },
            .. Enum.GetValues<RunPhase>().Select(static phase => new RunEvent.PhaseStarted(phase) { At = At }),
            new RunEvent.ActivityStarted(RunPhase.Rollbacks, "action", "undo") { At = At },
            new RunEvent.ActivityEnded(RunPhase.Method, "a", true, null, TimeSpan.FromSeconds(1.5)) { At = At },
            new RunEvent.ActivityEnded(RunPhase.HypothesisDuring, "p", false, false, null) { At = At },
            new RunEvent.HypothesisEnded(RunPhase.HypothesisAfter, true) { At = At },
            new RunEvent.ExperimentEnded("completed", true) { At = At },
            new RunEvent.LogLine("é") { At = At }])
        {
            ModuleMessage.Read(ModuleMessageWriting.Event(item)!, At).ShouldBe(new ModuleMessage.Told(item));
        }
    }

    [Fact]
    public void It_says_who_it_is_and_asks() => (ModuleMessage.Read(ModuleMessageWriting.Hello("1.45.0+reliably.0.1.0", 7), At), ModuleMessage.Read(ModuleMessageWriting.Ask(3), At)).ShouldBe(
        (new ModuleMessage.Hello("1.45.0+reliably.0.1.0", "reliably", "none") { ProcessId = 7 }, new ModuleMessage.Asked(3, false)));
}
