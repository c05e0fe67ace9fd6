using Reliably.GitOps.Drivers;
using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Executions;

/// <summary>A run never takes more of the machine than it may.</summary>
public sealed class LimitsTests : IDisposable
{
    private const string Undo = "rollbacks:\n- { type: action, name: back, provider: { type: process, path: touch, arguments: [rolled-back] } }\n";

    private readonly ExecutionDriver driver = new();

    private bool RolledBack => File.Exists(Path.Combine(driver.Folder, "rolled-back"));

    public void Dispose() => driver.Dispose();

    [Fact]
    public async Task An_activity_without_a_timeout_fails_at_the_limit_and_leaves_nothing_running()
    {
        driver.Limits = RunLimits.None with { ActivityTimeout = TimeSpan.FromMilliseconds(400) };
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("env -i sleep 701 & sleep 702", "echo next") + Undo);
        var journal = Journal.TryParse(run.JournalText!)!;
        journal.Run[0].Status.ShouldBe("failed");
        run.JournalText!.ShouldContain("activity took longer than 0.4 s, the limit for an activity that names no timeout");
        RolledBack.ShouldBeTrue();
        RunProcesses.Of(driver.Id.Value).Living().ShouldBeEmpty();
        System.Diagnostics.Process.GetProcessesByName("sleep").ShouldNotContain(static process => IsSleep(process, "701"));
    }

    [Fact]
    public async Task An_activity_that_names_a_timeout_has_its_own()
    {
        driver.Limits = RunLimits.None with { ActivityTimeout = TimeSpan.FromMilliseconds(50) };
        var run = await driver.RunYamlAsync("title: t\ndescription: d\nmethod:\n- { type: action, name: a, provider: { type: process, path: sleep, arguments: [\"0.4\"], timeout: 20 } }\n");
        run.Record.Status.ShouldBe("completed");
    }

    [Fact]
    public async Task Output_beyond_the_limit_is_cut_in_the_middle_with_its_original_length()
    {
        driver.Limits = RunLimits.None with { Output = 32 << 10 };
        driver.JournalLimit = null;
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("echo first; head -c 3000000 /dev/zero | tr '\\0' x; echo last"));
        var output = OutputOf(run);
        output[..9].ShouldBe("first\nxxx");
        output[^8..].ShouldBe("xxxlast\n");
        output.ShouldContain(" of 3000011 bytes cut");
        output.Length.ShouldBeLessThan(40_000);
    }

    [Fact]
    public async Task A_thousand_talkative_activities_do_not_fill_the_memory()
    {
        driver.Limits = RunLimits.None with { Output = 1 << 20, Outputs = 3 << 20 };
        driver.JournalLimit = null;
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts([.. Enumerable.Repeat("head -c 1500000 /dev/zero | tr '\\0' x", 30)]));
        run.Record.Status.ShouldBe("completed");
        run.JournalText!.Length.ShouldBeLessThan(8 << 20);
        run.JournalText.ShouldContain("1500000 of 1500000 bytes cut");
    }

    [Fact]
    public async Task Half_a_secret_beside_a_cut_is_not_published()
    {
        const string secret = "correct-horse-battery-staple";
        driver.Variables["PASSPHRASE"] = secret;
        driver.Limits = RunLimits.None with { Output = 8 << 10 };
        driver.JournalLimit = null;
        // Wherever the cut falls, it falls into the secret: nothing else is written.
        var run = await driver.RunYamlAsync(
            "title: t\ndescription: d\nsecrets: { mine: { word: { type: env, key: PASSPHRASE } } }\nmethod:\n"
            + "- { type: action, name: a, provider: { type: process, path: sh, arguments: [-c, \"i=0; while [ $i -lt 20000 ]; do echo $PASSPHRASE; i=$((i+1)); done\"] } }\n");
        var output = OutputOf(run);
        output.ShouldContain(" bytes cut");
        foreach (var part in Enumerable.Range(0, secret.Length - 4).Select(i => secret.Substring(i, 5))) output.ShouldNotContain(part);
    }

    [Fact]
    public async Task A_run_that_fills_its_folder_is_stopped_and_rolls_back()
    {
        driver.OwnFolder = true;
        driver.Limits = RunLimits.None with { Disk = 3 << 20 };
        var place = Path.Combine(driver.Folder, "rolled-back");
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("head -c 4000000 /dev/zero > big; sleep 703") + Undo.Replace("[rolled-back]", $"[{place}]", StringComparison.Ordinal));
        run.Record.Verdict.ShouldBe(Verdict.Interrupted);
        run.Record.Events.ShouldContain(static item => item.Kind == "disk" && item.Detail.Contains("more than its 3 MiB", StringComparison.Ordinal) && item.Actor == "the service");
        RolledBack.ShouldBeTrue();
    }

    [Fact]
    public async Task A_run_that_goes_on_filling_it_is_ended_at_once()
    {
        driver.OwnFolder = true;
        driver.Limits = RunLimits.None with { Disk = 1 << 20 };
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("trap '' TERM; head -c 9000000 /dev/zero > big; sleep 704"));
        run.Record.Verdict.ShouldBeOneOf(Verdict.Interrupted, Verdict.Error);
        run.Record.Events.ShouldContain(static item => item.Kind == "killed");
        RunProcesses.Of(driver.Id.Value).Living().ShouldBeEmpty();
    }

    [Fact]
    public void What_a_folder_holds_is_counted_without_following_links()
    {
        using var folder = new TestFolder();
        folder.Write("a/b/c", new string('x', 10_000));
        folder.Write("d", "");
        File.CreateSymbolicLink(folder["loop"], folder.Path);
        RunFolderWatch.SizeOf(folder.Path, long.MaxValue).ShouldBe(10_000 + (4 * 4096));
        RunFolderWatch.SizeOf(folder["none"], long.MaxValue).ShouldBe(0);
    }

    [Fact]
    public async Task A_plan_that_asks_for_more_time_than_the_server_allows_gets_what_it_allows()
    {
        driver.Timeout = TimeSpan.FromHours(6);
        driver.Limits = RunLimits.None with { Timeout = TimeSpan.FromMilliseconds(500) };
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("sleep 705") + Undo);
        run.Record.VerdictReason.ShouldContain("timeout of 0.5 s");
        run.Record.Events.ShouldContain(static item => item.Kind == "limit" && item.Detail.Contains("360 min", StringComparison.Ordinal));
        RolledBack.ShouldBeTrue();
    }

    [ChaosToolkitFact]
    public async Task The_Chaos_Toolkit_is_interrupted_where_an_activity_takes_too_long()
    {
        driver.Options = new() { Runner = RunnerChoice.ChaosToolkit };
        driver.Variables["CHAOS"] = ChaosToolkitFactAttribute.Program!;
        driver.Limits = RunLimits.None with { ActivityTimeout = TimeSpan.FromSeconds(-9.5) }; // the watch gives engines ten seconds to do it themselves
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("sleep 706") + Undo);
        run.Record.Verdict.ShouldBe(Verdict.Interrupted, run.Record.VerdictReason);
        run.Record.Events.ShouldContain(static item => item.Kind == "timeout" && item.Detail.Contains("'a0'", StringComparison.Ordinal));
        RolledBack.ShouldBeTrue();
        RunProcesses.Of(driver.Id.Value).Living().ShouldBeEmpty();
    }

    private static string OutputOf(ExecutedRun run) =>
        ((Documents.DataNode.Text)((Documents.DataNode.Mapping)Journal.TryParse(run.JournalText!)!.Run[0].Output!)["stdout"]!).Value;

    private static bool IsSleep(System.Diagnostics.Process process, string time)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/cmdline").Contains(time, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
