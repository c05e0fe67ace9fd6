using System.Collections.Concurrent;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Executions.Guards;
using Reliably.GitOps.Git;
using Reliably.GitOps.GitHub;
using Reliably.GitOps.PullRequests;
using Reliably.GitOps.Schedules;

namespace Reliably.GitOps.Drivers;

/// <summary>Runs on pull requests of the emulator: its git, its comments, and our own engine or what a test makes of a run.</summary>
internal sealed class RunBench : IAsyncDisposable, IProgress<ServiceEvent>
{
    private readonly TestFolder folder = new();
    private readonly ConcurrentQueue<ServiceEvent> events = new();
    private CancellationTokenSource stop = new();
    private readonly GitHubEmulator gitHub;
    private readonly GitHubClient client;
    private CancellationTokenSource kill = new();
    private WorkerParts parts = null!;
    private PullRequestSite site = null!;
    private Task working = Task.CompletedTask;

    private RunBench(GitHubEmulator gitHub, ReviewBench people) => (this.gitHub, People, client) = (gitHub, people, gitHub.Client());

    /// <summary>What people do.</summary>
    public ReviewBench People { get; }

    public PullRequestRuns Runs { get; private set; } = null!;

    public RunStore Store { get; private set; } = null!;

    public string Folder => folder.Path;

    /// <summary>What a run does instead of our engine; null for our engine.</summary>
    public RunExperiment? Engine { get; set; }

    public RepositoryGrants Grants { get; set; } = new() { Deployments = ["local"], PullRequestDeployments = ["local"] };

    public string[] Problems => [.. events.OfType<ServiceEvent.Problem>().Select(static one => one.Message)];

    public GitHubRepository Repository => site.Repository;

    /// <summary>A clean GitHub whose main branch holds some files, and a service that begins to work.</summary>
    public static async Task<RunBench> StartAsync(GitHubEmulator gitHub, Action<RunBench>? prepare, params (string Path, string? Text)[] files)
    {
        var bench = new RunBench(gitHub, await ReviewBench.StartAsync(gitHub));
        bench.People.Push("main", files);
        prepare?.Invoke(bench);
        await bench.BeginAsync();
        return bench;
    }

    /// <summary>The service dies here, and starts anew on the same data folder.</summary>
    public async Task CrashAsync()
    {
        await kill.CancelAsync();
        await stop.CancelAsync();
        await working;
        Runs.Dispose();
        kill.Dispose();
        stop.Dispose();
        (kill, stop) = (new(), new());
        await BeginAsync();
    }

