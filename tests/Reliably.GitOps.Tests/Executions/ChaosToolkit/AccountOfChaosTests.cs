using Reliably.GitOps.Configuration;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Executions.ChaosToolkit;

/// <summary>The Chaos Toolkit under an account without rights, which may leave anything in its folder for a service that is root. Only root may become somebody else.</summary>
public sealed class AccountOfChaosTests : IDisposable
{
    private const string Canary = "canary-of-the-service";

    private const string Journal = """
        {"chaoslib-version": "1.45.0", "status": "completed", "deviated": false, "start": "2026-11-21T12:00:00+00:00", "end": "2026-11-21T12:00:01+00:00",
         "duration": 1.0, "experiment": {"title": "t"}, "run": [{"activity": {"name": "a0", "type": "action"}, "status": "succeeded", "output": "I am %s"}], "rollbacks": []}
        """;

    private readonly ExecutionDriver driver = new()
    {
        UnderServe = true,
        RunsInMemory = true,
        OwnFolder = true,
        Grants = RepositoryGrants.None with { Deployments = ["local"], Accounts = ["nobody"] },
    };

    public void Dispose() => driver.Dispose();

    [RootFact]
    public async Task It_reads_its_files_as_the_account_and_its_journal_is_found()
    {
        Use(driver, $"cat $(tail -1 arguments) $control > /dev/null || exit 3\nprintf '{Journal}' \"$(id -un) in $(pwd)\" > $journal");
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("true"));
        run.Record.Status.ShouldBe("completed", run.Record.VerdictReason);
        run.JournalText!.ShouldContain($"I am nobody in {Place}/run");
        Directory.Exists(Place).ShouldBeFalse();
    }

    /// <summary>What stands in the journal's place is read by root, if it is read: a file of the service, or one that never ends.</summary>
    [RootFact]
    public async Task Something_else_in_the_place_of_the_journal_is_not_read()
    {
        var secret = Path.Combine(driver.Folder, "secret.json");
        await File.WriteAllTextAsync(secret, Journal.Replace("I am %s", Canary, StringComparison.Ordinal));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(secret, UnixFileMode.UserRead);
        var link = $"ln {secret} $journal"; // most machines refuse that already
        foreach (var trick in (string[])[$"ln -s {secret} $journal", link, "mkfifo $journal", "mkdir $journal", "ln -s /dev/zero $journal", "echo '{}' > more; ln more $journal"])
        {
            using var one = new ExecutionDriver { UnderServe = true, RunsInMemory = true, OwnFolder = true, Grants = driver.Grants };
            Use(one, trick + "\nexit 1");
            var run = await one.RunYamlAsync(ExecutionDriver.Scripts("true"));
            run.Record.Verdict.ShouldBe(Verdict.Error, trick);
            if (trick != link) run.Record.VerdictReason.ShouldContain("left something else than a file of its own in the place of its journal", customMessage: trick);
            (run.JournalText + ExecutionRecordJson.Write(run.Record)).ShouldNotContain(Canary, customMessage: trick);
        }
    }

    [RootFact]
    public async Task The_folder_cannot_be_exchanged_for_another()
    {
        Use(driver, $"mv {Place}/run {Place}/away; mv {Place} {Place}-away; rmdir {Place}/run; ln -s {driver.Folder} {Place}/run && echo exchanged; printf '{Journal}' me > $journal");
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("true"));
        run.Record.Status.ShouldBe("completed", run.Record.VerdictReason);
        Directory.EnumerateFileSystemEntries("/dev/shm", $"reliably-{driver.Id.Value}*").ShouldBeEmpty();
    }

    [RootFact]
    public async Task What_the_account_linked_to_keeps_its_owner()
    {
        var other = Path.Combine(driver.Folder, "other");
        Directory.CreateDirectory(other);
        await File.WriteAllTextAsync(Path.Combine(other, "file"), "of somebody else");
        Posix.lchown(Path.Combine(other, "file"), 1, 1).ShouldBe(0);
        Use(driver, $"ln -s {other} link; mkdir below; ln -s {other} below/link; printf '{Journal}' me > $journal");
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("true"));
        run.Record.Status.ShouldBe("completed", run.Record.VerdictReason);
        OwnerOf(Path.Combine(other, "file")).ShouldBe("1");
        Directory.Exists(Place).ShouldBeFalse();
    }

    [RootFact]
    public async Task Rollbacks_that_another_run_of_it_plays_are_played_as_the_account()
    {
        Use(driver, $"""
            if ls {Place}/rollbacks > /dev/null 2>&1; then
              cat $(tail -1 arguments) > /dev/null || exit 3
              echo '[2026-11-21 03:00:00 INFO] Rollback: back' >&2
              printf '{Journal}' me > $journal; id -un > {driver.Folder}/open/who; exit 0
            fi
            echo "[2026-11-21 03:00:00 INFO] Playing your experiment's method now..." >&2
            ln -s {driver.Folder} rollbacks
            exit 1
            """);
        Directory.CreateDirectory(Path.Combine(driver.Folder, "open"));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path.Combine(driver.Folder, "open"), (UnixFileMode)0b111_111_111);
        await driver.RunYamlAsync("""
            title: t
            description: d
            method: []
            rollbacks:
            - { type: action, name: back, provider: { type: python, module: os, func: getcwd } }
            """);
        (await File.ReadAllTextAsync(Path.Combine(driver.Folder, "open", "who"))).ShouldBe("nobody\n");
        Directory.Exists(Place).ShouldBeFalse();
    }

    /// <summary>A stand-in for it that everybody may run.</summary>
    private static void Use(ExecutionDriver driver, string script)
    {
        driver.FakeChaos(script);
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(driver.Folder, (UnixFileMode)0b111_101_101);
        File.SetUnixFileMode(driver.Variables["CHAOS"], (UnixFileMode)0b111_101_101);
    }

    private string Place => "/dev/shm/reliably-" + driver.Id.Value;

    private static string OwnerOf(string file)
    {
        using var stat = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("stat", ["-c", "%u", file]) { RedirectStandardOutput = true })!;
        return stat.StandardOutput.ReadToEnd().Trim();
    }
}
