using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Executions.Control;
using Reliably.GitOps.Executions.Guards;
using Reliably.GitOps.Git;
using Reliably.GitOps.GitHub;
using Reliably.GitOps.PullRequests;
using Reliably.GitOps.Schedules;

namespace Reliably.GitOps.Drivers;

/// <summary>Comments of people on the emulator, and us who carry out what they ask for, with a service's folder of our own.</summary>
internal sealed class CommandBench : IDisposable, IProgress<ServiceEvent>
{
    private readonly TestFolder folder = new();
    private readonly GitHubEmulator gitHub;
    private readonly RunningExecutions whole = new();
    private readonly List<IDisposable> open = [];
    private bool asApp = true;

    private CommandBench(GitHubEmulator gitHub, ReviewBench pulls) => (this.gitHub, Pulls, Running) = (gitHub, pulls, new(whole));

    public ReviewBench Pulls { get; }

    /// <summary>What runs of this repository.</summary>
    public RunningExecutions Running { get; }

    /// <summary>What runs in the whole service.</summary>
    public RunningExecutions Whole => whole;

    public List<PullRequestRunRequest> Runs { get; } = [];

    public List<PullRequestEdit> Edits { get; } = [];

    public List<string> Said { get; } = [];

    public TimeProvider Clock { get; set; } = TimeProvider.System;

    public AuditLog Audit => new(folder["data"]);

    public string Data => folder["data"];

    public EmergencyFile Emergency => EmergencyFile.OfRepository(folder["data/repository"]);

    /// <param name="gitHub">The emulator.</param>
    /// <param name="asApp">As the App, or with ada's token.</param>
    public static async Task<CommandBench> StartAsync(GitHubEmulator gitHub, bool asApp = true)
    {
        var bench = new CommandBench(gitHub, await ReviewBench.StartAsync(gitHub, asApp)) { asApp = asApp };
        Directory.CreateDirectory(bench.folder["data/pulls"]);
        return bench;
    }

    /// <summary>Carries out what waits, as a service would that has just started on this folder.</summary>
    /// <param name="number">The pull request.</param>
    /// <param name="handler">Stands between us and GitHub; null for nothing.</param>
    public async Task CarryOutAsync(int number, HttpMessageHandler? handler = null)
    {
        folder.Write("token", "ada-token\n");
        using var client = asApp ? gitHub.Client(handler) : new GitHubClient(GitHubAddress.Of(gitHub.Url.AbsoluteUri), new PersonalToken(folder["token"]), TimeProvider.System, handler);
        var git = await GitCli.OpenAsync(Terminal.OfProcess().Variables, GitHome.Create(folder["home"], []), default);
        var site = await SiteAsync(client, git);
        await using var mirror = site.Parts.Mirror;
        using var commands = new PullRequestCommands(site, new(site, StartAsync, CommitAsync));
        await commands.CarryOutAsync(number, default);
    }

    /// <summary>A pull request with an experiment whose head has its check.</summary>
    public async Task<int> CheckedAsync()
    {
        var number = await Pulls.OpenWithAsync(("experiments/a.yaml", ServiceDriver.Experiment));
        await Pulls.Review.ReviewAsync(number, default);
        return number;
    }

    /// <summary>Somebody writes a comment; its number.</summary>
    public async Task<long> SayAsync(int number, string body, string person = "ada") =>
        (long)(await gitHub.AskAsync(HttpMethod.Post, $"/repos/{GitHubEmulator.Repository}/issues/{number}/comments", new { body }, person))["id"]!;

    /// <summary>Our answers, in one comment; null while there is none.</summary>
    public async Task<string?> AnswersAsync(int number) =>
        (await Pulls.Repository.CommentsAsync(number, default)).SingleOrDefault(one => one.User!.Login == (asApp ? "reliably[bot]" : "ada") && CommandReplies.Is(one.Body!))?.Body;

    /// <summary>Our reactions to a comment.</summary>
    public async Task<string[]> ReactionsAsync(long comment) =>
        [.. (await Pulls.Repository.ReactionsAsync(comment, default)).Where(one => one.User!.Login == (asApp ? "reliably[bot]" : "ada")).Select(static one => one.Content).Order(StringComparer.Ordinal)];

