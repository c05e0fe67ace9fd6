using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Guards;
using Reliably.GitOps.Reports;

namespace Reliably.GitOps.Executions.Guards;

/// <summary>Questions that are asked during a run, and automatic pauses.</summary>
public sealed class SafeguardTests : IDisposable
{
    private const string Long =
        """
        title: t
        description: d
        method:
        - { type: action, name: break, provider: { type: process, path: sleep, arguments: "300" } }
        - { type: action, name: never, provider: { type: process, path: touch, arguments: never } }
        rollbacks:
        - { type: action, name: mend, provider: { type: process, path: touch, arguments: mended } }
        """;

    private readonly ExecutionDriver driver = new();
    private readonly GuardEndpoint endpoint = new();

    public void Dispose()
    {
        driver.Dispose();
        endpoint.Dispose();
    }

    [Fact]
    public async Task A_no_stops_the_run_with_its_rollbacks_and_counts_against_the_experiment()
    {
        endpoint.Answers = static (number, _) => number < 4 ? GuardEndpoint.Yes() : GuardEndpoint.No("error rate is 12 %");
        driver.Guards = Guarding();
        var run = await driver.RunYamlAsync(Long);
        (run.Record.Verdict, run.Record.Status).ShouldBe((Verdict.Halted, "interrupted"));
        run.Record.VerdictReason.ShouldBe("The safeguard 'Error rate' stopped the run: error rate is 12 %.");
        Exists("mended").ShouldBeTrue();
        Exists("never").ShouldBeFalse();
        run.Record.Events.Select(static item => item.Kind).ShouldBe(["safeguard", "safeguard"]);
        ExecutionReport.Write(run).ShouldContain("The safeguard 'Error rate' stopped the run");
    }

    [Fact]
    public async Task A_no_before_the_run_refuses_it()
    {
        endpoint.Answers = static (_, _) => GuardEndpoint.No("error rate is 12 %");
        driver.Guards = Guarding();
        var run = await driver.RunYamlAsync(Long);
        run.Record.Verdict.ShouldBe(Verdict.Blocked);
        Exists("mended").ShouldBeFalse();
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")]
    [InlineData(null)]
    public async Task Rubbish_or_silence_stops_the_run(string? answer)
    {
        endpoint.Answers = (number, _) => number == 1 ? GuardEndpoint.Yes() : answer;
        driver.Guards = Guarding(timeout: TimeSpan.FromSeconds(1));
        var run = await driver.RunYamlAsync(Long);
        run.Record.Verdict.ShouldBe(Verdict.Halted);
        Exists("mended").ShouldBeTrue();
    }

    [Fact]
    public async Task A_run_that_ends_by_itself_is_not_asked_about_any_more()
    {
        driver.Guards = Guarding();
        (await driver.RunYamlAsync(ExecutionDriver.Scripts("true"))).Record.Verdict.ShouldNotBe(Verdict.Halted);
        var asked = endpoint.Asked;
        await Task.Delay(TimeSpan.FromMilliseconds(200)); // ten questions, had it gone on
        endpoint.Asked.ShouldBe(asked);
    }

    [Fact]
    public async Task Then_pause_holds_the_run_until_the_answer_is_yes_again()
    {
        var calm = true;
        endpoint.Answers = (_, _) => Volatile.Read(ref calm) ? GuardEndpoint.Yes() : GuardEndpoint.No("a deployment is on");
        driver.Guards = Guarding(pauses: true);
        driver.OnEvent = item =>
        {
            // The first activity waits for the pause, so the second cannot begin before it.
            if (item is RunEvent.ActivityStarted { Name: "a0" }) Volatile.Write(ref calm, false);
        };
        driver.Control.Happened += item =>
        {
            if (item.Kind != "paused") return;
            File.WriteAllText(Path.Combine(driver.Folder, "paused"), "");
            Volatile.Write(ref calm, true);
        };
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("until [ -e paused ]; do sleep 0.02; done", "true"));
        run.Record.Status.ShouldBe("completed");
        run.Record.Events.Select(static item => item.Kind).ShouldBe(["safeguard", "paused", "resumed"]);
        run.Record.Events[1].Detail.ShouldContain("a deployment is on");
        run.Record.Events[1].Actor.ShouldBe("the safeguard 'Error rate'");
    }

    [Fact]
    public async Task An_automatic_pause_holds_the_run_at_its_places_and_lets_it_go_on()
    {
        driver.Guards = GuardSet.None with { AutoPauses = [new([PausePlace.Method, PausePlace.Action], TimeSpan.FromMilliseconds(50)) { Slug = Slug.Parse("look") }] };
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("true", "true"));
        run.Record.Status.ShouldBe("completed");
        var paused = run.Record.Events.Where(static item => item.Kind == "paused").ToList();
        paused[0].Detail.ShouldContain("before the method");
        paused[1].Detail.ShouldContain("after 'a0'");
        paused.ShouldAllBe(static item => item.Actor == "the auto-pause 'look'");
    }

    [Fact]
    public async Task An_automatic_pause_without_an_end_waits_for_somebody()
    {
        driver.Guards = GuardSet.None with { AutoPauses = [new([PausePlace.Probe], null) { Slug = Slug.Parse("look") }] };
        driver.Control.Happened += item =>
        {
            if (item.Kind == "paused") _ = Task.Run(() => driver.Control.Resume("ada", "looked"));
        };
        var run = await driver.RunYamlAsync(
            """
            title: t
            description: d
            method:
            - { type: probe, name: p, provider: { type: process, path: "true" } }
            - { type: action, name: a, provider: { type: process, path: "true" } }
            """);
        run.Record.Status.ShouldBe("completed");
        run.Record.Events.ShouldContain(static item => item.Kind == "resumed" && item.Actor == "ada");
    }

    private bool Exists(string name) => File.Exists(Path.Combine(driver.Folder, name));

    private GuardSet Guarding(bool pauses = false, TimeSpan? timeout = null)
    {
        var question = new GuardQuestion { Title = "Error rate", Url = endpoint.Url, Timeout = timeout ?? GuardQuestion.DefaultTimeout };
        return GuardSet.None with { Safeguards = [new(question, TimeSpan.FromMilliseconds(20), pauses) { Slug = Slug.Parse("errors") }] };
    }
}
