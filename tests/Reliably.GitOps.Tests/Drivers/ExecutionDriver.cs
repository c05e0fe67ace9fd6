using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Deployments;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Environments;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Executions.Control;
using Reliably.GitOps.Executions.Guards;
using Reliably.GitOps.Experiments;
using Reliably.GitOps.Guards;

namespace Reliably.GitOps.Drivers;

/// <summary>Runs experiments through the whole of <see cref="ExperimentExecution"/>, in a folder of its own.</summary>
internal sealed class ExecutionDriver : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("reliably-test-").FullName;

    public List<RunEvent> Events { get; } = [];

    /// <summary>Hears each event as it comes.</summary>
    public Action<RunEvent> Heard { get; set; } = static _ => { };

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal) { ["PATH"] = "/usr/bin:/bin" };

    public RepositoryGrants Grants { get; set; } = RepositoryGrants.None with { Deployments = ["local"] };

    public bool UnderServe { get; set; }

    /// <summary>Files and folders of the service itself.</summary>
    public ImmutableArray<string> OwnPaths { get; set; } = [];

    public ExecutionEnvironment? Environment { get; set; }

    public RunOptions Options { get; set; } = new() { Runner = RunnerChoice.Native };

    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(5);

    public TimeSpan StopDeadline { get; set; } = TimeSpan.FromSeconds(30);

    public GuardSet Guards { get; set; } = GuardSet.None;

    public bool Unguarded { get; set; }

    public RunObstacles? Obstacles { get; set; }

    public TimeProvider Clock
    {
        get;
        set
        {
            field = value;
            Control.Dispose();
            Control = new(value);
        }
    } = TimeProvider.System;

    public RunControl Control { get; private set; } = new(TimeProvider.System);

    /// <summary>Where it runs; null for the machine itself.</summary>
    public Deployment? Deployment { get; set; }

    public Action<RunEvent>? OnEvent { get; set; }

    /// <summary>The run is over.</summary>
    public bool Ended { get; private set; }

    public bool RunsInMemory { get; set; }

    /// <summary>Where private folders lie, below <see cref="Folder"/>.</summary>
    public string RunsFolder { get; set; } = "runs";

    public RunLimits Limits { get; set; } = RunLimits.AtTerminal;

    /// <summary>Activities run in the run's own folder, as under the service.</summary>
    public bool OwnFolder { get; set; }

    public long? JournalLimit { get; set; } = 1 << 20;

    public ExecutionId Id { get; } = ExecutionId.Create(DateTimeOffset.UtcNow, Random.Shared.Next());

    public Task<ExecutedRun> RunYamlAsync(string yaml) => RunAsync("experiment.yaml", yaml);

    public async Task<ExecutedRun> RunAsync(string path, string text)
    {
        var document = ExperimentDocuments.FromFile(path, Encoding.UTF8.GetBytes(text), out var diagnostics)
            ?? throw new InvalidOperationException(string.Join('\n', diagnostics.Select(static diagnostic => diagnostic.Message)));
        var execution = new ExperimentExecution(new()
        {
            Grants = Grants,
            UnderServe = UnderServe,
            Variables = Variables,
            OwnPaths = OwnPaths,
            RunsFolder = Path.Combine(Folder, RunsFolder),
            RunsInMemory = RunsInMemory,
            WorkingFolder = OwnFolder ? null : Folder,
            Limits = Limits,
            JournalLimit = JournalLimit,
            StopDeadline = StopDeadline,
            Clock = Clock,
            Obstacles = Obstacles,
        });
        var order = new ExecutionOrder
        {
            Id = Id,
            Experiment = document,
            Trigger = TriggerKind.Command,
            Environment = Environment,
            Deployment = Deployment?.Slug ?? Slug.Parse("local"),
            DeploymentDocument = Deployment,
            Options = Options,
            Guards = Guards,
            Unguarded = Unguarded,
            Timeout = Timeout,
        };
        try
        {
            return await execution.RunAsync(order, new Listener(this), Control);
        }
        finally
        {
            Ended = true;
        }
    }

    /// <summary>A program in the place of <c>chaos</c>: a shell script that finds its options in <c>$journal</c> and <c>$control</c>.</summary>
    public void FakeChaos(string script)
    {
        var file = Path.Combine(Folder, "chaos");
        File.WriteAllText(file, """
            #!/bin/sh
            printf '%s\n' "$@" > arguments
            while [ $# -gt 0 ]; do
              case $1 in --journal-path) journal=$2; shift;; --control-file) control=$2; shift;; esac
              shift
            done

            """ + script + "\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Variables["CHAOS"] = file;
        Options = Options with { Runner = RunnerChoice.ChaosToolkit };
    }

    /// <summary>The real Chaos Toolkit; only in tests that are skipped without it.</summary>
    public void RealChaos()
    {
        Variables["CHAOS"] = ChaosToolkitFactAttribute.Program!;
        Options = Options with { Runner = RunnerChoice.ChaosToolkit };
    }

    /// <summary>Stops the run as soon as it has made a file.</summary>
    public async Task StopWhenAsync(string file)
    {
        var patience = System.Diagnostics.Stopwatch.StartNew();
        while (!File.Exists(Path.Combine(Folder, file)))
        {
            if (patience.Elapsed > TimeSpan.FromSeconds(60)) throw new TimeoutException();
            await Task.Delay(20);
        }

        Control.Stop(new() { Who = "ann" });
    }

    /// <summary>An experiment whose method is some shell scripts.</summary>
    public static string Scripts(params string[] scripts) =>
        "title: t\ndescription: d\nmethod:\n" + string.Concat(scripts.Select(static (script, i) =>
            $"- {{type: action, name: a{i}, provider: {{type: process, path: sh, arguments: [-c, {JsonWriter.Compact(DataNode.Of(script))}]}}}}\n"));

    public void Dispose()
    {
        Control.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private sealed class Listener(ExecutionDriver driver) : IProgress<RunEvent>
    {
        public void Report(RunEvent value)
        {
            lock (driver.Events) driver.Events.Add(value);
            driver.Heard(value);
            driver.OnEvent?.Invoke(value);
        }
    }
}
