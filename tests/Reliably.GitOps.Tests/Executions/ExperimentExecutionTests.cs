using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Executions;

public sealed class ExperimentExecutionTests : IDisposable
{
    private readonly ExecutionDriver driver = new();

    public void Dispose() => driver.Dispose();

    [Fact]
    public async Task Runs_an_experiment_and_brings_back_a_journal()
    {
        var run = await driver.RunYamlAsync("""
            title: Files stay
            description: d
            configuration: { name: world }
            steady-state-hypothesis:
              title: There is a root
              probes:
              - { type: probe, name: root, tolerance: 0, provider: { type: process, path: test, arguments: [-d, /] } }
            method:
            - { type: action, name: greet, provider: { type: process, path: echo, arguments: ["hello ${name}"] } }
            """);
        run.Record.Verdict.ShouldBe(Verdict.Passed, run.Record.VerdictReason);
        var journal = Journal.TryParse(run.JournalText!)!;
        journal.Status.ShouldBe("completed");
        journal.Before!.Met.ShouldBeTrue();
        journal.After!.Met.ShouldBeTrue();
        run.JournalText!.ShouldContain("\"stdout\": \"hello world\\n\"");
        driver.Events.OfType<RunEvent.ActivityStarted>().Select(static e => e.Name).ShouldBe(["root", "greet", "root"]);
        driver.Events[^1].ShouldBeOfType<RunEvent.ExperimentEnded>();
    }

    [Fact]
    public async Task A_python_activity_is_refused_before_anything_runs()
    {
        var run = await driver.RunYamlAsync("""
            title: t
            description: d
            method:
            - { type: action, name: touch, provider: { type: process, path: touch, arguments: [made] } }
            - type: action
              name: kube
              provider: { type: python, module: chaosk8s.pod.actions, func: terminate_pods }
            """);
        run.Record.Verdict.ShouldBe(Verdict.Error);
        run.Record.VerdictReason.ShouldContain("'kube' (experiment.yaml:7:");
        run.Record.VerdictReason.ShouldContain("Install");
        File.Exists(Path.Combine(driver.Folder, "made")).ShouldBeFalse();
    }
}
