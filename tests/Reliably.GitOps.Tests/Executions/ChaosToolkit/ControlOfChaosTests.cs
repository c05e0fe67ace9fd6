using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Executions.ChaosToolkit;

/// <summary>The real Chaos Toolkit under our control module: followed, paused, stopped.</summary>
public sealed class ControlOfChaosTests : IDisposable
{
    private const string TwoSteps = """
        title: Two steps
        description: d
        method:
        - { type: action, name: first, provider: { type: process, path: sh, arguments: [-c, "touch first"] } }
        - { type: action, name: second, provider: { type: process, path: touch, arguments: [second] } }
        rollbacks:
        - { type: action, name: back, provider: { type: process, path: touch, arguments: [rolled-back] } }
        """;

    private readonly ExecutionDriver driver = new();

    public void Dispose() => driver.Dispose();

    [ChaosToolkitTheory]
    [InlineData(RunnerChoice.ChaosToolkit)]
    [InlineData(RunnerChoice.Native)]
    public async Task Both_engines_tell_the_same_course(RunnerChoice runner)
    {
        driver.RealChaos();
        driver.Options = new() { Runner = runner };
        await driver.RunYamlAsync("""
            title: Course of ${who}
            description: d
            configuration: { who: all }
            steady-state-hypothesis:
              title: h
              probes:
              - { type: probe, name: p, tolerance: 0, provider: { type: process, path: "true" } }
              - { type: probe, name: q, tolerance: 0, provider: { type: process, path: sh, arguments: [-c, "test ! -e broken"] } }
            method:
            - { type: action, name: break, provider: { type: process, path: touch, arguments: [broken] } }
            - { type: action, name: slow, provider: { type: process, path: sleep, arguments: ["9"], timeout: 0.1 } }
            rollbacks:
            - { type: action, name: mend, provider: { type: process, path: rm, arguments: [broken] } }
            """);
        driver.Events.Where(static happened => happened is not RunEvent.LogLine).Select(Tell).ShouldBe([
            "experiment Course of all",
            "HypothesisBefore", "probe p", "p done True", "probe q", "q done True", "met True",
            "Method", "action break", "break done", "action slow", "slow failed",
            "HypothesisAfter", "probe p", "p done True", "probe q", "q done False", "met False",
            "Rollbacks", "action mend", "mend done",
            "completed True",
        ]);
    }

    [ChaosToolkitFact]
    public async Task Samples_of_the_hypothesis_and_background_activities_are_told_apart()
    {
        driver.RealChaos();
        driver.Options = driver.Options with { HypothesisStrategy = "during-method-only", HypothesisFrequency = 60 };
        await driver.RunYamlAsync("""
            title: t
            description: d
            steady-state-hypothesis:
              title: h
              probes: [{ type: probe, name: p, tolerance: 0, provider: { type: process, path: "true" } }]
            method:
            - { type: action, name: behind, background: true, provider: { type: process, path: "true" } }
            - { type: action, name: front, provider: { type: process, path: sleep, arguments: ["0.5"] } }
            """);
        driver.Events.OfType<RunEvent.ActivityEnded>().ToLookup(static ended => ended.Name, static ended => (ended.Phase, ended.ToleranceMet)).ShouldSatisfyAllConditions(
            ended => ended["p"].ShouldBe([(RunPhase.HypothesisDuring, true)]),
            ended => ended["behind"].ShouldBe([(RunPhase.Method, null)]),
            ended => ended["front"].ShouldBe([(RunPhase.Method, null)]));
        driver.Events.OfType<RunEvent.ActivityEnded>().ShouldAllBe(static ended => ended.Duration != null);
    }

