using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Publishing;

namespace Reliably.GitOps.Demo;

[Collection(AloneCollection.Name)]
public class DemoTests
{
    [Fact]
    public async Task One_round_runs_every_example_and_commits_what_it_saw()
    {
        using var taken = Occupy(DemoSystemOptions.DefaultPort);
        await using var demo = DemoDriver.Start("--once");
        (await demo.EndAsync()).ShouldBe(ExitCodes.Ok, demo.Said);

        var records = Records(demo);
        records.ToDictionary(static record => record.Experiment.Value, static record => record.Verdict).ShouldBe(ExamplePromises.Verdicts, ignoreOrder: true);
        foreach (var record in records)
        {
            File.Exists(Path.Combine(demo.Clone, ReportPaths.Journal(record.Id))).ShouldBeTrue();
            File.Exists(Path.Combine(demo.Clone, ReportPaths.ExecutionPage(record.Id))).ShouldBeTrue();
            File.Exists(Path.Combine(demo.Clone, ReportPaths.ExperimentPage(record.Experiment))).ShouldBeTrue();
            File.Exists(Path.Combine(demo.Clone, ReportPaths.BadgeImage(record.Experiment))).ShouldBeTrue();
        }

        foreach (var file in new[] { ReportPaths.Dashboard, ReportPaths.DashboardPlot, ReportPaths.Index, ReportPaths.RepositoryBadge })
            File.Exists(Path.Combine(demo.Clone, file)).ShouldBeTrue(file);
        await ShouldHoldTheCommitsAsync(demo, records);
        ShouldHoldNoToken(demo, records);
        (await demo.OutputAsync()).ShouldContain("git -C " + demo.Clone + " log");
        await LivingProcesses.ShouldEndAsync(demo.Replicas());
    }

    [Fact]
    public async Task Ctrl_C_in_the_middle_of_a_method_plays_the_rollbacks_publishes_and_leaves_no_process()
    {
        await using var demo = DemoDriver.Start("--port", "0");
        await demo.HearAsync("method     let-the-shop-warm-up-with-traffic");
        var replicas = demo.Replicas();
        replicas.ShouldNotBeEmpty();
        await demo.InterruptAsync();
        (await demo.EndAsync()).ShouldBe(ExitCodes.Ok, demo.Said);

        var interrupted = Records(demo).Single(static record => record.Experiment.Value == "incidents/nobody-noticed");
        interrupted.Verdict.ShouldBe(Verdict.Interrupted, demo.Said);
        var journal = Journal.TryParse(await File.ReadAllTextAsync(Path.Combine(demo.Clone, ReportPaths.Journal(interrupted.Id))))!;
        journal.Rollbacks.Select(static run => (run.Name, run.Status)).ShouldBe([("start-replica-a", "succeeded"), ("close-the-incident", "succeeded")]);
        (await demo.GitAsync("rev-parse", "HEAD")).ShouldBe((await demo.GitAsync("ls-remote", "origin", "refs/heads/main")).Split('\t')[0]);
        await LivingProcesses.ShouldEndAsync(replicas);
        await LivingProcesses.ShouldEndAsync(demo.Replicas());
    }

    [Fact]
    public async Task A_folder_that_is_not_empty_is_left_alone()
    {
        var folder = Directory.CreateTempSubdirectory("demo-test-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "mine.txt"), "keep");
        var run = await ReliablyDriver.RunAsync("demo", "--once", "--folder", folder);
        run.ExitCode.ShouldBe(ExitCodes.CannotRun);
        run.Error.ShouldContain("is not empty");
        run.Error.ShouldContain("--folder");
        Directory.EnumerateFileSystemEntries(folder).ShouldBe([Path.Combine(folder, "mine.txt")]);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Without_git_it_says_so_and_leaves_nothing()
    {
        var empty = Directory.CreateTempSubdirectory("demo-test-").FullName;
        using var error = new StringWriter();
        var terminal = new Terminal
        {
            Output = TextWriter.Null,
            Error = error,
            WorkingFolder = empty,
            Variables = new Dictionary<string, string> { ["PATH"] = empty },
        };
        (await GitOpsApp.RunAsync(["demo", "--once"], terminal)).ShouldBe(ExitCodes.CannotRun);
        error.ToString().ShouldContain("git was not found");
        Directory.EnumerateFileSystemEntries(empty).ShouldBeEmpty();
        Directory.Delete(empty);
    }

    [Fact]
    public async Task A_port_that_was_asked_for_and_is_taken_is_an_error()
    {
        using var taken = Occupy(0)!;
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var folder = Path.Combine(Directory.CreateTempSubdirectory("demo-test-").FullName, "new");
        var run = await ReliablyDriver.RunAsync("demo", "--once", "--port", port, "--folder", folder);
        run.ExitCode.ShouldBe(ExitCodes.CannotRun);
        run.Error.ShouldContain(port);
        run.Error.ShouldContain("--port");
        Directory.Exists(folder).ShouldBeFalse("the same command must work once the port is free");
        Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);
    }

    private static List<ExecutionRecord> Records(DemoDriver demo) =>
        [.. Directory.EnumerateFiles(demo.Clone, "*.record.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(static file => ExecutionRecordJson.Read(File.ReadAllText(file)))];

    private static async Task ShouldHoldTheCommitsAsync(DemoDriver demo, List<ExecutionRecord> records)
    {
        (await demo.GitAsync("status", "--short")).ShouldBeEmpty();
        (await demo.GitAsync("rev-parse", "HEAD")).ShouldBe((await demo.GitAsync("ls-remote", "origin", "refs/heads/main")).Split('\t')[0]);
        (await demo.GitAsync("log", "--reverse", "--format=%an: %s")).Split('\n')[0].ShouldBe("Priya Nair: Write down what the shop must survive");
        var published = await demo.GitAsync("log", "--max-count=1", "--format=%s%n%(trailers:key=Reliably-Execution,valueonly)", "--", "reports");
        published.Split('\n')[0].ShouldEndWith("[skip ci]");
        var trailers = (await demo.GitAsync("log", "--format=%(trailers:key=Reliably-Execution,valueonly)")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        trailers.Order().ShouldBe(records.Select(static record => record.Id.Value).Order());
    }

    /// <summary>The shop's log keeps the token of who read it, and an experiment reads that log: it must not come this far.</summary>
    private static void ShouldHoldNoToken(DemoDriver demo, List<ExecutionRecord> records)
    {
        records.Single(static record => record.Experiment.Value == "incidents/nobody-noticed").MaskedValues.ShouldBeGreaterThan(0);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(demo.Clone, "reports"), "*", SearchOption.AllDirectories))
            Regex.IsMatch(File.ReadAllText(file), "Bearer [0-9a-f]{32}").ShouldBeFalse(file);
        Regex.IsMatch(demo.Said, "[0-9a-f]{32}").ShouldBeFalse();
    }

    private static TcpListener? Occupy(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return listener;
        }
        catch (SocketException)
        {
            listener.Dispose(); // somebody else has it: just as good
            return null;
        }
    }
}
