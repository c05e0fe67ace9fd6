using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Executions.ChaosToolkit;

/// <summary>The user's own settings of the Chaos Toolkit stay in force beside what we add.</summary>
public sealed class SettingsTests : IDisposable
{
    private const string Deviating = """
        title: t
        description: d
        steady-state-hypothesis:
          title: h
          probes: [{ type: probe, name: p, tolerance: 0, provider: { type: process, path: test, arguments: ["!", -e, broken] } }]
        method:
        - { type: action, name: break, provider: { type: process, path: touch, arguments: [broken] } }
        rollbacks:
        - { type: action, name: back, provider: { type: process, path: touch, arguments: [rolled-back] } }
        """;

    private readonly ExecutionDriver driver = new();

    public SettingsTests()
    {
        driver.Variables["HOME"] = driver.Folder;
        Write(".chaostoolkit/settings.yaml", "runtime: { rollbacks: { strategy: never }, hypothesis: { strategy: after-method-only } }\ncontrols: { mine: { provider: { type: python, module: mine } } }\n");
    }

    public void Dispose() => driver.Dispose();

    [ChaosToolkitFact]
    public async Task A_control_of_the_user_is_called_as_ever()
    {
        driver.RealChaos();
        driver.Variables["PYTHONPATH"] = driver.Folder;
        Write("mine.py", "def before_activity_control(context, **kwargs):\n    open('mine-' + context['name'], 'w').close()\n");
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("true"));
        run.Record.Status.ShouldBe("completed", run.Record.VerdictReason);
        File.Exists(Path.Combine(driver.Folder, "mine-a0")).ShouldBeTrue();
        driver.Events.OfType<RunEvent.ActivityEnded>().Single().Name.ShouldBe("a0");
        driver.Events.OfType<RunEvent.ActivityEnded>().Single().Duration.ShouldNotBeNull();
    }

    [ChaosToolkitTheory]
    [InlineData(false, "", "always", "default", "after-method-only", "settings")]
    [InlineData(true, "", "never", "settings", "after-method-only", "settings")]
    [InlineData(true, "runtime: { hypothesis: { strategy: default } }\n", "default", "default", "default", "experiment")]
    [InlineData(true, "runtime: { rollbacks: { strategy: always } }\n", "always", "experiment", "default", "default")]
    public async Task The_record_says_what_really_decided(bool compat, string runtime, string rollback, string rollbackSource, string hypothesis, string hypothesisSource)
    {
        driver.RealChaos();
        driver.Options = driver.Options with { Compat = compat };
        var run = await driver.RunYamlAsync(runtime + Deviating);
        run.Record.Deviated.ShouldBeTrue(run.Record.VerdictReason);
        run.Record.RollbackStrategy.ShouldBe(new(rollback, rollbackSource));
        run.Record.HypothesisStrategy.ShouldBe(new(hypothesis, hypothesisSource));
        File.Exists(Path.Combine(driver.Folder, "rolled-back")).ShouldBe(rollback != "never");
        (Journal.TryParse(run.JournalText!)!.Before is null).ShouldBe(hypothesis == "after-method-only");
    }

    [ChaosToolkitFact]
    public async Task Settings_of_ones_own_choice_take_the_place_of_those_at_home()
    {
        driver.RealChaos();
        Write("other.yaml", "runtime: { hypothesis: { strategy: before-method-only } }\n");
        driver.Options = driver.Options with { Settings = "other.yaml" };
        var run = await driver.RunYamlAsync(Deviating);
        run.Record.HypothesisStrategy.ShouldBe(new("before-method-only", "settings"));
        Journal.TryParse(run.JournalText!)!.After.ShouldBeNull();
    }

    [Fact]
    public async Task Settings_that_are_not_there_are_said_before_anything_runs()
    {
        driver.FakeChaos("touch ran");
        driver.Options = driver.Options with { Settings = "missing.yaml" };
        var run = await driver.RunYamlAsync(Deviating);
        run.Record.Verdict.ShouldBe(Verdict.Error);
        run.Record.VerdictReason.ShouldStartWith("There is no settings file 'missing.yaml'.");
        File.Exists(Path.Combine(driver.Folder, "ran")).ShouldBeFalse();
    }

    [Fact]
    public async Task Our_own_engine_refuses_settings_that_are_named()
    {
        driver.Options = new() { Runner = RunnerChoice.Native, Settings = ".chaostoolkit/settings.yaml" };
        var run = await driver.RunYamlAsync(Deviating);
        run.Record.VerdictReason.ShouldStartWith("Only the Chaos Toolkit reads a settings file (--settings).");
        run.Record.RollbackStrategy.ShouldBe(new("always", "default"));
    }

    [Fact]
    public async Task Under_serve_the_settings_of_the_service_s_account_are_not_looked_at()
    {
        driver.UnderServe = true;
        driver.FakeChaos("echo $HOME > home");
        var run = await driver.RunYamlAsync(Deviating);
        run.Record.HypothesisStrategy.ShouldBe(new("default", "default"));
        (await File.ReadAllTextAsync(Path.Combine(driver.Folder, "home"))).Trim().ShouldEndWith("/home");
    }

    private void Write(string name, string text)
    {
        var file = Path.Combine(driver.Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
