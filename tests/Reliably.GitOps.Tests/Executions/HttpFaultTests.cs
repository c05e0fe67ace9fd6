using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Executions;

/// <summary>Targets that are up to no good: they never answer, never end, or send their caller round in circles.</summary>
public sealed class HttpFaultTests : IDisposable
{
    private readonly ExecutionDriver driver = new();
    private readonly HttpStub stub = new();

    public void Dispose()
    {
        stub.Dispose();
        driver.Dispose();
    }

    [Fact]
    public async Task Keeps_both_ends_of_an_answer_of_a_gigabyte_and_goes_on()
    {
        driver.JournalLimit = null;
        var run = await driver.RunYamlAsync(Calls("/huge", "/json"));
        run.Record.Status.ShouldBe("completed", run.Record.VerdictReason);
        var entries = (DataNode.Sequence)((DataNode.Mapping)JsonReader.Parse(run.JournalText!))["run"]!;
        var body = ((DataNode.Text)((DataNode.Mapping)((DataNode.Mapping)entries.Items[0])["output"]!)["body"]!).Value;
        body.Length.ShouldBeInRange(1 << 20, RunLimits.AtTerminal.Output!.Value + (4 * OutputCut.Margin));
        body.ShouldContain($" of {HttpStub.Huge} bytes cut");
        ((DataNode.Mapping)((DataNode.Mapping)entries.Items[1])["output"]!)["body"].ShouldBeOfType<DataNode.Mapping>();
    }

    [Fact]
    public async Task An_answer_that_never_comes_is_waited_for_as_long_as_the_run_may_take_and_rollbacks_play()
    {
        driver.Timeout = TimeSpan.FromSeconds(1);
        var run = await driver.RunYamlAsync(Calls("/slow", "/json") + "rollbacks:\n- {type: action, name: back, provider: {type: process, path: touch, arguments: [restored]}}\n");
        var journal = Journal.TryParse(run.JournalText!)!;
        journal.Status.ShouldBe("interrupted");
        journal.Run.ShouldHaveSingleItem().Status.ShouldBeNull();
        File.Exists(Path.Combine(driver.Folder, "restored")).ShouldBeTrue();
        run.Record.VerdictReason.ShouldContain("time");
    }

    [Fact]
    public async Task Redirects_without_end_abort_the_run_and_rollbacks_play()
    {
        var run = await driver.RunYamlAsync(Calls("/loop", "/json") + "rollbacks:\n- {type: action, name: back, provider: {type: process, path: touch, arguments: [restored]}}\n");
        Journal.TryParse(run.JournalText!)!.Status.ShouldBe("aborted");
        File.Exists(Path.Combine(driver.Folder, "restored")).ShouldBeTrue();
        run.Record.VerdictReason.ShouldBe($"The run crashed in \"a0\": {stub.Url}/loop redirects more than 30 times.");
    }

    [Fact]
    public async Task A_mistake_of_ours_in_an_activity_aborts_the_run_with_its_journal_and_rollbacks_play()
    {
        driver.Heard = static item =>
        {
            if (item is RunEvent.ActivityStarted { Name: "a0" }) throw new InvalidTimeZoneException("nobody expects it");
        };
        var run = await driver.RunYamlAsync(Calls("/json", "/json") + "rollbacks:\n- {type: action, name: back, provider: {type: process, path: touch, arguments: [restored]}}\n");
        Journal.TryParse(run.JournalText!)!.Status.ShouldBe("aborted");
        File.Exists(Path.Combine(driver.Folder, "restored")).ShouldBeTrue();
        run.Record.VerdictReason.ShouldContain("InvalidTimeZoneException: nobody expects it");
    }

    private string Calls(params string[] paths) => "title: t\ndescription: d\nmethod:\n"
        + string.Concat(paths.Select((path, i) => $"- {{type: action, name: a{i}, provider: {{type: http, url: \"{stub.Url}{path}\"}}}}\n"));
}
