using System.Globalization;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Processes;
using Xunit.Abstractions;

namespace Reliably.GitOps.Schedules;

/// <summary>The service as a process of its own: stopped, killed, started again. <c>RELIABLY_TEST_SCALE</c> multiplies the kills.</summary>
public sealed class CrashTests(ITestOutputHelper output) : IDisposable
{
    private readonly TestFolder folder = new();

    private string Trace => folder["trace"];

    private string Undone => folder["undone"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_signal_in_the_middle_of_a_method_rolls_back_publishes_and_leaves_nothing_running()
    {
        var remote = Remote("sleep 600");
        using var service = Serve(remote);
        await service.HearAsync("start ");
        await TraceAsync();
        service.Terminate();
        (await service.EndAsync()).ShouldBe(0, service.Text);
        var record = Published(remote).Single();
        record.Verdict.ShouldBe(Verdict.Interrupted);
        File.Exists(Undone).ShouldBeTrue("rollbacks are played");
        MarkedProcesses.Find(MarkedProcesses.ExecutionVariable, record.Id.Value).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_second_signal_ends_everything_at_once()
    {
        var calm = folder["calm"];
        var remote = Remote("sleep 600", undo: $"test -e {calm} || sleep 600");
        using var service = Serve(remote);
        await service.HearAsync("start ");
        var id = await TraceAsync();
        service.Terminate();
        await service.HearAsync("Stopping");
        await Task.Delay(700); // two signals within half a second are one
        service.Terminate();
        await service.EndAsync();
        MarkedProcesses.Find(MarkedProcesses.ExecutionVariable, id).ShouldBeEmpty();
        await File.WriteAllTextAsync(calm, "");
        using var again = Serve(remote, "--once");
        (await again.EndAsync()).ShouldBe(0, again.Text);
        Published(remote).Single().Verdict.ShouldBe(Verdict.Interrupted);
    }

    [Fact]
    public async Task A_service_that_was_killed_ends_what_it_left_and_publishes_it_as_interrupted()
    {
        var remote = Remote("sleep 600");
        using var service = Serve(remote);
        var id = await TraceAsync();
        await service.KillAsync();
        MarkedProcesses.Find(MarkedProcesses.ExecutionVariable, id).ShouldNotBeEmpty("the experiment outlives its service");
        using var again = Serve(remote, "--once");
        (await again.EndAsync()).ShouldBe(0, again.Text);
        MarkedProcesses.Find(MarkedProcesses.ExecutionVariable, id).ShouldBeEmpty();
        var record = Published(remote).Single();
        record.Id.Value.ShouldBe(id);
        record.Verdict.ShouldBe(Verdict.Interrupted);
        record.Events.ShouldContain(static item => item.Detail.Contains("were ended", StringComparison.Ordinal));
        record.Events.ShouldContain(static item => item.Kind == "rollback" && item.Detail.Contains("'undo'", StringComparison.Ordinal));
        File.Exists(Undone).ShouldBeTrue("rollbacks are played at the next start");
    }

    [Fact]
    public async Task A_rollback_that_had_been_played_before_the_service_was_killed_is_not_played_again()
    {
        var (calm, undone) = (folder["calm"], folder["undone-twice"]);
        var remote = Remote("sleep 600", undo: "true", $$"""
            - { type: action, name: first, provider: { type: process, path: /bin/sh, arguments: ["-c", "echo first >> {{undone}}"] } }
            - { type: action, name: second, provider: { type: process, path: /bin/sh, arguments: ["-c", "echo second >> {{undone}}; test -e {{calm}} || sleep 600"] } }
            """);
        using var service = Serve(remote);
        await service.HearAsync("start ");
        var id = await TraceAsync();
        service.Terminate();
        await UntilAsync(() => File.Exists(undone) && File.ReadAllText(undone).Contains("second", StringComparison.Ordinal));
        await service.KillAsync();
        await File.WriteAllTextAsync(calm, "");
        using var again = Serve(remote, "--once");
        (await again.EndAsync()).ShouldBe(0, again.Text);
        (await File.ReadAllLinesAsync(undone)).ShouldBe(["first", "second", "second"], "one that was cut off is played again, one that had ended is not");
        var record = Published(remote).Single();
        record.Id.Value.ShouldBe(id);
        record.VerdictReason.ShouldEndWith("The rest of its rollbacks was played when the service started again.");
        record.Events.ShouldContain(static item => item.Detail.StartsWith("2 of its rollbacks had been played", StringComparison.Ordinal));
        Directory.EnumerateFiles(folder["data"], id + "*", SearchOption.AllDirectories).ShouldBeEmpty("nothing of it is left in the books");
    }

    [Fact]
    public async Task Rollbacks_that_are_not_played_are_offered()
    {
        var remote = Remote("sleep 600");
        remote.Push("Never roll back", ("plans/now.yaml", PlanText("first") + "rollback-strategy: never\n"));
        using var service = Serve(remote);
        await TraceAsync();
        await service.KillAsync();
        using var again = Serve(remote, "--once");
        (await again.EndAsync()).ShouldBe(0, again.Text);
        File.Exists(Undone).ShouldBeFalse();
        var record = Published(remote).Single();
        record.VerdictReason.ShouldContain("its rollbacks were not played, because the rollback strategy is 'never' (plan).");
        record.VerdictReason.ShouldContain("'reliably run experiments/a.yaml --only-rollbacks'");
        await File.WriteAllTextAsync(folder["a.yaml"], remote.Show("experiments/a.yaml"));
        var undo = await ReliablyDriver.RunInAsync(folder.Path, "run", "a.yaml", "--only-rollbacks", "--runner", "native");
        undo.ExitCode.ShouldBe(0, undo.Error);
        File.Exists(Undone).ShouldBeTrue();
        (await File.ReadAllLinesAsync(Trace)).Length.ShouldBe(1, "the method is not played");
    }

    [Fact]
    public async Task A_process_without_mark_and_parent_is_ended_before_rollbacks_are_played()
    {
        var beat = folder["beat"];
        var remote = Remote($"env -i PATH=/bin:/usr/bin sh -c 'while :; do echo beat >> {beat}; sleep 0.05; done' & wait", undo: $"cp {beat} {folder["copy"]}; sleep 0.5; cmp {beat} {folder["copy"]} && touch {folder["quiet"]}");
        using var service = Serve(remote);
        await TraceAsync();
        await UntilAsync(() => File.Exists(beat));
        await service.KillAsync();
        using var again = Serve(remote, "--once");
        (await again.EndAsync()).ShouldBe(0, again.Text);
        File.Exists(folder["quiet"]).ShouldBeTrue("nothing of the method goes on while rollbacks are played");
    }

    [Fact]
    public async Task Killed_at_any_moment_it_starts_nothing_twice_and_publishes_all_that_it_started()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var remote = Remote("sleep 0.2");
        var rounds = 4 * int.Parse(Environment.GetEnvironmentVariable("RELIABLY_TEST_SCALE") ?? "1", CultureInfo.InvariantCulture);
        var heard = new List<string>();
        for (var round = 0; round < rounds; round++)
        {
            remote.Push($"Version {round}", ("plans/now.yaml", PlanText($"version {round}")));
            using var service = Serve(remote);
            await Task.Delay(random.Next(300, 3500));
            await service.KillAsync();
            heard.Add(service.Text);
        }

        using var last = Serve(remote, "--once");
        (await last.EndAsync()).ShouldBe(0, last.Text);
        var started = File.Exists(Trace) ? await File.ReadAllLinesAsync(Trace) : [];
        started.ShouldBeUnique();
        var published = Published(remote);
        published.Select(static record => record.Id.Value).ShouldBeUnique();
        published.GroupBy(static record => record.PlanHash).ShouldAllBe(static version => version.Count() == 1, "once for each version of the plan");
        Claims().ShouldBe(published.Count, $"whatever was claimed is published, also what never began\n{Books()}\n{string.Join("\n---\n", heard)}\n---\n{last.Text}");
        started.ShouldBeSubsetOf(published.Select(static record => record.Id.Value));
        Directory.EnumerateFiles(folder["data"], "*.record.json", SearchOption.AllDirectories).ShouldBeEmpty("the outbox is empty");
        foreach (var id in started) MarkedProcesses.Find(MarkedProcesses.ExecutionVariable, id).ShouldBeEmpty();
    }

    /// <summary>All that the service keeps, for a message.</summary>
    private string Books() => string.Join('\n', Directory.EnumerateFiles(folder["data"], "*", SearchOption.AllDirectories)
        .Where(static file => !file.Contains("mirror", StringComparison.Ordinal)).Select(file => $"{Path.GetRelativePath(folder["data"], file)}: {File.ReadAllText(file).Split('\n')[0]}"));

    private int Claims() => Directory.EnumerateDirectories(folder["data"], "claims", SearchOption.AllDirectories).Sum(static claims => Directory.EnumerateFiles(claims, "*", SearchOption.AllDirectories).Count());

    private static string PlanText(string title) => $"title: {title}\nexperiments: [a]\nschedule: {{ type: now }}\n";

    private static List<ExecutionRecord> Published(GitRemoteDriver remote) =>
        [.. remote.Files("reports/executions").Where(static path => path.EndsWith(".record.json", StringComparison.Ordinal)).Select(path => ExecutionRecordJson.Read(remote.Show(path)))];

    private static async Task UntilAsync(Func<bool> condition)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (!condition())
        {
            (DateTime.UtcNow < deadline).ShouldBeTrue("it did not come within a minute");
            await Task.Delay(20);
        }
    }

