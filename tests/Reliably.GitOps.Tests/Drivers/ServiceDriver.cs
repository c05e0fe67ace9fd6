using System.Collections.Concurrent;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Executions.Control;
using Reliably.GitOps.Schedules;

namespace Reliably.GitOps.Drivers;

/// <summary>A service on a real bare remote with a clock of its own. Its engine runs for real, unless a test decides what a run does.</summary>
internal sealed class ServiceDriver : IDisposable, IProgress<ServiceEvent>
{
    public const string Experiment =
        """
        title: Nothing breaks
        description: The smallest experiment.
        method:
        - { type: action, name: touch, provider: { type: process, path: /bin/true } }
        """;

    private readonly TestFolder folder = new();
    private readonly ConcurrentQueue<ServiceEvent> events = new();

    public ServiceDriver(params (string Path, string? Text)[] files) =>
        Remote = files.Length == 0 ? GitRemoteDriver.CreateEmpty(folder.Path) : GitRemoteDriver.Create(folder.Path, files);

    public GitRemoteDriver Remote { get; }

    public string Folder => folder.Path;

    public string Data => folder["data"];

    public ManualClock Clock { get; } = new(new(2026, 11, 21, 12, 0, 30, TimeSpan.Zero));

    /// <summary>What a run does instead of the real engine; null for the real one.</summary>
    public RunExperiment? Engine { get; set; }

    /// <summary>A folder with a git of the test's own, looked at before the real one.</summary>
    public string? GitFolder { get; set; }

    public ConcurrentQueue<ExecutionOrder> Ran { get; } = new();

    public IReadOnlyList<ServiceEvent> Events => [.. events];

    public IReadOnlyList<string> Problems => [.. events.OfType<ServiceEvent.Problem>().Select(static problem => problem.Message)];

    public string[] Records => Remote.Files("reports/executions").Where(static path => path.EndsWith(".record.json", StringComparison.Ordinal)).ToArray();

    public IEnumerable<ExecutionRecord> Published => Records.Select(path => ExecutionRecordJson.Read(Remote.Show(path)));

    public static (string Path, string? Text) Plan(string name, string schedule, string more = "") =>
        ($"plans/{name}.yaml", $"title: {name}\nexperiments: [a]\nschedule: {schedule}\n{more}");

    public static (string Path, string? Text)[] Repository(params (string Path, string? Text)[] plans) => [("experiments/a.yaml", Experiment), .. plans];

    /// <summary>A run that ends at once as the verdict says.</summary>
    public static ExecutedRun Done(ExecutionOrder order, Verdict verdict = Verdict.Passed) => new(
        UnfinishedRecord.Of(order, order.Id.CreatedAt) with { Verdict = verdict, VerdictReason = "As the test says.", Status = "completed", Deviated = verdict == Verdict.Deviated },
        null);

    public GitOpsService Service(Func<ServerConfiguration, ServerConfiguration>? configure = null)
    {
        var configuration = new ServerConfiguration
        {
            Data = Data,
            Repositories = [new() { Url = Remote.Url, Grants = new() { Deployments = ["local"] } }],
        };
        var variables = Terminal.OfProcess().Variables.ToDictionary(StringComparer.Ordinal);
        variables["RELIABLY_CONTROL"] = Path.Combine(Folder, "control");
        if (GitFolder is not null) variables["PATH"] = GitFolder + ":" + variables["PATH"];
        var surroundings = new ServiceSurroundings { Variables = variables, Clock = Clock, Runner = RunnerChoice.Native, WorkingFolder = Folder };
        return new(configure is null ? configuration : configure(configuration), surroundings, this) { Engine = (_, _) => Run };
    }

    /// <summary>A service that starts, makes one pass, and ends.</summary>
    public async Task PassAsync()
    {
        await using var service = Service();
        await service.ReconcileAsync(default);
    }

    public void Trigger(string plan) => RequestInbox.Write(RepositoryFolder.Of(Data, Git.GitRemote.Create(Remote.Url, null, Folder), "main").Requests, plan, "ada", Clock.GetUtcNow());

    /// <summary>Waits until the service has said something.</summary>
    public async Task<T> HearAsync<T>(Func<T, bool>? which = null)
        where T : ServiceEvent
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (DateTime.UtcNow < deadline)
        {
            if (events.OfType<T>().FirstOrDefault(item => which?.Invoke(item) ?? true) is { } heard) return heard;
            await Task.Delay(10);
        }

        throw new TimeoutException($"No {typeof(T).Name} within a minute; heard: {string.Join("\n", events)}");
    }

    public void Report(ServiceEvent value) => events.Enqueue(value);

    public void Forget() => events.Clear();

    public void Dispose() => folder.Dispose();

    private Task<ExecutedRun> Run(ExecutionOrder order, IProgress<RunEvent> progress, RunControl control)
    {
        Ran.Enqueue(order);
        return Engine is null ? Task.FromResult(Done(order)) : Engine(order, progress, control);
    }
}
