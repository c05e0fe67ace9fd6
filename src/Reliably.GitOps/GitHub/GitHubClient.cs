using System.Text.Json;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.GitHub.Wire;

namespace Reliably.GitOps.GitHub;

/// <summary>GitHub as one App, or one account, sees it. Every method throws <see cref="GitHubException"/>.</summary>
internal sealed class GitHubClient : IDisposable
{
    private readonly GitHubTransport transport;

    /// <param name="address">Where GitHub lives.</param>
    /// <param name="credentials">Who we are; disposed with the client.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="handler">What sends; null for the network.</param>
    public GitHubClient(GitHubAddress address, IGitHubCredentials credentials, TimeProvider clock, HttpMessageHandler? handler = null) =>
        transport = new(address, credentials, clock, handler);

    /// <summary>Told, in a sentence, how much of GitHub's limit is left where that is little.</summary>
    public Action<string> Told
    {
        set => transport.Told = value;
    }

    /// <summary>A repository.</summary>
    /// <param name="fullName"><c>owner/name</c>.</param>
    /// <param name="installation">The App's installation there; null with a personal token.</param>
    /// <exception cref="ArgumentException">It is no name of a repository.</exception>
    public GitHubRepository Repository(string fullName, long? installation)
    {
        ArgumentNullException.ThrowIfNull(fullName);
        return GitHubNames.IsRepository(fullName) ? new(transport, fullName, installation) : throw new ArgumentException($"'{fullName}' is no repository's name.", nameof(fullName));
    }

    /// <summary>Who we are: what we wrote is recognised by that.</summary>
    public async Task<GitHubIdentity> IdentityAsync(CancellationToken stop)
    {
        if (transport.IsApp) return new((await AppAsync(stop)).Slug + "[bot]", IsApp: true);
        var answer = await transport.SendAsync(new(HttpMethod.Get, "user", null), stop);
        var account = JsonSerializer.Deserialize(answer.Content.Span, GitHubJson.Default.Account) ?? throw new GitHubException(GitHubFailure.Unreachable, "GitHub answered with nothing.");
        return new(account.Login, IsApp: false);
    }

    /// <summary>The App that we are.</summary>
    public async Task<AppIdentity> AppAsync(CancellationToken stop)
    {
        var answer = await transport.SendAsync(new(HttpMethod.Get, "app", null), stop);
        return JsonSerializer.Deserialize(answer.Content.Span, GitHubJson.Default.AppIdentity) ?? throw new GitHubException(GitHubFailure.Unreachable, "GitHub answered with nothing.");
    }

    /// <summary>The App's installation for a repository.</summary>
    public async Task<Installation> InstallationAsync(string fullName, CancellationToken stop)
    {
        var name = GitHubNames.IsRepository(fullName) ? fullName : throw new ArgumentException($"'{fullName}' is no repository's name.", nameof(fullName));
        var answer = await transport.SendAsync(new(HttpMethod.Get, $"repos/{name}/installation", null), stop);
        return JsonSerializer.Deserialize(answer.Content.Span, GitHubJson.Default.Installation) ?? throw new GitHubException(GitHubFailure.Unreachable, "GitHub answered with nothing.");
    }

    /// <summary>How everything is set up, for those who look whether it can work.</summary>
    public GitHubInspection Inspection() => new(transport);

    public void Dispose() => transport.Dispose();
}
