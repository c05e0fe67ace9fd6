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
    public async Task Says_while_it_runs_what_may_be_an_error()
    {
        using var stub = new HttpStub();
        var run = await driver.RunYamlAsync($$"""
            title: Remarks
            description: d
            steady-state-hypothesis:
              title: A status that is expected is no error
              probes:
              - { type: probe, name: expected, tolerance: 3, provider: { type: process, path: sh, arguments: [-c, exit 3] } }
            method:
            - { type: action, name: odd, provider: { type: process, path: sh, arguments: [-c, exit 4] } }
            - { type: action, name: ended by a signal, provider: { type: process, path: sh, arguments: [-c, kill -TERM $$] } }
            - { type: probe, name: down, provider: { type: http, url: "{{stub.Url}}/error" } }
            - { type: action, name: slow, provider: { type: process, path: sleep, arguments: ["5"], timeout: 0 } }
            - { type: action, name: senseless, provider: { type: process, path: echo, arguments: 5 } }
            - { type: action, name: never, provider: { type: process, path: echo } }
            """);
        driver.Events.OfType<RunEvent.LogLine>().Select(static line => line.Text).ShouldBe([
            "odd ended with status 4, which may be an error.",
            "down was answered with status 503, which may be an error.",
            "slow failed: process activity took too long to complete",
            "The run crashes: The arguments of a process must be a text, a list or a mapping, not 5.",
        ]);
        run.Record.VerdictReason.ShouldBe("The run crashed in \"senseless\": The arguments of a process must be a text, a list or a mapping, not 5.");
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