    /// <summary>An execution of this repository, or of another one of the service.</summary>
    public RunControl Execute(string id, bool elsewhere = false)
    {
        var control = new RunControl(TimeProvider.System);
        var file = new RepositoryFile("experiments/a.yaml", System.Text.Encoding.UTF8.GetBytes(ServiceDriver.Experiment));
        var order = new ExecutionOrder { Id = ExecutionId.Parse(id), Experiment = SnapshotReader.Read([file], null).Experiments.Values.Single(), Trigger = TriggerKind.Command };
        (elsewhere ? whole : Running).Add(new(order, DateTimeOffset.UtcNow, control));
        open.Add(control);
        return control;
    }

    /// <summary>Forgets everything that is on the disk of the service.</summary>
    public void LoseData() => Directory.Delete(folder["data"], recursive: true);

    public void Report(ServiceEvent value)
    {
        // What the worker says is nothing to commands.
    }

    public void Dispose()
    {
        open.ForEach(static one => one.Dispose());
        Pulls.Dispose();
        folder.Dispose();
    }

    private Task<PullRequestRunAnswer> StartAsync(PullRequestRunRequest request, CancellationToken stop)
    {
        if (Runs.TrueForAll(one => one.Comment != request.Comment)) Runs.Add(request);
        return Task.FromResult<PullRequestRunAnswer>(request.Target == "gone"
            ? new PullRequestRunAnswer.Refused("There is no experiment 'gone'.", "Did you mean:") { Line = "/reliably run a" }
            : new PullRequestRunAnswer.Started(ExecutionId.Parse("20261122T120000Z-7f3a9c")) { Url = "https://github.com/acme/shop/pull/1#issuecomment-9" });
    }

    private Task<PullRequestEditAnswer> CommitAsync(PullRequestEdit edit, CancellationToken stop)
    {
        if (Edits.TrueForAll(one => one.Comment != edit.Comment)) Edits.Add(edit);
        return Task.FromResult<PullRequestEditAnswer>(edit.Head is { } head ? new PullRequestEditAnswer.Committed(head, "experiments/b.yaml") : new PullRequestEditAnswer.Opened(7, "https://github.com/acme/shop/pull/7", "experiments/b.yaml"));
    }

    private async Task<PullRequestSite> SiteAsync(GitHubClient client, GitCli git)
    {
        var parts = new RepositoryFolder(folder["data/repository"]);
        var remote = GitRemote.Create(new Uri(gitHub.Url, GitHubEmulator.Repository + ".git").AbsoluteUri, folder["token"], folder.Path);
        Directory.CreateDirectory(folder["data/pulls"]);
        return new()
        {
            Repository = client.Repository(GitHubEmulator.Repository, asApp ? GitHubEmulator.Installation : null),
            Address = GitHubAddress.Of(gitHub.Url.AbsoluteUri),
            Self = asApp ? new("reliably[bot]", true) : new("ada", false),
            Watched = new() { Url = remote.Url },
            Git = git,
            Remote = remote,
            Folder = folder["data/pulls"],
            Data = folder["data"],
            Clock = Clock,
            Report = Said.Add,
            Running = whole,
            Configuration = new() { Data = folder["data"], Repositories = [] },
            Surroundings = new() { Variables = Terminal.OfProcess().Variables, Clock = Clock, WorkingFolder = folder.Path },
            Parts = new()
            {
                Folder = parts,
                Mirror = await BareMirror.OpenAsync(git, remote, parts.Mirror, default),
                Experiment = static (_, _, _) => throw new InvalidOperationException("Nothing runs here."),
                EngineOver = static (_, _) => throw new InvalidOperationException("Nothing runs here."),
                Progress = this,
                Claims = new(parts.Claims),
                Book = new(parts.Runs),
                Outbox = new(parts.Outbox),
                Own = new(parts.OwnCommits),
                Inbox = new(parts.Requests),
                Running = Running,
                Obstacles = new(Clock, [parts.EmergencyStop, EmergencyFile.OfService(folder["data"])], new(parts.Starts)),
            },
        };
    }
}
