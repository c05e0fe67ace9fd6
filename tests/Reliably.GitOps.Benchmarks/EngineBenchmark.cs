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
            var (bare, posix, ours, over) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
            for (var round = -1; round < Rounds; round++)
            {
                var watch = Stopwatch.StartNew();
                for (var i = 0; i < Activities; i++) await BareAsync(folder);
                var first = watch.Elapsed.TotalMilliseconds / Activities;
                watch.Restart();
                for (var i = 0; i < Activities; i++) await SpawnAsync(folder, variables);
                var second = watch.Elapsed.TotalMilliseconds / Activities;
                watch.Restart();
                await ExperimentAsync(folder, variables);
                var third = watch.Elapsed.TotalMilliseconds / Activities;
                if (round < 0) continue;
                bare.Add(first);
                posix.Add(second);
                ours.Add(third);
                over.Add(third - second);
            }

            new Figures("a process, started by .NET's own Process", "ms", bare).Print();
            new Figures("a process, spawned bare with its output read", "ms", posix).Print();
            new Figures($"an activity of a run of {Activities:N0}", "ms", ours).Print();
            new Figures("what the engine adds to a bare spawn, each activity", "ms", over).Print();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
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

    private sealed class Silence : IProgress<RunEvent>
    {
        public void Report(RunEvent value)
        {
            // Nobody watches a benchmark.
        }
    }
}
