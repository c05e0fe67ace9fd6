using Reliably.GitOps.Configuration;
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
    private readonly GitHubConnection? connection;
    private readonly List<WatchedSite> sites = [];

    /// <exception cref="CannotRunException">The App's key cannot be read, or the API's address is none.</exception>
    public PullRequestSites(ServerConfiguration configuration, ServiceSurroundings surroundings, string data, IProgress<ServiceEvent> progress)
    {
        (this.configuration, this.surroundings, this.data, this.progress) = (configuration, surroundings, data, progress);
        if (configuration.GitHub is { } settings) connection = GitHubConnection.Open(settings, surroundings.WorkingFolder, surroundings.Clock);
    }

    public IReadOnlyList<WatchedSite> All => sites;

    /// <summary>A repository as git reaches it, with a token that is renewed; null for a plain remote.</summary>
    public GitRemote? RemoteOf(WatchedRepository repository)
    {
        if (connection is not { } gitHub || repository.App is not { } app) return null;
        return new GitToken(stop => gitHub.RepositoryAsync(app, stop), app, Path.Combine(data, "github", app.Replace('/', '+'), "token")).Remote(repository.Url);
    }

    /// <summary>Takes a repository in. Where two branches of one are watched, the first looks after the pull requests of all branches.</summary>
    public void Add(WatchedRepository repository, GitRemote remote, GitCli git, WorkerParts parts)
    {
        if (connection is not { } gitHub || repository.App is not { } app || sites.Exists(site => site.Is(app))) return;
        sites.Add(new(app, gitHub, (found, self) => Make(found, self, gitHub.Address), parts.News.Arrive));

        PullRequestSite Make(GitHubRepository found, GitHubIdentity self, GitHubAddress address)
        {
            if (found.FullName != app) Say($"{app} is called {found.FullName} now.", $"Write 'app: {found.FullName}' in the configuration.");
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
                Report = sentence => Say(sentence, ""),
                Running = parts.Running,
                Parts = parts,
                Configuration = configuration,
                Surroundings = surroundings,
            };
        }

        void Say(string message, string whatToDo) => progress.Report(new ServiceEvent.Problem(message, whatToDo) { Repository = app });
    }

    public void Dispose()
    {
        sites.ForEach(static site => site.Dispose());
        connection?.Dispose();
    }
}
