using System.Diagnostics;
using System.Text;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Executions.Control;
using Reliably.GitOps.Experiments;
using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Benchmarks;

/// <summary>What our own engine adds to an activity: a run of many beside the same processes started bare. Bound: 1 ms for each.</summary>
internal static class EngineBenchmark
{
    private const int Activities = 300;
    private const int Rounds = 7;

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("reliably-benchmark-").FullName;
        try
        {
            var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin" };
            var (bare, spawned, ours) = (new List<Cost>(), new List<Cost>(), new List<Cost>());
            for (var round = -1; round < Rounds; round++)
            {
                var first = await MeasureAsync(() => TimesAsync(() => BareAsync(folder)));
                var second = await MeasureAsync(() => TimesAsync(() => SpawnAsync(folder, variables)));
                var third = await MeasureAsync(() => ExperimentAsync(folder, variables));
                if (round < 0) continue;
                bare.Add(first);
                spawned.Add(second);
                ours.Add(third);
            }

            Print("a process, started by .NET's own Process", bare);
            Print("a process, spawned bare with its output read", spawned);
            Print($"an activity of a run of {Activities:N0}", ours);
            Print("what the engine adds to a bare spawn, each activity", [.. ours.Zip(spawned, static (one, other) => new Cost(one.Wall - other.Wall, one.Processor - other.Processor))]);
            Measured.PrintLoad();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Print(string name, IReadOnlyCollection<Cost> costs)
    {
        new Figures(name + ", wall clock", "ms", [.. costs.Select(static cost => cost.Wall)]).Print();
        new Figures(name + ", our processor time", "ms", [.. costs.Select(static cost => cost.Processor)]).Print();
    }

    private static async Task<Cost> MeasureAsync(Func<Task> work)
    {
        var before = Measured.SpentHere();
        var watch = Stopwatch.StartNew();
        await work();
        return new(watch.Elapsed.TotalMilliseconds / Activities, (Measured.SpentHere() - before) / Activities);
    }

    private static async Task TimesAsync(Func<Task> work)
    {
        for (var i = 0; i < Activities; i++) await work();
    }

    private static async Task BareAsync(string folder)
    {
        using var process = Process.Start(new ProcessStartInfo("true") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
    }

    private static async Task SpawnAsync(string folder, Dictionary<string, string> variables) =>
        await new ProcessCommand { Program = "true", Environment = variables, WorkingFolder = folder }.RunAsync();

    private static async Task ExperimentAsync(string folder, Dictionary<string, string> variables)
    {
        var text = new StringBuilder("title: t\ndescription: d\nmethod:\n");
        for (var i = 0; i < Activities; i++) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"- {{type: action, name: a{i}, provider: {{type: process, path: \"true\"}}}}\n");
        var document = ExperimentDocuments.FromFile("experiment.yaml", Encoding.UTF8.GetBytes(text.ToString()), out _)!;
        var execution = new ExperimentExecution(new()
        {
            Grants = RepositoryGrants.None,
            UnderServe = false,
            Variables = variables,
            RunsFolder = Path.Combine(folder, "runs"),
            WorkingFolder = folder,
        });
        using var control = new RunControl(TimeProvider.System);
        var order = new ExecutionOrder
        {
            Id = ExecutionId.Create(DateTimeOffset.UtcNow, Random.Shared.Next()),
            Experiment = document,
            Trigger = TriggerKind.Command,
            Options = new() { Runner = RunnerChoice.Native },
        };
        var run = await execution.RunAsync(order, new Silence(), control);
        if (run.Record.Status != "completed") throw new InvalidOperationException(run.Record.VerdictReason);
    }

    /// <summary>Of one process: the time until it was over, and what this process itself spent for it.</summary>
    private readonly record struct Cost(double Wall, double Processor);

    private sealed class Silence : IProgress<RunEvent>
    {
        public void Report(RunEvent value)
        {
            // Nobody watches a benchmark.
        }
    }
}
