using System.Diagnostics;
using System.Globalization;
using System.Text;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Processes;
using Xunit.Abstractions;

namespace Reliably.GitOps.Publishing;

public sealed class PublisherTests(ITestOutputHelper output) : IDisposable
{
    private readonly ServiceDriver world = new(ServiceDriver.Repository(ServiceDriver.Plan("hand", "{ type: manual }")));

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task A_disk_that_is_full_while_publishing_loses_nothing()
    {
        var git = Executables.Find("git", Environment.GetEnvironmentVariable("PATH"), "/")!;
        world.GitFolder = Path.Combine(world.Folder, "bin");
        Directory.CreateDirectory(world.GitFolder);
        TestFolder.WriteScript(Path.Combine(world.GitFolder, "git"), $"case \"$*\" in *fast-import*) trap '' XFSZ; ulimit -f 0 ;; esac\nexec {git} \"$@\"");
        world.Trigger("hand");
        var exception = await Should.ThrowAsync<CannotRunException>(world.PassAsync);
        exception.Message.ShouldContain("no space left");
        exception.WhatToDo.ShouldContain("Nothing is lost");
        world.GitFolder = null;
        await world.PassAsync();
        world.Published.Count().ShouldBe(1);
        world.Ran.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_result_that_cannot_be_written_is_kept_in_memory_until_it_can()
    {
        var folder = Path.Combine(world.Folder, "books");
        var (book, outbox) = (new RunBook(Path.Combine(folder, "runs")), new Outbox(Path.Combine(folder, "outbox")));
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "outbox"), "in the way");
        var said = new TaskCompletionSource<CannotRunException>();
        var runner = new PlanRunner((order, _, _) => Task.FromResult(ServiceDriver.Done(order)), book, outbox, new(_ => { }, (_, _) => { }, _ => { }, problem => said.TrySetResult(problem)), new(), world.Clock);
        var order = Order();
        book.TryBegin([UnfinishedRecord.Of(order, world.Clock.GetUtcNow())], "k", static () => true).ShouldBeTrue();
        var run = new PlanRun(new() { Plan = Plan(), Trigger = TriggerKind.Manual, ClaimKey = "k" }, [order]);
        var running = runner.RunAsync(run, default);
        (await said.Task).Message.ShouldContain(order.Id.Value);
        running.IsCompleted.ShouldBeFalse();
        File.Delete(Path.Combine(folder, "outbox"));
        world.Clock.Advance(TimeSpan.FromSeconds(6));
        await running.WaitAsync(TimeSpan.FromMinutes(1));
        outbox.List().ShouldBe([order.Id]);
        book.Read().ShouldBeEmpty();
    }

    [Fact]
    public async Task Publishing_costs_the_same_with_10_and_with_10_000_executions()
    {
        var counts = new List<int>();
        foreach (var executions in new[] { 10, 10_000 })
        {
            using var full = new ServiceDriver(ServiceDriver.Repository(ServiceDriver.Plan("hand", "{ type: manual }")));
            Fill(full.Remote, executions);
            full.Trigger("hand");
            var before = full.Remote.Head;
            var watch = Stopwatch.StartNew();
            await full.PassAsync();
            var first = watch.Elapsed;
            watch.Restart();
            full.Trigger("hand");
            full.Clock.Advance(TimeSpan.FromSeconds(1));
            await full.PassAsync();
            counts.Add(int.Parse(GitRemoteDriver.Git(full.Remote.Url, "rev-list", "--objects", "--count", before + "..main"), CultureInfo.InvariantCulture));
            output.WriteLine($"{executions} executions: first pass with its fetch {first.TotalMilliseconds:0} ms, next {watch.ElapsedMilliseconds} ms, {counts[^1]} new objects");
            full.Published.Count().ShouldBe(2);
        }

        counts[1].ShouldBe(counts[0]);
    }

    /// <summary>Executions of other experiments, on other days, in one commit.</summary>
    private static void Fill(GitRemoteDriver remote, int executions)
    {
        var input = new StringBuilder("commit refs/heads/main\ncommitter Ada <ada@example.com> 1700000000 +0000\ndata 4\nFill\nfrom refs/heads/main^0\n");
        for (var i = 0; i < executions; i++)
        {
            var day = new DateTime(2025, 1, 1).AddDays(i % 200);
            var path = string.Create(CultureInfo.InvariantCulture, $"reports/executions/{day:yyyy/MM/dd}/{day:yyyyMMdd}T030000Z-{i:x6}");
            input.Append(CultureInfo.InvariantCulture, $"M 100644 inline {path}.record.txt\ndata {i.ToString(CultureInfo.InvariantCulture).Length}\n{i}\nM 100644 inline {path}.journal.json\ndata 2\n{{}}\n");
        }

        var start = new ProcessStartInfo("git") { WorkingDirectory = remote.Url, RedirectStandardInput = true };
        foreach (var argument in new[] { "fast-import", "--quiet" }) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
    }

    private static Plans.Plan Plan() => new()
    {
        Slug = Documents.Slug.Parse("p"),
        Path = "plans/p.yaml",
        Title = "p",
        Experiments = [],
        Schedule = new Plans.Schedule.Manual(),
        ContentHash = "1",
    };

    private ExecutionOrder Order() => new()
    {
        Id = ExecutionId.Create(world.Clock.GetUtcNow(), 1),
        Trigger = TriggerKind.Manual,
        Experiment = new()
        {
            Slug = Documents.Slug.Parse("a"),
            Path = "experiments/a.yaml",
            Experiment = new() { Source = Documents.DataNode.Mapping.Empty, Title = "a" },
            Content = default,
            Extension = ".yaml",
            ContentHash = "1",
        },
    };
}
