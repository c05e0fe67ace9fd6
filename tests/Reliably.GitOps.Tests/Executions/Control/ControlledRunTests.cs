using Reliably.GitOps.Drivers;
using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Executions.Control;

/// <summary>Runs that are paused and stopped, by both engines where both are here, and engines that do not do as they are told.</summary>
public sealed class ControlledRunTests : IDisposable
{
    private const string Steps = """
        title: Steps
        description: d
        method:
        - { type: action, name: first, provider: { type: process, path: touch, arguments: [first] } }
        - { type: action, name: second, provider: { type: process, path: touch, arguments: [second] } }
        rollbacks:
        - { type: action, name: back, provider: { type: process, path: touch, arguments: [rolled-back] } }
        """;

    private const string Endless = """
        title: Endless
        description: d
        method:
        - { type: action, name: change, provider: { type: process, path: sh, arguments: [-c, "touch started; exec sleep 600"] } }
        rollbacks:
        - { type: action, name: back, provider: { type: process, path: touch, arguments: [rolled-back] } }
        """;

    private readonly ExecutionDriver driver = new();

    public void Dispose() => driver.Dispose();

    [Theory]
    [InlineData(RunnerChoice.Native)]
    [InlineData(RunnerChoice.ChaosToolkit)]
    public async Task A_paused_run_ends_its_activity_and_begins_no_other_until_it_is_resumed(RunnerChoice runner)
    {
        if (!Use(runner)) return;
        var held = new TaskCompletionSource();
        driver.OnEvent = happened =>
        {
            if (happened is RunEvent.ActivityStarted { Name: "first" }) driver.Control.Pause(null, "ada", "a look at the dashboards");
            if (happened is RunEvent.ActivityEnded { Name: "first" }) held.SetResult();
        };
        var running = Task.Run(() => driver.RunYamlAsync(Steps));
        await held.Task.WaitAsync(TimeSpan.FromMinutes(1));
        Has("first").ShouldBeTrue();
        running.IsCompleted.ShouldBeFalse();
        Has("second").ShouldBeFalse();
        driver.Control.Resume("grace", null).Done.ShouldBeTrue();
        var run = await running;
        Has("second").ShouldBeTrue();
        run.Record.Status.ShouldBe("completed");
        run.Record.Events.Select(static item => item.Line).ShouldBe(["paused by ada: until it is resumed; a look at the dashboards", "resumed by grace: it goes on"]);
        driver.Events.OfType<RunEvent.Intervened>().Count().ShouldBe(2);
    }

    [Theory]
    [InlineData(RunnerChoice.Native)]
    [InlineData(RunnerChoice.ChaosToolkit)]
    public async Task A_stop_of_a_paused_run_plays_rollbacks_and_names_who_and_why(RunnerChoice runner)
    {
        if (!Use(runner)) return;
        driver.OnEvent = happened =>
        {
            if (happened is RunEvent.ActivityStarted { Name: "first" }) driver.Control.Pause(null, "ada", null);
            if (happened is RunEvent.ActivityEnded { Name: "first" }) driver.Control.Stop(new() { Who = "grace", Why = "checkout pages" });
        };
        var run = await driver.RunYamlAsync(Steps);
        run.Record.Verdict.ShouldBe(Verdict.Interrupted);
        run.Record.VerdictReason.ShouldBe("Stopped by grace: checkout pages.");
        run.Record.Events.Single(static item => item.Kind == "stopped").Actor.ShouldBe("grace");
        Has("second").ShouldBeFalse();
        Has("rolled-back").ShouldBeTrue();
    }

