using Reliably.GitOps.Configuration;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Executions.Guards;
using Reliably.GitOps.Executions.Control;
using Reliably.GitOps.Git;
using Reliably.GitOps.PullRequests;

namespace Reliably.GitOps.Schedules;

/// <summary>
/// The service: watches its repositories, runs the plans that are due, publishes what it saw. It has its data folder alone; disposing it
/// lets go of the folder.
/// </summary>
public sealed class GitOpsService(ServerConfiguration configuration, ServiceSurroundings surroundings, IProgress<ServiceEvent> progress) : IAsyncDisposable
{
    private readonly List<RepositoryWorker> workers = [];
    private readonly CancellationTokenSource kill = new();
    private DataFolder? data;
    private PullRequestSites? sites;
    private ServiceReach? reach;

    /// <summary>Replaces the engine, for tests that decide themselves when a run ends.</summary>
    internal Func<WatchedRepository, string, RunExperiment>? Engine { get; init; }

    /// <summary>What runs now, with its control.</summary>
    public RunningExecutions Running { get; } = new();

    /// <summary>The repositories on GitHub whose pull requests are looked after; none before the service is open.</summary>
    internal IReadOnlyList<WatchedSite> Sites => sites?.All ?? [];

    /// <summary>
    /// One whole pass over every repository: fetch, decide, run all that is due to its end, publish. Of several, one that cannot be reached is told and
    /// keeps no other from its turn.
    /// </summary>
    /// <exception cref="CannotRunException">The only repository cannot be looked at or published to; what is not published is kept.</exception>
    public async Task ReconcileAsync(CancellationToken stop)
    {
        await OpenAsync(stop);
        var passes = workers.ConvertAll(worker => worker.ReconcileAsync(stop, kill.Token));
        try
        {
            await Task.WhenAll(passes);
        }
        catch (CannotRunException) when (passes.Count > 1)
        {
            foreach (var failure in passes.Select(static pass => pass.Exception?.InnerException).OfType<Exception>())
                progress.Report(failure is CannotRunException known ? new ServiceEvent.Problem(known.Message, known.WhatToDo) : throw failure);
        }
    }

