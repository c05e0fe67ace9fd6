using Reliably.GitOps.GitHub;

namespace Reliably.GitOps.PullRequests;

/// <summary>A watched repository on GitHub, as far as it is known before GitHub was asked.</summary>
/// <param name="app">Its name in the configuration.</param>
/// <param name="connection">GitHub.</param>
/// <param name="make">Makes the site of what GitHub said.</param>
internal sealed class WatchedSite(string app, GitHubConnection connection, Func<GitHubRepository, GitHubIdentity, PullRequestSite> make) : IDisposable
{
    private readonly Lock gate = new();
    private OpenSite? site;

    public string App => app;

    /// <summary>Its name of today, as far as that is known.</summary>
    public string Name => site?.Site.Repository.FullName ?? app;

    /// <summary>The runs of its unmerged changes, which go on whether GitHub answers or not.</summary>
    public required PullRequestRuns Runs { get; init; }

    public bool Is(string fullName) => string.Equals(app, fullName, StringComparison.OrdinalIgnoreCase) || string.Equals(Name, fullName, StringComparison.OrdinalIgnoreCase);

    /// <summary>Everything that its pull requests need. Asked of GitHub the first time, and again after it was forgotten.</summary>
    /// <exception cref="GitHubException">The App is not installed there, or GitHub cannot be asked now.</exception>
    public async Task<OpenSite> OpenAsync(CancellationToken stop)
    {
        if (site is { } open) return open;
        var (repository, self) = (await connection.RepositoryAsync(app, stop), await connection.SelfAsync(stop));
        lock (gate) return site ??= new(make(repository, self), Runs);
    }

    /// <summary>An installation changed: what was found out is asked anew.</summary>
    public void Forget()
    {
        connection.Forget(app);
        lock (gate) site = null; // a look that goes on still works with the old one
    }

    public void Dispose()
    {
        site?.Dispose();
        Runs.Dispose();
    }
}
