using System.Diagnostics;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Executions;

public sealed class InterruptionTests : IDisposable
{
    private const string LongRun = """
        title: Long
        description: d
        method:
        - { type: action, name: load, background: true, provider: { type: process, path: sh, arguments: [-c, "setsid sleep 611 & sleep 612"] } }
        - { type: action, name: wait, provider: { type: process, path: sh, arguments: [-c, "touch started; sleep 613"] } }
        - { type: action, name: never, provider: { type: process, path: touch, arguments: [never] } }
        rollbacks:
        - { type: action, name: back, provider: { type: process, path: touch, arguments: [rolled-back] } }
        """;

    private readonly ExecutionDriver driver = new();

    public void Dispose() => driver.Dispose();

    [Theory]
    [InlineData(RunnerChoice.Native)]
    [InlineData(RunnerChoice.ChaosToolkit)]
    public async Task An_interruption_ends_the_method_and_plays_rollbacks(RunnerChoice runner)
    {
        if (!Use(runner)) return;
        driver.OnEvent = happened =>
        {
            if (happened is RunEvent.ActivityStarted { Name: "wait" }) _ = InterruptWhenAsync("started");
        };
        var run = await driver.RunYamlAsync(LongRun);
        run.Record.Verdict.ShouldBe(Verdict.Interrupted, run.Record.VerdictReason);
        run.Record.RollbackStrategy.ShouldBe(new("always", "default"));
        var journal = Journal.TryParse(run.JournalText!)!;
        journal.Status.ShouldBe("interrupted");
        journal.Run.Single(static entry => entry.Name == "wait").Status.ShouldBeNull();
        journal.Rollbacks.Single().Succeeded.ShouldBeTrue();
        File.Exists(Path.Combine(driver.Folder, "rolled-back")).ShouldBeTrue();
        File.Exists(Path.Combine(driver.Folder, "never")).ShouldBeFalse();
        MarkedProcesses.Find(MarkedProcesses.ExecutionVariable, driver.Id.Value).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(RunnerChoice.Native)]
    [InlineData(RunnerChoice.ChaosToolkit)]
    public async Task A_kill_ends_everything_at_once_and_leaves_no_process(RunnerChoice runner)
    {
        if (!Use(runner)) return;
        driver.OnEvent = happened =>
        {
            if (happened is RunEvent.ActivityStarted { Name: "wait" }) _ = KillWhenAsync("started");
        };
        var run = await driver.RunYamlAsync(LongRun);
        run.Record.Verdict.ShouldBeOneOf(Verdict.Interrupted, Verdict.Error);
        File.Exists(Path.Combine(driver.Folder, "rolled-back")).ShouldBeFalse();
        MarkedProcesses.Find(MarkedProcesses.ExecutionVariable, driver.Id.Value).ShouldBeEmpty();
        Directory.Exists(Path.Combine(driver.Folder, "runs", driver.Id.Value)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_run_that_takes_too_long_is_interrupted_and_says_so()
    {
        driver.Timeout = TimeSpan.FromMilliseconds(300);
        var run = await driver.RunYamlAsync(LongRun);
        run.Record.Verdict.ShouldBe(Verdict.Interrupted);
        run.Record.VerdictReason.ShouldContain("timeout of 0.3 s");
        run.Record.Events.ShouldContain(static happened => happened.Kind == "timeout");
        File.Exists(Path.Combine(driver.Folder, "rolled-back")).ShouldBeTrue();
    }

    [Fact]
    public async Task Rollbacks_that_have_begun_are_left_to_end()
    {
        driver.OnEvent = happened =>
        {
            if (happened is RunEvent.PhaseStarted { Phase: RunPhase.Rollbacks }) driver.Control.Stop(new());
        };
        var run = await driver.RunYamlAsync("title: t\ndescription: d\nmethod: []\nrollbacks:\n- { type: action, name: r, provider: { type: process, path: touch, arguments: [rolled-back] } }\n");
        run.Record.Status.ShouldBe("completed");
        File.Exists(Path.Combine(driver.Folder, "rolled-back")).ShouldBeTrue();
    }

    /// <summary>The built program itself, with a real Ctrl-C.</summary>
    [Fact]
    public async Task Ctrl_C_in_the_middle_of_a_method_writes_the_journal_and_leaves_no_process()
    {
        await File.WriteAllTextAsync(Path.Combine(driver.Folder, "long.yaml"), LongRun);
        var start = new ProcessStartInfo("dotnet", [typeof(GitOpsApp).Assembly.Location, "run", "long.yaml", "--runner", "native", "--journal", "out/journal.json"])
        {
            WorkingDirectory = driver.Folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["RELIABLY_TEST_MARK"] = driver.Id.Value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        await UntilAsync(() => File.Exists(Path.Combine(driver.Folder, "started")));
        Posix.kill(process.Id, Posix.SigInt).ShouldBe(0);
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(2, await error);
        output.ShouldStartWith("interrupted: ");
        (await error).ShouldContain("Interrupting");
        Journal.TryParse(await File.ReadAllTextAsync(Path.Combine(driver.Folder, "out", "journal.json")))!.Status.ShouldBe("interrupted");
        File.Exists(Path.Combine(driver.Folder, "rolled-back")).ShouldBeTrue();
        MarkedProcesses.Find("RELIABLY_TEST_MARK", driver.Id.Value).ShouldBeEmpty();
    }

    /// <summary>Shells and <c>timeout</c> send a signal to the process and to its group: two at once are one.</summary>
    [Fact]
    public async Task A_second_Ctrl_C_ends_rollbacks_that_hang_but_two_at_once_are_one()
    {
        const string Hanging = "title: t\ndescription: d\nmethod:\n- { type: action, name: m, provider: { type: process, path: sh, arguments: [-c, 'touch started; sleep 614'] } }\nrollbacks:\n- { type: action, name: r, provider: { type: process, path: sh, arguments: [-c, 'touch rolling-back; sleep 615'] } }\n";
        await File.WriteAllTextAsync(Path.Combine(driver.Folder, "hanging.yaml"), Hanging);
        var start = new ProcessStartInfo("dotnet", [typeof(GitOpsApp).Assembly.Location, "run", "hanging.yaml", "--runner", "native"]) { WorkingDirectory = driver.Folder, RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["RELIABLY_TEST_MARK"] = driver.Id.Value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        await UntilAsync(() => File.Exists(Path.Combine(driver.Folder, "started")));
        Posix.kill(process.Id, Posix.SigInt).ShouldBe(0);
        Posix.kill(process.Id, Posix.SigInt).ShouldBe(0);
        await UntilAsync(() => File.Exists(Path.Combine(driver.Folder, "rolling-back")));
        await Task.Delay(600); // what comes within half a second is the same signal
        process.HasExited.ShouldBeFalse();
        Posix.kill(process.Id, Posix.SigInt).ShouldBe(0);
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        process.ExitCode.ShouldBe(2, await error);
        (await error).ShouldContain("Everything is ended at once, without rollbacks.");
        MarkedProcesses.Find("RELIABLY_TEST_MARK", driver.Id.Value).ShouldBeEmpty();
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        var patience = Stopwatch.StartNew();
        while (!condition())
        {
            if (patience.Elapsed > TimeSpan.FromSeconds(60)) throw new TimeoutException();
            await Task.Delay(20);
        }
    }

    private bool Use(RunnerChoice runner)
    {
        driver.Options = new() { Runner = runner };
        if (runner == RunnerChoice.Native) return true;
        driver.Variables["CHAOS"] = ChaosToolkitFactAttribute.Program ?? "";
        return ChaosToolkitFactAttribute.Program is not null;
    }

    private async Task InterruptWhenAsync(string file)
    {
        await UntilAsync(() => File.Exists(Path.Combine(driver.Folder, file)));
        driver.Control.Stop(new() { Who = "ada", Why = "checkout pages" });
    }

    private async Task KillWhenAsync(string file)
    {
        await UntilAsync(() => File.Exists(Path.Combine(driver.Folder, file)));
        driver.Control.Kill("ada", null);
    }
}