    [Theory]
    [InlineData(RunnerChoice.Native)]
    [InlineData(RunnerChoice.ChaosToolkit)]
    public async Task A_stop_without_rollbacks_undoes_nothing_and_leaves_a_journal(RunnerChoice runner)
    {
        if (!Use(runner)) return;
        driver.OnEvent = happened =>
        {
            if (happened is RunEvent.ActivityStarted { Name: "first" }) driver.Control.Stop(new() { Who = "ada", Rollbacks = false });
        };
        var run = await driver.RunYamlAsync(Steps);
        run.Record.Status.ShouldBe("interrupted");
        run.Record.VerdictReason.ShouldBe("Stopped by ada without rollbacks.");
        Has("rolled-back").ShouldBeFalse();
        Journal.TryParse(run.JournalText!)!.Rollbacks.ShouldBeEmpty();
    }

    /// <summary>On a busy machine the news of a stop takes its time from thread to thread; a stop that was accepted counts from then on.</summary>
    [Theory]
    [InlineData("method", "rolled-back")]
    [InlineData("rollbacks", "second")]
    public async Task Nothing_begins_after_a_stop_without_rollbacks_however_late_its_news_come(string part, string other)
    {
        using var late = new ManualResetEventSlim();
        driver.OnEvent = happened =>
        {
            if (happened is not RunEvent.ActivityStarted { Name: "first" }) return;
            _ = driver.Control.Signals.Interrupt.Register(() => late.Wait(TimeSpan.FromMinutes(1)));
            _ = driver.Control.Signals.NoRollbacks.Register(() => late.Wait(TimeSpan.FromMinutes(1)));
            driver.Control.Stop(new() { Who = "ada", Rollbacks = false }).Done.ShouldBeTrue();
        };
        var run = await driver.RunYamlAsync($$"""
            title: t
            description: d
            {{(part == "method" ? "rollbacks" : "method")}}:
            - { type: action, name: other, provider: { type: process, path: touch, arguments: [{{other}}] } }
            {{part}}:
            - { type: action, name: first, provider: { type: process, path: touch, arguments: [first] } }
            - { type: action, name: never, provider: { type: process, path: touch, arguments: [never] } }
            """);
        late.Set();
        run.Record.Status.ShouldBe("interrupted", run.Record.VerdictReason);
        Has("never").ShouldBeFalse();
        Has(other).ShouldBe(part == "rollbacks");
    }

    /// <summary>The deadline is shorter than the time that what runs in the background is given.</summary>
    [Theory]
    [InlineData("default")]
    [InlineData("during-method-only")]
    public async Task A_stop_waits_for_nothing_in_the_background_that_was_held_before_it_began(string hypothesis)
    {
        driver.StopDeadline = TimeSpan.FromSeconds(3);
        driver.Options = driver.Options with { HypothesisStrategy = hypothesis };
        driver.OnEvent = happened =>
        {
            if (happened is RunEvent.ActivityStarted { Name: "first" }) driver.Control.Pause(null, "ada", null);
            if (happened is RunEvent.ActivityEnded { Name: "first" }) _ = Task.Run(async () =>
            {
                await Task.Delay(300); // for the others to come to the gate
                driver.Control.Stop(new() { Who = "grace" });
            });
        };
        var run = await driver.RunYamlAsync("""
            title: t
            description: d
            steady-state-hypothesis:
              title: h
              probes:
              - { type: probe, name: p, tolerance: 0, provider: { type: process, path: "true" } }
            method:
            - { type: action, name: first, provider: { type: process, path: sleep, arguments: ["0.2"] } }
            - { type: action, name: behind, background: true, provider: { type: process, path: touch, arguments: [behind] } }
            - { type: action, name: second, provider: { type: process, path: touch, arguments: [second] } }
            rollbacks:
            - { type: action, name: back, provider: { type: process, path: touch, arguments: [rolled-back] } }
            """);
        run.Record.Status.ShouldBe("interrupted", run.Record.VerdictReason);
        Asked(run).Select(static item => item.Kind).ShouldBe(["paused", "stopped"]);
        Journal.TryParse(run.JournalText!)!.Rollbacks.Length.ShouldBe(1);
        Has("behind").ShouldBeFalse();
    }

