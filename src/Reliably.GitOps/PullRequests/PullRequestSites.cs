using System.Diagnostics.CodeAnalysis;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Git;
using Reliably.GitOps.GitHub;
using Reliably.GitOps.Schedules;

namespace Reliably.GitOps.PullRequests;

/// <summary>The watched repositories that are on GitHub. Nothing is asked of GitHub here: the service starts without it.</summary>
internal sealed class PullRequestSites : IDisposable
{
    private readonly ServerConfiguration configuration;
    private readonly ServiceSurroundings surroundings;
    private readonly string data;
    private readonly IProgress<ServiceEvent> progress;
    private readonly RepositoryNumbers numbers;
    private readonly GitHubConnection? connection;
    private readonly List<WatchedSite> sites = [];
    private readonly List<RunStore> stores = [];
    private readonly Dictionary<string, List<WorkerParts>> branches = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="CannotRunException">The App's key cannot be read, or the API's address is none.</exception>
    public PullRequestSites(ServerConfiguration configuration, ServiceSurroundings surroundings, string data, IProgress<ServiceEvent> progress)
    {
        (this.configuration, this.surroundings, this.data, this.progress) = (configuration, surroundings, data, progress);
        numbers = new(Path.Combine(data, "github"));
        if (configuration.GitHub is not { } settings) return;
        connection = GitHubConnection.Open(settings, surroundings.WorkingFolder, numbers, surroundings.Clock);
        connection.Told = sentence => progress.Report(new ServiceEvent.PullRequestNote(sentence));
    }

    public IReadOnlyList<WatchedSite> All => sites;

    /// <summary>A repository as git reaches it, with a token that is renewed; null for a plain remote.</summary>
    public GitRemote? RemoteOf(WatchedRepository repository)
    {
        if (connection is not { } gitHub || repository.App is not { } app) return null;
        return new GitToken(stop => gitHub.RepositoryAsync(app, stop), app, Path.Combine(numbers.FolderOf(app), "token")).Remote(repository.Url);
    }

    /// <summary>Takes a repository in. Where two branches of one are watched, the first looks after the pull requests of all branches.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="remote">How git reaches it.</param>
    /// <param name="git">Runs git.</param>
    /// <param name="parts">What its worker works with.</param>
    /// <param name="kill">Ends everything at once, without rollbacks.</param>
    [SuppressMessage("Reliability", "CA2000", Justification = "The site disposes of its runs.")]
    public void Add(WatchedRepository repository, GitRemote remote, GitCli git, WorkerParts parts, CancellationToken kill)
    {
        if (connection is not { } gitHub || repository.App is not { } app) return;
        parts.Proposal = new ReportPullRequest(
            async stop => (await gitHub.RepositoryAsync(app, stop), await gitHub.SelfAsync(stop)),
            Path.Combine(parts.Folder.PullRequests, "reports"),
            surroundings.Clock,
            item => progress.Report(item with { Repository = app })).AsProposal();
        if (!branches.TryGetValue(app, out var all)) branches[app] = all = [];
        all.Add(parts);
        if (sites.Find(site => site.Is(app)) is { } same)
        {
            parts.Standing = same.Standing;
            parts.Standing.Changed += _ => parts.News.Arrive();
            return;
        }

        WatchedSite? watched = null;
        var standing = Watch(app, gitHub, parts);
        var runner = surroundings.Runner == RunnerChoice.Auto ? configuration.Runner : surroundings.Runner;
        var store = new RunStore(repository, parts, git, remote, surroundings with { Runner = runner });
        watched = new(app, gitHub, (found, self) => Make(found, self, gitHub.Address))
        {
            Standing = standing,
            Runs = new(store, async stop => (await watched!.OpenAsync(stop)).Site, kill),
        };
        stores.Add(store);
        sites.Add(watched);

        PullRequestSite Make(GitHubRepository found, GitHubIdentity self, GitHubAddress address)
        {
            if (found.FullName != app) Tell($"{app} is called {found.FullName} now, and is followed there. Write 'app: {found.FullName}' in the configuration: GitHub may give the old name to somebody else.");
            return new()
            {
                Repository = found,
                Address = address,
                Self = self,
                Watched = repository,
                Git = git,
                Remote = remote,
                Folder = parts.Folder.PullRequests,
                Data = data,
                Clock = surroundings.Clock,
                Report = Tell,
                Renamed = () => watched?.Forget(),
                Running = parts.Running,
                Parts = parts,
                Branches = all,
                Configuration = configuration,
                Surroundings = surroundings,
            };
        }

        void Tell(string sentence) => progress.Report(new ServiceEvent.PullRequestNote(sentence) { Repository = app });
    }

    /// <summary>From now on whoever writes to a repository knows whether it is archived, and what waited goes on when it is not any more.</summary>
    private RepositoryStanding Watch(string app, GitHubConnection gitHub, WorkerParts parts)
    {
        parts.Standing.Forge = async stop =>
        {
            try
            {
                return (await (await gitHub.RepositoryAsync(app, stop)).GetAsync(stop)).Archived;
            }
            catch (GitHubException)
            {
                return null; // whoever wants something of it says so
            }
        };
        parts.Standing.Changed += archived =>
        {
            var sentence = archived
                ? $"{app} is archived, so nothing is written to it: its pull requests are left alone, no plan of it starts, and what is to be published waits."
                : $"{app} is archived no longer: what waited goes on.";
            progress.Report(new ServiceEvent.PullRequestNote(sentence) { Repository = app });
            parts.News.Arrive();
        };
        return parts.Standing;
    }

    /// <summary>Ends what an earlier service left of runs on pull requests. Before anything else.</summary>
    public async Task RecoverAsync(CancellationToken stop)
    {
        foreach (var store in stores)
        {
            var quarantine = Path.Combine(store.Parts.Folder.PullRequests, "quarantine");
            if (Directory.Exists(quarantine)) Directory.Delete(quarantine, recursive: true);
            await store.RecoverAsync(stop);
        }
    }

    /// <summary>Tells and publishes runs on pull requests until it is stopped; then interrupts them, and publishes.</summary>
    public Task WorkAsync(CancellationToken stop) => Task.WhenAll(sites.Select(site => site.Runs.WorkAsync(stop)));

    /// <summary>Ends every process of every run on a pull request at once.</summary>
    public void KillProcesses() => stores.ForEach(static store => store.KillProcesses());

    public void Dispose()
    {
        sites.ForEach(static site => site.Dispose());
        connection?.Dispose();
    }
}