    /// <summary>Works until it is stopped. Then running experiments are interrupted, with their rollbacks, and published, and it returns.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await OpenAsync(stop);
        await Task.WhenAll([.. workers.Select(worker => worker.RunAsync(configuration.PollInterval, stop, kill.Token)), sites!.WorkAsync(stop)]);
    }

    /// <summary>A published file of the first repository, for the private pages; null where there is none (or it cannot be reached now).</summary>
    public async Task<ReadOnlyMemory<byte>?> ReadReportAsync(string path, CancellationToken stop)
    {
        try
        {
            return workers is [var first, ..] ? await first.ReadReportAsync(path, stop) : null;
        }
        catch (CannotRunException)
        {
            // The service itself says what is wrong with the remote.
            return null;
        }
    }

    /// <summary>Ends everything at once, without rollbacks. What ran is published as interrupted at the next start.</summary>
    public void Kill()
    {
        kill.Cancel();
        foreach (var worker in workers) worker.KillProcesses();
        sites?.KillProcesses();
    }

    public async ValueTask DisposeAsync()
    {
        if (reach is not null) await reach.DisposeAsync();
        foreach (var worker in workers) await worker.DisposeAsync();
        sites?.Dispose();
        data?.Dispose();
        kill.Dispose();
    }

    /// <summary>Takes the data folder, and ends and publishes what an earlier service left. The first pass does it where nobody did.</summary>
    /// <exception cref="CannotRunException">The folder is in use, or something of the configuration cannot be used.</exception>
    internal async Task OpenAsync(CancellationToken stop)
    {
        if (data is not null) return;
        var path = Path.GetFullPath(configuration.Data, surroundings.WorkingFolder);
        sites = new(configuration, surroundings, path, progress);
        var remotes = configuration.Repositories.Select(repository => sites.RemoteOf(repository) ?? GitRemote.Create(repository.Url, repository.CredentialsFile, surroundings.WorkingFolder)).ToList();
        data = DataFolder.Open(path);
        reach = new(data.Path, Running, surroundings.Variables, why => progress.Report(new ServiceEvent.Problem($"Executions cannot be stopped or paused from another terminal: {why}", $"Let the service write in its data folder, or name a folder in the variable {ControlFolder.Variable}.")));
        var home = GitHome.Create(data.GitHome, remotes.Where(static remote => remote.IsLocal).Select(static remote => remote.Url));
        var git = await GitCli.OpenAsync(surroundings.Variables, home, stop);
        for (var i = 0; i < remotes.Count; i++)
        {
            var worker = await CreateAsync(configuration.Repositories[i], remotes[i], git, stop);
            workers.Add(worker);
            await worker.RecoverAsync(stop);
        }

        await sites.RecoverAsync(stop);
    }

    private async Task<RepositoryWorker> CreateAsync(WatchedRepository repository, GitRemote remote, GitCli git, CancellationToken stop)
    {
        var folder = RepositoryFolder.Of(data!.Path, remote, repository.Branch);
        folder.Sign(remote, repository.Branch);

        // A comment's order is for the repository, so it holds for a branch, too, that is watched only since it was given.
        var ordered = configuration.Repositories.Where(one => one.Url == repository.Url).Select(one => RepositoryFolder.Of(data.Path, remote, one.Branch).EmergencyStop);
        var obstacles = new RunObstacles(surroundings.Clock, EmergencyFile.All(surroundings.Variables, [EmergencyFile.OfService(data.Path), .. ordered]), new(folder.Starts)) { ServerWindows = configuration.Windows };
        RunEngine EngineOver(RunBook book, string work) => Engine is null
            ? RunEngineOf(SurroundingsOf(repository, book, work, obstacles))
            : new(Engine(repository, work), null);
        var book = new RunBook(folder.Runs);
        var engine = EngineOver(book, folder.Work);
        var parts = new WorkerParts
        {
            Folder = folder,
            Mirror = await BareMirror.OpenAsync(git, remote, folder.Mirror, stop),
            Experiment = engine.Experiment,
            Recall = engine.Recall,
            EngineOver = EngineOver,
            Progress = progress,
            Claims = new(folder.Claims),
            Book = book,
            Outbox = new(folder.Outbox),
            Own = new(folder.OwnCommits),
            Inbox = new(folder.Requests),
            Running = new(Running),
            Obstacles = obstacles,
        };
        sites!.Add(repository, remote, git, parts, kill.Token);
        var runner = surroundings.Runner == RunnerChoice.Auto ? configuration.Runner : surroundings.Runner;
        return new(repository, parts, surroundings with { Runner = runner });
    }

    private static RunEngine RunEngineOf(ExecutionSurroundings surroundings) => new(new ExperimentExecution(surroundings).RunAsync, new(surroundings));

    private ExecutionSurroundings SurroundingsOf(WatchedRepository repository, RunBook book, string work, RunObstacles obstacles) => new()
    {
        Grants = repository.Grants,
        UnderServe = true,
        Variables = surroundings.Variables,
        OwnPaths = [data!.Path, .. configuration.Repositories.Select(static one => one.CredentialsFile).OfType<string>().Concat(configuration.GitHub?.SecretFiles ?? []).Select(file => Path.GetFullPath(file, surroundings.WorkingFolder))],
        RunsFolder = work,
        Obstacles = obstacles,
        Clock = surroundings.Clock,
        ChaosPath = surroundings.ChaosPath ?? configuration.ChaosPath,
        Limits = configuration.Limits,
        ProcessBook = book.ProcessesOf,
        JournalLimit = configuration.Limits.Journal ?? RepositorySettings.LargestJournalLimit, // the publication cuts to what the repository's settings say
    };
}