    /// <summary>The service is told to end, and does.</summary>
    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await working;
    }

    /// <summary>A comment that asks, and what becomes of it.</summary>
    public async Task<PullRequestRunAnswer> AskAsync(int number, string target, Func<PullRequestRunRequest, PullRequestRunRequest>? change = null)
    {
        var comment = await gitHub.AskAsync(HttpMethod.Post, $"/repos/{GitHubEmulator.Repository}/issues/{number}/comments", new { body = "/reliably run " + target });
        var request = new PullRequestRunRequest
        {
            Number = number,
            Head = CommitSha.Parse((await Repository.PullRequestAsync(number, default)).Head.Sha),
            Target = target,
            Actor = "ada",
            Comment = (long)comment["id"]!,
            ReplyUrl = (string?)comment["html_url"],
        };
        return await Runs.StartAsync(change is null ? request : change(request), default);
    }

    /// <summary>Waits for the comments of runs on a pull request to say something.</summary>
    public async Task<string> ToldAsync(int number, Func<string, bool> says)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var told = string.Join("\n\n", await CommentsAsync(number));
            if (says(told)) return told;
            if (patience.IsCancellationRequested) throw new ShouldAssertException($"It says:\n{told}\nProblems:\n{string.Join('\n', Problems)}");
            await Task.Delay(50);
        }
    }

    /// <summary>Waits until nothing is left to do.</summary>
    public async Task DoneAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (Store.Tickets.Open().Length > 0)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Delay(20);
        }
    }

    /// <summary>The comments of runs, whoever wrote them.</summary>
    public async Task<string[]> CommentsAsync(int number) =>
        [.. (await Repository.CommentsAsync(number, default)).Select(static one => one.Body!).Where(static body => body.StartsWith(RunComment.Marker, StringComparison.Ordinal))];

    /// <summary>The records that a pull request's reference holds.</summary>
    public ExecutionRecord[] Published(int number)
    {
        if (People.Git("ls-remote", "origin", RunPublication.RefOf(number)).Length == 0) return [];
        People.Git("fetch", "--quiet", "origin", "+" + RunPublication.RefOf(number) + ":refs/runs");
        var paths = People.Git("ls-tree", "-r", "--name-only", "refs/runs").Split('\n');
        return [.. paths.Where(static path => path.EndsWith(".record.json", StringComparison.Ordinal)).Select(path => ExecutionRecordJson.Read(People.Git("show", "refs/runs:" + path)))];
    }

    public void Report(ServiceEvent value) => events.Enqueue(value);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await kill.CancelAsync();
        await working;
        Runs?.Dispose();
        if (parts is not null) await parts.Mirror.DisposeAsync();
        client.Dispose();
        People.Dispose();
        stop.Dispose();
        kill.Dispose();
        folder.Dispose();
    }

    private async Task BeginAsync()
    {
        var variables = Terminal.OfProcess().Variables;
        var git = await GitCli.OpenAsync(variables, GitHome.Create(folder["home"], []), default);
        var repository = client.Repository(GitHubEmulator.Repository, GitHubEmulator.Installation);
        folder.Write("token", await repository.TokenAsync(default));
        var remote = GitRemote.Create(new Uri(gitHub.Url, GitHubEmulator.Repository + ".git").AbsoluteUri, folder["token"], folder.Path);
        var watched = new WatchedRepository { Url = remote.Url, Grants = Grants };
        var mine = RepositoryFolder.Of(folder["data"], remote, "main");
        if (parts is not null) await parts.Mirror.DisposeAsync();
        var obstacles = new RunObstacles(TimeProvider.System, [], new(null));
        parts = new()
        {
            Folder = mine,
            Mirror = await BareMirror.OpenAsync(git, remote, mine.Mirror, default),
            Experiment = static (_, _, _) => throw new InvalidOperationException("Plans do not run here."),
            EngineOver = (book, work) => Engine is { } engine ? new(engine, null) : OurEngine(book, work, obstacles, variables),
            Progress = this,
            Claims = new(mine.Claims),
            Book = new(mine.Runs),
            Outbox = new(mine.Outbox),
            Own = new(mine.OwnCommits),
            Inbox = new(mine.Requests),
            Running = new(),
            Obstacles = obstacles,
        };
        var surroundings = new ServiceSurroundings { Variables = variables, Runner = RunnerChoice.Native, WorkingFolder = folder.Path };
        site = new()
        {
            Repository = repository,
            Address = GitHubAddress.Of(gitHub.Url.AbsoluteUri),
            Self = await client.IdentityAsync(default),
            Watched = watched,
            Git = git,
            Remote = remote,
            Folder = folder["pulls"],
            Data = folder["data"],
            Clock = TimeProvider.System,
            Report = sentence => Report(new ServiceEvent.Problem(sentence, "")),
            Running = parts.Running,
            Parts = parts,
            Configuration = new() { Data = folder["data"] },
            Surroundings = surroundings,
        };
        Store = new(watched, parts, git, remote, surroundings);
        await Store.RecoverAsync(default);
        Runs = new(Store, _ => Task.FromResult(site), kill.Token);
        working = Runs.WorkAsync(stop.Token);
    }

    private RunEngine OurEngine(RunBook book, string work, RunObstacles obstacles, IReadOnlyDictionary<string, string> variables)
    {
        var surroundings = new ExecutionSurroundings
        {
            Grants = Grants,
            UnderServe = true,
            Variables = variables,
            RunsFolder = work,
            Obstacles = obstacles,
            ProcessBook = book.ProcessesOf,
        };
        return new(new ExperimentExecution(surroundings).RunAsync, new(surroundings));
    }
}