    [ChaosToolkitFact]
    public async Task What_the_experiment_sees_and_what_the_journal_says_know_nothing_of_us()
    {
        driver.RealChaos();
        driver.Variables["PYTHONPATH"] = "/some/path:/another";
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("echo path=$PYTHONPATH; ls -A; env | grep -ci reliabl[y]_control; true"));
        run.JournalText.ShouldNotBeNull().ShouldContain("/some/path:/another\\n");
        run.JournalText!.ShouldNotContain("reliably_control");
        Journal.TryParse(run.JournalText!)!.Experiment["controls"].ShouldBeNull();
        Directory.EnumerateFileSystemEntries(Path.Combine(driver.Folder, "runs")).ShouldBeEmpty();
        File.Exists(Path.Combine(driver.Folder, "chaostoolkit.log")).ShouldBeFalse();
        run.Record.Events.ShouldBeEmpty();
    }

    [ChaosToolkitFact]
    public async Task A_pause_holds_the_next_activity_until_somebody_resumes()
    {
        driver.RealChaos();
        var resumed = DateTimeOffset.MaxValue;
        driver.OnEvent = happened =>
        {
            if (happened is RunEvent.ActivityStarted { Name: "first" }) driver.Control.Pause(null, "ann", "to look").Done.ShouldBeTrue();
            if (happened is RunEvent.ActivityEnded { Name: "first" }) _ = ResumeAsync();
        };

        var run = await driver.RunYamlAsync(TwoSteps);
        run.Record.Status.ShouldBe("completed", run.Record.VerdictReason);
        run.Record.Events.Select(static happened => (happened.Kind, happened.Actor)).ShouldBe([("paused", "ann"), ("resumed", "bob")]);
        Journal.TryParse(run.JournalText!)!.Run[1].Start!.Value.ShouldBeGreaterThanOrEqualTo(resumed);

        async Task ResumeAsync()
        {
            await Task.Delay(300);
            File.Exists(Path.Combine(driver.Folder, "second")).ShouldBeFalse();
            resumed = DateTimeOffset.UtcNow;
            driver.Control.Resume("bob", null);
        }
    }

    [ChaosToolkitTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_paused_run_can_be_stopped_with_or_without_rollbacks(bool rollbacks)
    {
        driver.RealChaos();
        driver.OnEvent = happened =>
        {
            if (happened is RunEvent.ActivityStarted { Name: "first" }) driver.Control.Pause(null, "ann", null);
            if (happened is RunEvent.ActivityEnded { Name: "first" }) driver.Control.Stop(new() { Who = "ann", Why = "enough", Rollbacks = rollbacks });
        };
        var run = await driver.RunYamlAsync(TwoSteps);
        run.Record.Status.ShouldBe("interrupted", run.Record.VerdictReason);
        File.Exists(Path.Combine(driver.Folder, "second")).ShouldBeFalse();
        File.Exists(Path.Combine(driver.Folder, "rolled-back")).ShouldBe(rollbacks);
    }

    /// <summary>A Python activity that catches every exception catches the interruption too; the next activity is the end all the same.</summary>
    [ChaosToolkitFact]
    public async Task An_activity_that_swallows_the_interruption_ends_the_run_at_the_next()
    {
        driver.RealChaos();
        driver.Variables["PYTHONPATH"] = driver.Folder;
        await File.WriteAllTextAsync(Path.Combine(driver.Folder, "stubborn.py"), """
            import time

            def nap():
                try:
                    open("napping", "w").close()
                    time.sleep(120)
                except Exception:
                    return "I go on"
            """);
        driver.OnEvent = happened =>
        {
            if (happened is RunEvent.ActivityStarted { Name: "nap" }) _ = driver.StopWhenAsync("napping");
        };
        var run = await driver.RunYamlAsync("""
            title: t
            description: d
            method:
            - { type: action, name: nap, provider: { type: python, module: stubborn, func: nap } }
            - { type: action, name: never, provider: { type: process, path: touch, arguments: [never] } }
            rollbacks:
            - { type: action, name: back, provider: { type: process, path: touch, arguments: [rolled-back] } }
            """);
        run.Record.Status.ShouldBe("interrupted", run.Record.VerdictReason);
        File.Exists(Path.Combine(driver.Folder, "never")).ShouldBeFalse();
        File.Exists(Path.Combine(driver.Folder, "rolled-back")).ShouldBeTrue();
    }

    /// <summary>The program that is called chaos is a script that starts the real one, and stays.</summary>
    [ChaosToolkitFact]
    public async Task An_interruption_reaches_the_real_one_behind_a_script_and_ends_the_method_before_rollbacks()
    {
        driver.FakeChaos("exit 1");
        await File.WriteAllTextAsync(driver.Variables["CHAOS"], $"#!/bin/sh\n{ChaosToolkitFactAttribute.Program} \"$@\"\nexit $?\n");
        driver.OnEvent = happened =>
        {
            if (happened is RunEvent.ActivityStarted { Name: "wait" }) _ = driver.StopWhenAsync("started");
        };
        var run = await driver.RunYamlAsync("""
            title: t
            description: d
            method:
            - { type: action, name: wait, provider: { type: process, path: sh, arguments: [-c, "setsid sleep 61711 & touch started; sleep 613"] } }
            rollbacks:
            - { type: action, name: look, provider: { type: process, path: sh, arguments: [-c, "ps -e -o stat=,args= | grep -v '^Z' | grep -c '[s]leep 61711'"] } }
            """);
        run.Record.Status.ShouldBe("interrupted", run.Record.VerdictReason);
        run.JournalText!.ShouldContain("\"stdout\": \"0\\n\"");
    }

    [ChaosToolkitFact]
    public async Task A_stop_without_rollbacks_cuts_off_those_that_play()
    {
        driver.RealChaos();
        driver.OnEvent = happened =>
        {
            if (happened is RunEvent.ActivityStarted { Name: "mend" }) driver.Control.Stop(new() { Who = "ann", Rollbacks = false });
        };
        var run = await driver.RunYamlAsync("""
            title: t
            description: d
            method: []
            rollbacks:
            - { type: action, name: mend, provider: { type: process, path: sleep, arguments: ["120"] } }
            - { type: action, name: never, provider: { type: process, path: touch, arguments: [never] } }
            """);
        run.Record.Status.ShouldBe("interrupted", run.Record.VerdictReason);
        File.Exists(Path.Combine(driver.Folder, "never")).ShouldBeFalse();
    }

    [ChaosToolkitFact]
    public async Task A_run_that_is_stopped_before_it_begins_says_so()
    {
        driver.RealChaos();
        driver.Control.Stop(new() { Who = "ann" });
        var run = await driver.RunYamlAsync(TwoSteps);
        run.Record.Verdict.ShouldBeOneOf(Verdict.Error, Verdict.Interrupted);
        File.Exists(Path.Combine(driver.Folder, "first")).ShouldBeFalse();
        File.Exists(Path.Combine(driver.Folder, "rolled-back")).ShouldBeFalse();
    }

    [ChaosToolkitFact]
    public async Task A_folder_too_deep_for_a_socket_makes_no_difference()
    {
        driver.RealChaos();
        driver.RunsFolder = string.Join('/', Enumerable.Repeat("a-folder-with-quite-a-long-name", 5));
        driver.OnEvent = happened =>
        {
            if (happened is RunEvent.ActivityStarted { Name: "first" }) driver.Control.Pause(TimeSpan.FromMilliseconds(200), "ann", null);
        };
        var run = await driver.RunYamlAsync(TwoSteps);
        run.Record.Status.ShouldBe("completed", run.Record.VerdictReason);
        run.Record.Events.Select(static happened => happened.Kind).ShouldBe(["paused", "resumed"]);
    }

    private static string Tell(RunEvent happened) => happened switch
    {
        RunEvent.ExperimentStarted started => "experiment " + started.Title,
        RunEvent.PhaseStarted started => started.Phase.ToString(),
        RunEvent.ActivityStarted started => $"{started.Type} {started.Name}",
        RunEvent.ActivityEnded ended => $"{ended.Name} {(ended.Succeeded ? "done" : "failed")} {ended.ToleranceMet}".TrimEnd(),
        RunEvent.HypothesisEnded ended => $"met {ended.Met}",
        RunEvent.ExperimentEnded ended => $"{ended.Status} {ended.Deviated}",
        _ => happened.ToString(),
    };
}
