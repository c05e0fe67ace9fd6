using Reliably.GitOps.GitHub;
using Reliably.GitOps.Schedules;

namespace Reliably.GitOps.PullRequests;

/// <summary>A watched repository on GitHub, as far as it is known before GitHub was asked.</summary>
/// <param name="app">Its name in the configuration.</param>
/// <param name="connection">GitHub.</param>
/// <param name="make">Makes the site of what GitHub said.</param>
internal sealed class WatchedSite(string app, GitHubConnection connection, Func<GitHubRepository, GitHubIdentity, PullRequestSite> make) : IDisposable
{
    private readonly Lock gate = new();
    private volatile OpenSite? site;
    private volatile bool isOld;

    public string App => app;

    /// <summary>Its name of today, as far as that is known.</summary>
    public string Name => site?.Site.Repository.FullName ?? app;

    /// <summary>Whether it can be written to.</summary>
    public required RepositoryStanding Standing { get; init; }

    /// <summary>The runs of its unmerged changes, which go on whether GitHub answers or not.</summary>
    public required PullRequestRuns Runs { get; init; }

    public bool Is(string fullName) => string.Equals(app, fullName, StringComparison.OrdinalIgnoreCase) || string.Equals(Name, fullName, StringComparison.OrdinalIgnoreCase);

    /// <summary>Everything that its pull requests need. Asked of GitHub the first time, and again after it was forgotten.</summary>
    /// <exception cref="GitHubException">The App is not installed there, or GitHub cannot be asked now.</exception>
    public async Task<OpenSite> OpenAsync(CancellationToken stop)
    {
        if (site is { } open && !isOld) return open;
        var (repository, self) = (await connection.RepositoryAsync(app, stop), await connection.SelfAsync(stop));
        lock (gate)
        {
            // Looks that go on work with it, so it is made anew only where something is another.
            if (site is { Site.Repository: var known } && (known.FullName != repository.FullName || known.Installation != repository.Installation)) site = null;
            isOld = false;
            return site ??= new(make(repository, self), Runs);
        }
    }

    /// <summary>An installation changed: what was found out is asked anew.</summary>
    public void Forget()
    {
        connection.Forget(app);
        isOld = true;
    }

    public void Dispose()
    {
        site?.Dispose();
        Runs.Dispose();
    }
}