    /// <summary>With --compat a stop cuts rollbacks off, as the Chaos Toolkit does it by itself.</summary>
    [Theory]
    [InlineData(RunnerChoice.Native)]
    [InlineData(RunnerChoice.ChaosToolkit)]
    public async Task A_stop_in_the_rollbacks_cuts_them_off_with_compat_and_else_lets_them_end(RunnerChoice runner)
    {
        foreach (var compat in (bool[])[true, false])
        {
            using var one = new ExecutionDriver();
            if (!Use(runner, one)) return;
            one.Options = one.Options with { Compat = compat };
            ControlAnswer? answer = null;
            one.OnEvent = happened =>
            {
                if (happened is RunEvent.ActivityStarted { Name: "mend" }) answer = one.Control.Stop(new() { Who = "ada" });
            };
            var run = await one.RunYamlAsync($$"""
                title: t
                description: d
                method: []
                rollbacks:
                - { type: action, name: mend, provider: { type: process, path: sleep, arguments: ["{{(compat ? "120" : "0.3")}}"] } }
                - { type: action, name: next, provider: { type: process, path: touch, arguments: [next] } }
                """);
            answer.ShouldNotBeNull().Done.ShouldBe(compat);
            File.Exists(Path.Combine(one.Folder, "next")).ShouldBe(!compat);
            run.Record.Status.ShouldBe(compat ? "interrupted" : "completed", run.Record.VerdictReason);
            Journal.TryParse(run.JournalText!)!.Rollbacks.Length.ShouldBe(compat ? 1 : 2);
        }
    }

