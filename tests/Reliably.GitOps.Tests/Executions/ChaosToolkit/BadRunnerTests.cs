using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Executions.ChaosToolkit;

/// <summary>Programs in the place of <c>chaos</c> that do what it should not.</summary>
public sealed class BadRunnerTests : IDisposable
{
    private const string Journal = """
        {"chaoslib-version": "VERSION", "platform": "p", "node": "n", "experiment": {"title": "t", "description": "d", "method": []}, "start": "2026-11-22T00:00:00+00:00",
        "status": "completed", "deviated": false, "steady_states": {"before": null, "after": null, "during": []}, "run": [], "rollbacks": [], "end": "2026-11-22T00:00:01+00:00", "duration": 1.0}
        """;

    private readonly ExecutionDriver driver = new();

    public void Dispose() => driver.Dispose();

    [Theory]
    [InlineData("echo 'Traceback (most recent call last):' >&2; echo 'ValueError: boom' >&2; exit 1", "left no journal (exit code 1): ValueError: boom")]
    [InlineData("exit 0", "left no journal (exit code 0).")]
    [InlineData("kill -9 $$", "left no journal (ended by signal 9).")]
    [InlineData("printf '{\"status\": \"completed\",\\n\"run\": [{\"out' > $journal; exit 1", "no JSON: it ends or breaks in line 2, after 37 bytes (exit code 1)")]
    [InlineData(": > $journal", "left an empty journal (exit code 0)")]
    [InlineData("echo '[1]' > $journal", "a journal that is no object")]
    public async Task Says_why_there_is_no_journal(string script, string reason)
    {
        driver.FakeChaos(script);
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("true"));
        run.Record.Verdict.ShouldBe(Verdict.Error);
        run.Record.VerdictReason.ShouldContain(reason);
        run.JournalText.ShouldBeNull();
        run.Record.Runner!.Name.ShouldBe("chaostoolkit");
    }

    [Fact]
    public async Task An_old_one_that_takes_no_control_file_is_followed_by_its_log()
    {
        driver.FakeChaos($$"""
            if [ -n "$control" ]; then echo 'Usage: chaos run [OPTIONS] SOURCE' >&2; echo 'Error: No such option: --control-file' >&2; exit 2; fi
            echo '[2026-11-22 00:00:00 INFO] Running experiment: t' >&2
            echo "[2026-11-22 00:00:00 INFO] Playing your experiment's method now..." >&2
            echo '[2026-11-22 00:00:00 INFO] Action: one' >&2
            echo '[2026-11-22 00:00:00 INFO] Experiment ended with status: completed' >&2
            cat > $journal <<'END'
            {{Version("1.20.0")}}
            END
            """);
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("true"));
        run.Record.Status.ShouldBe("completed", run.Record.VerdictReason);
        run.Record.Runner.ShouldBe(new("chaostoolkit", "1.20.0"));
        run.Record.Events.Single().Detail.ShouldContain("1.20.0 is older than 1.33");
        driver.Events.OfType<RunEvent.ActivityStarted>().Single().Name.ShouldBe("one");
    }

    [Theory]
    [InlineData("2.1.0", "newer than this version of reliably knows")]
    [InlineData("unknown", "does not say which version it is")]
    [InlineData("1.45.0", "did not load our control module")]
    public async Task A_version_that_we_do_not_know_is_said_in_the_record(string version, string said)
    {
        driver.FakeChaos($"echo '[2026-11-22 00:00:00 INFO] Running experiment: t' >&2\ncat > $journal <<'END'\n{Version(version)}\nEND");
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("true"));
        run.Record.Runner!.Version.ShouldBe(version);
        run.Record.Events.Single().ShouldSatisfyAllConditions(
            happened => happened.Kind.ShouldBe("runner"),
            happened => happened.Detail.ShouldContain(said));
    }

    /// <summary>Two outputs of 100 MB each; the secret lies on the very edge at which the second is cut.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_journal_of_200_MB_is_read_in_little_memory_with_its_long_outputs_cut(bool limited)
    {
        const string Secret = "edge-of-the-cut-secret";
        driver.JournalLimit = limited ? 1 << 20 : null;
        driver.Variables["TOKEN"] = Secret;
        driver.Environment = new() { Slug = Slug.Parse("e"), Secrets = [new() { Key = "token", VariableName = "TOKEN", From = new Environments.SecretSource.FromVariable("TOKEN") }] };
        const int Edge = 512 * 1024;
        driver.FakeChaos($$"""
            fill() { head -c $1 /dev/zero | tr '\0' "$2"; }
            exec > $journal
            printf '%s' '{"chaoslib-version": "1.45.0", "experiment": {"title": "t", "description": "d", "method": []}, "start": "2026-11-22T00:00:00+00:00", "status": "completed", "deviated": false, '
            printf '%s' '"steady_states": {"before": null, "after": null, "during": []}, "rollbacks": [], "run": [{"activity": {"type": "action", "name": "a"}, "output": {"stdout": "begin '
            fill 100000000 x
            printf '%s' ' end"}, "status": "succeeded", "start": "2026-11-22T00:00:00+00:00", "end": "2026-11-22T00:00:00+00:00", "duration": 1.0}, {"activity": {"type": "action", "name": "b"}, "output": "'
            fill {{Edge - 10}} y; printf %s "$TOKEN"; fill 100000000 y; printf %s "$TOKEN"; fill {{Edge - 10}} y
            printf '%s' '", "status": "succeeded", "start": "2026-11-22T00:00:00+00:00", "end": "2026-11-22T00:00:00+00:00", "duration": 1.0}], "end": "2026-11-22T00:00:01+00:00", "duration": 1.0}'
            """);
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("true"));
        run.Record.Status.ShouldBe("completed", run.Record.VerdictReason);
        run.JournalText!.Length.ShouldBeLessThan(limited ? 200_000 : 3_000_000);
        run.JournalText.ShouldContain("begin xxx");
        run.JournalText.ShouldContain("xxx end");
        run.JournalText.ShouldContain(" bytes cut …]");
        run.JournalText.ShouldNotContain(Secret[..6]);
        run.JournalText.ShouldNotContain(Secret[^6..]);
        driver.Events.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_journal_that_stays_large_without_its_outputs_is_not_read_and_its_size_is_said()
    {
        driver.FakeChaos("exec > $journal; printf '['; head -c 40000000 /dev/zero | tr '\\0' '1'");
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("true"));
        run.Record.Verdict.ShouldBe(Verdict.Error);
        run.Record.VerdictReason.ShouldContain("a journal of 40 MB, too large to be read");
    }

    [Fact]
    public async Task A_program_that_cannot_be_started_is_said()
    {
        driver.FakeChaos("");
        await File.WriteAllTextAsync(driver.Variables["CHAOS"], "#!/no/such/interpreter\n");
        var run = await driver.RunYamlAsync(ExecutionDriver.Scripts("true"));
        run.Record.VerdictReason.ShouldContain("could not be started");
    }

    [Theory]
    [InlineData("", "", false, "always", "always", "default")]
    [InlineData("", "", true, null, "default", "default")]
    [InlineData("deviated", "", false, "deviated", "deviated", "command line")]
    [InlineData("deviated", "never", false, "deviated", "deviated", "command line")]
    [InlineData("", "never", false, null, "never", "experiment")]
    [InlineData("", "never", true, null, "never", "experiment")]
    public async Task A_rollback_strategy_is_passed_only_where_the_experiment_is_not_the_one_that_names_it(
        string asked, string own, bool compat, string? passed, string recorded, string source)
    {
        driver.FakeChaos($"cat > $journal <<'END'\n{Version("1.45.0")}\nEND");
        driver.Options = driver.Options with { RollbackStrategy = asked.Length > 0 ? new(asked, "command line") : null, Compat = compat };
        var runtime = own.Length > 0 ? $"runtime: {{ rollbacks: {{ strategy: {own} }} }}\n" : "";
        var run = await driver.RunYamlAsync(runtime + ExecutionDriver.Scripts("true"));
        var arguments = (await File.ReadAllLinesAsync(Path.Combine(driver.Folder, "arguments"))).ToList();
        (arguments.IndexOf("--rollback-strategy") is >= 0 and var at ? arguments[at + 1] : null).ShouldBe(passed);
        arguments[..2].ShouldBe(["--no-version-check", "--no-log-file"]);
        run.Record.RollbackStrategy.ShouldBe(new(recorded, source));
    }

    private static string Version(string version) => Journal.Replace("VERSION", version, StringComparison.Ordinal);
}
