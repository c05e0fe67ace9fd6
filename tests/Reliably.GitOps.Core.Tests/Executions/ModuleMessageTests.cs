namespace Reliably.GitOps.Executions;

public class ModuleMessageTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Reads_who_speaks() =>
        ModuleMessage.Read("""{"hello": 1, "library": "1.45.0", "command": "1.19.0", "python": "3.12.1", "pid": 5}""", Now)
            .ShouldBe(new ModuleMessage.Hello("1.45.0", "1.19.0", "3.12.1") { ProcessId = 5 });

    [Fact]
    public void Reads_what_happened()
    {
        Told("""{"event": "phase", "phase": "during"}""").ShouldBe(new RunEvent.PhaseStarted(RunPhase.HypothesisDuring) { At = Now });
        Told("""{"event": "activity-started", "phase": "rollbacks", "type": "action", "name": "a"}""").ShouldBe(new RunEvent.ActivityStarted(RunPhase.Rollbacks, "action", "a") { At = Now });
        Told("""{"event": "activity-ended", "phase": "before", "name": "a", "status": "succeeded", "duration": 1.5, "met": false}""")
            .ShouldBe(new RunEvent.ActivityEnded(RunPhase.HypothesisBefore, "a", true, false, TimeSpan.FromSeconds(1.5)) { At = Now });
        Told("""{"event": "activity-ended", "phase": "method", "name": "a", "status": "None", "duration": null}""")
            .ShouldBe(new RunEvent.ActivityEnded(RunPhase.Method, "a", false, null, null) { At = Now });
        Told("""{"event": "experiment-ended", "status": "completed", "deviated": true}""").ShouldBe(new RunEvent.ExperimentEnded("completed", true) { At = Now });
    }

    [Fact]
    public void Reads_questions()
    {
        ModuleMessage.Read("""{"ask": 7, "phase": "method", "before": "activity"}""", Now).ShouldBe(new ModuleMessage.Asked(7, false));
        ModuleMessage.Read("""{"ask": 8, "phase": "rollbacks", "before": "rollbacks"}""", Now).ShouldBe(new ModuleMessage.Asked(8, true));
        ModuleMessage.Answer(8, go: false, rollbacks: true).ShouldBe("""{"answer":8,"go":false,"rollbacks":true}""");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[1]")]
    [InlineData("""{"event": "of another version"}""")]
    [InlineData("""{"event": "phase", "phase": "of another version"}""")]
    [InlineData("""{"ask": -1}""")]
    [InlineData("""{"ask": 99999999999999999999999}""")]
    [InlineData("""{"event": {"no": "text"}}""")]
    public void Leaves_alone_what_it_does_not_know(string line) => ModuleMessage.Read(line, Now).ShouldBeNull();

    [Theory]
    [InlineData("1.45.0", null)]
    [InlineData("1.33.1", null)]
    [InlineData("1.33.0", "older")]
    [InlineData("1.99", null)]
    [InlineData("1.45.1.dev3+g1234", null)]
    [InlineData("1.32.1", "older")]
    [InlineData("0.9", "older")]
    [InlineData("2.0.0", "newer")]
    [InlineData("unknown", "does not say")]
    [InlineData("", "does not say")]
    public void Says_what_is_to_be_said_of_a_version(string version, string? said)
    {
        if (said is null) ChaosToolkitVersions.Warning(version, controlled: false).ShouldBeNull();
        else ChaosToolkitVersions.Warning(version, controlled: false)!.ShouldContain(said);
        if (said is not "newer") ChaosToolkitVersions.Warning(version, controlled: true).ShouldBeNull("what loads our module is no older than it must be");
    }

    private static RunEvent Told(string line) => ModuleMessage.Read(line, Now).ShouldBeOfType<ModuleMessage.Told>().Event;
}