    [Fact]
    public async Task Rollbacks_that_hang_are_cut_off_by_a_stop_without_rollbacks()
    {
        driver.OnEvent = happened =>
        {
            if (happened is RunEvent.ActivityStarted { Name: "hang" }) driver.Control.Stop(new() { Who = "ada", Rollbacks = false });
        };
        var run = await driver.RunYamlAsync("title: t\ndescription: d\nmethod: []\nrollbacks:\n- { type: action, name: hang, provider: { type: process, path: sleep, arguments: ['600'] } }\n");
        run.Record.Status.ShouldBe("interrupted");
        run.Record.VerdictReason.ShouldContain("ada");
        Living().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_safeguard_that_stops_the_run_halts_it()
    {
        driver.OnEvent = happened =>
        {
            if (happened is RunEvent.ActivityEnded { Name: "first" }) driver.Control.Stop(new() { Who = "the safeguard 'budget'", Kind = "safeguard", Why = "the error budget is spent", Halts = true });
        };
        var run = await driver.RunYamlAsync(Steps);
        run.Record.Verdict.ShouldBe(Verdict.Halted);
        Verdicts.ValueOf(run.Record).ShouldBe(0);
        Has("rolled-back").ShouldBeTrue();
    }

    [Fact]
    public async Task An_engine_that_swallows_interrupts_is_killed_and_its_rollbacks_are_played_for_it()
    {
        UseEngine("trap '' TERM INT HUP", "echo \"[2026-11-21 03:00:00 INFO] Playing your experiment's method now...\" >&2", "echo '[2026-11-21 03:00:00 INFO] Action: change' >&2", "touch started", "while :; do sleep 1; done");
        driver.StopDeadline = TimeSpan.FromMilliseconds(200);
        driver.OnEvent = happened =>
        {
            if (happened is RunEvent.ActivityStarted { Name: "change" }) driver.Control.Stop(new() { Who = "ada", Why = "checkout pages" });
        };
        var run = await driver.RunYamlAsync(Endless);
        run.Record.Verdict.ShouldBe(Verdict.Interrupted, run.Record.VerdictReason);
        run.Record.VerdictReason.ShouldBe("Stopped by ada: checkout pages.");
        Has("rolled-back").ShouldBeTrue();
        Asked(run).Select(static item => item.Kind).ShouldBe(["stopped", "killed", "rollbacks", "rollback"]);
        Asked(run)[2].Detail.ShouldBe("The engine was killed. Its rollbacks are played by Reliably, with its own engine.");
        Asked(run)[3].Detail.ShouldBe("'back' succeeded.");
        Living().ShouldBeEmpty();
    }

    [Fact]
    public async Task Rollbacks_of_an_engine_that_died_are_played_also_those_that_are_references()
    {
        UseEngine("echo \"[2026-11-21 03:00:00 INFO] Playing your experiment's method now...\" >&2", "kill -9 $$");
        var run = await driver.RunYamlAsync("""
            title: t
            description: d
            method:
            - { type: action, name: back, provider: { type: process, path: touch, arguments: [rolled-back] } }
            rollbacks:
            - { ref: back }
            """);
        run.Record.Verdict.ShouldBe(Verdict.Error);
        Has("rolled-back").ShouldBeTrue();
        Asked(run).Select(static item => item.Detail).ShouldBe(["The engine ended without a journal. Its rollbacks are played by Reliably, with its own engine.", "'back' succeeded."]);
    }

    [Theory]
    [InlineData("never")]
    [InlineData("deviated")]
    public async Task A_strategy_that_asks_for_no_rollbacks_is_kept_when_the_engine_died(string strategy)
    {
        UseEngine("echo \"[2026-11-21 03:00:00 INFO] Playing your experiment's method now...\" >&2", "exit 1");
        driver.Options = driver.Options with { RollbackStrategy = new(strategy, "command line") };
        var run = await driver.RunYamlAsync(Steps);
        run.Record.Verdict.ShouldBe(Verdict.Error);
        Has("rolled-back").ShouldBeFalse();
        Asked(run).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_engine_that_died_before_the_method_leaves_nothing_to_roll_back()
    {
        UseEngine("echo '[2026-11-21 03:00:00 ERROR] nothing works' >&2", "exit 1");
        var run = await driver.RunYamlAsync(Steps);
        run.Record.VerdictReason.ShouldContain("nothing works");
        Has("rolled-back").ShouldBeFalse();
    }

    [Fact]
    public async Task A_kill_while_rollbacks_are_played_for_a_dead_engine_ends_them()
    {
        UseEngine("echo \"[2026-11-21 03:00:00 INFO] Playing your experiment's method now...\" >&2", "exit 1");
        driver.OnEvent = happened =>
        {
            if (happened is RunEvent.ActivityStarted { Phase: RunPhase.Rollbacks }) driver.Control.Kill("ada", null);
        };
        var run = await driver.RunYamlAsync("title: t\ndescription: d\nmethod: []\nrollbacks:\n- { type: action, name: hang, provider: { type: process, path: sleep, arguments: ['600'] } }\n");
        run.Record.Events.ShouldContain(static item => item.Kind == "killed" && item.Actor == "ada");
        Living().ShouldBeEmpty();
    }

    private bool Use(RunnerChoice runner) => Use(runner, driver);

    private static bool Use(RunnerChoice runner, ExecutionDriver driver)
    {
        driver.Options = new() { Runner = runner };
        if (runner == RunnerChoice.Native) return true;
        driver.Variables["CHAOS"] = ChaosToolkitFactAttribute.Program ?? "";
        return ChaosToolkitFactAttribute.Program is not null;
    }

    /// <summary>The events but for what the engine says of its version.</summary>
    private static List<ExecutionEvent> Asked(ExecutedRun run) => [.. run.Record.Events.Where(static item => item.Kind != "runner")];

    private bool Has(string file) => File.Exists(Path.Combine(driver.Folder, file));

    private IReadOnlyList<int> Living() => MarkedProcesses.Find(MarkedProcesses.ExecutionVariable, driver.Id.Value);

    /// <summary>A stand-in for the Chaos Toolkit that does only what a test needs.</summary>
    private void UseEngine(params string[] script)
    {
        var file = Path.Combine(driver.Folder, "chaos");
        TestFolder.WriteScript(file, string.Join('\n', script));
        driver.Variables["CHAOS"] = file;
        driver.Options = new() { Runner = RunnerChoice.ChaosToolkit };
    }
}
