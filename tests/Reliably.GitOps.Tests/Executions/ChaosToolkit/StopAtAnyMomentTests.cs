using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Executions.ChaosToolkit;

/// <summary>
/// A stop comes when it comes: between two activities, while a stop is being obeyed, in the last lines of a run. The journal is never lost by it,
/// and rollbacks that were asked for are played, once. More moments with RELIABLY_TEST_SCALE.
/// </summary>
public sealed class StopAtAnyMomentTests
{
    private const string Quick = """
        title: Quick
        description: d
        steady-state-hypothesis:
          title: h
          probes: [{ type: probe, name: steady, tolerance: 0, provider: { type: process, path: "true" } }]
        method:
        - { type: action, name: first, provider: { type: process, path: touch, arguments: [first] } }
        - { type: action, name: second, provider: { type: process, path: touch, arguments: [second] } }
        rollbacks:
        - { type: action, name: back, provider: { type: process, path: sh, arguments: [-c, "echo back >> rolled-back"] } }
        """;

    [ChaosToolkitTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_journal_is_there_wherever_a_run_is_stopped(bool rollbacks)
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        for (var i = 0; i < 4 * Scale; i++)
        {
            using var driver = new ExecutionDriver();
            driver.RealChaos();
            var (moment, late) = (random.Next(1, 14), TimeSpan.FromMilliseconds(random.NextDouble() * 12));
            var seen = 0;
            driver.OnEvent = happened =>
            {
                if (happened is RunEvent.LogLine or RunEvent.Intervened || Interlocked.Increment(ref seen) != moment) return;
                var wait = System.Diagnostics.Stopwatch.StartNew();
                SpinWait.SpinUntil(() => wait.Elapsed >= late);
                driver.Control.Stop(new() { Who = "ada", Rollbacks = rollbacks });
            };
            var run = await driver.RunYamlAsync(Quick);
            var place = $"seed {seed}, run {i}: stopped at event {moment} + {late.TotalMilliseconds:0.0} ms: {run.Record.VerdictReason}\n{string.Join('\n', driver.Events)}";
            var journal = Journal.TryParse(run.JournalText ?? "").ShouldNotBeNull(place);
            var played = File.Exists(Path.Combine(driver.Folder, "rolled-back")) ? await File.ReadAllTextAsync(Path.Combine(driver.Folder, "rolled-back")) : "";
            if (rollbacks) played.ShouldBe("back\n", place);
            else if (!driver.Events.Any(static told => told is RunEvent.ActivityStarted { Name: "back" })) played.ShouldBeEmpty(place);
            journal.Status.ShouldBeOneOf(["interrupted", "completed"], place);
            if (journal.Status == "completed") journal.Run.Length.ShouldBe(2, place);
        }
    }

    /// <summary>Controls of the user's own, which wait at a place in the run until it is stopped there.</summary>
    [ChaosToolkitTheory]
    [InlineData("before_experiment_control", true)]
    [InlineData("before_experiment_control", false)]
    [InlineData("after_hypothesis_control", true)]
    [InlineData("after_hypothesis_control", false)]
    [InlineData("after_method_control", true)]
    [InlineData("after_method_control", false)]
    [InlineData("before_rollback_control", true)]
    [InlineData("before_rollback_control", false)]
    [InlineData("after_rollback_control", true)]
    [InlineData("after_rollback_control", false)]
    [InlineData("after_experiment_control", true)]
    [InlineData("after_experiment_control", false)]
    [InlineData("cleanup_control", true)]
    [InlineData("cleanup_control", false)]
    public async Task A_stop_between_two_activities_waits_for_a_place_where_it_is_heard(string place, bool rollbacks)
    {
        using var driver = new ExecutionDriver();
        driver.RealChaos();
        driver.Variables["PYTHONPATH"] = driver.Folder;
        driver.Options = driver.Options with { Settings = Path.Combine(driver.Folder, "settings.yaml") };
        await File.WriteAllTextAsync(driver.Options.Settings, "controls:\n  slow:\n    provider: { type: python, module: slow }\n");
        await File.WriteAllTextAsync(Path.Combine(driver.Folder, "slow.py"), $"""
            import os, time

            def {place}({(place == "cleanup_control" ? "" : "context, **given")}):
                if os.path.exists("here"):
                    return
                open("here", "w").close()
                while not os.path.exists("stopped"):
                    time.sleep(0.01)
                time.sleep(0.3)
            """);
        var stop = StopAsync();
        var run = await driver.RunYamlAsync(Quick);
        await stop;
        var journal = Journal.TryParse(run.JournalText ?? "").ShouldNotBeNull(run.Record.VerdictReason);
        var ended = place is "after_experiment_control" or "cleanup_control" or "after_rollback_control";
        journal.Rollbacks.Length.ShouldBe(rollbacks || ended ? 1 : 0);
        journal.Run.Length.ShouldBe(place is "before_experiment_control" or "after_hypothesis_control" ? 0 : 2);

        async Task StopAsync()
        {
            var patience = System.Diagnostics.Stopwatch.StartNew();
            while (!File.Exists(Path.Combine(driver.Folder, "here")) && patience.Elapsed < TimeSpan.FromMinutes(1)) await Task.Delay(10);
            driver.Control.Stop(new() { Who = "ada", Rollbacks = rollbacks });
            await File.WriteAllTextAsync(Path.Combine(driver.Folder, "stopped"), "");
        }
    }

    /// <summary>For such an experiment the Chaos Toolkit calls no other control before its method and its rollbacks.</summary>
    [ChaosToolkitTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_experiment_with_controls_of_its_own_plays_its_rollbacks_to_their_end(bool rollbacks)
    {
        using var driver = new ExecutionDriver();
        driver.RealChaos();
        driver.Variables["PYTHONPATH"] = driver.Folder;
        await File.WriteAllTextAsync(Path.Combine(driver.Folder, "nop.py"), "def before_activity_control(context, **given):\n    pass\n");
        driver.OnEvent = happened =>
        {
            if (happened is RunEvent.ActivityStarted { Name: "first" }) driver.Control.Stop(new() { Who = "ada", Rollbacks = rollbacks });
        };
        var run = await driver.RunYamlAsync("""
            title: t
            description: d
            controls: [{ name: nop, provider: { type: python, module: nop } }]
            method:
            - { type: action, name: first, provider: { type: process, path: sleep, arguments: ["120"] } }
            rollbacks:
            - { type: action, name: back, provider: { type: process, path: sh, arguments: [-c, "sleep 2; touch rolled-back"] } }
            """);
        run.Record.Status.ShouldBe("interrupted", run.Record.VerdictReason);
        File.Exists(Path.Combine(driver.Folder, "rolled-back")).ShouldBe(rollbacks);
        driver.Events.OfType<RunEvent.PhaseStarted>().Select(static phase => phase.Phase).ShouldBe(rollbacks ? [RunPhase.Method, RunPhase.Rollbacks] : [RunPhase.Method]);
    }

    private static int Scale => int.TryParse(Environment.GetEnvironmentVariable("RELIABLY_TEST_SCALE"), out var scale) && scale > 0 ? scale : 1;
}