    private GitRemoteDriver Remote(string action, string undo = "true", string moreRollbacks = "") => GitRemoteDriver.Create(
        folder.Path,
        ("reliably.yaml", "first-contact: run\n"),
        ("plans/now.yaml", PlanText("first")),
        ("experiments/a.yaml", $$"""
            title: Leaves a trace
            description: Writes down who ran it.
            method:
            - type: action
              name: leave a trace
              provider: { type: process, path: /bin/sh, arguments: ["-c", "echo $RELIABLY_EXECUTION >> {{Trace}}; {{action}}"] }
            rollbacks:
            - type: action
              name: undo
              provider: { type: process, path: /bin/sh, arguments: ["-c", "touch {{Undone}}; {{undo}}"] }
            """ + "\n" + moreRollbacks));

    private ServeProcess Serve(GitRemoteDriver remote, params string[] more) =>
        ServeProcess.Start(folder.Path, ["serve", "--repository", remote.Url, "--data", folder["data"], "--poll", "0.5", .. more]);

    /// <summary>Waits until the experiment has left its trace.</summary>
    private async Task<string> TraceAsync()
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (DateTime.UtcNow < deadline)
        {
            if (File.Exists(Trace) && (await File.ReadAllTextAsync(Trace)) is { Length: > 0 } text && text.EndsWith('\n')) return text.TrimEnd();
            await Task.Delay(20);
        }

        throw new TimeoutException("The experiment did not begin within a minute.");
    }
}
