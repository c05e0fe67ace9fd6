using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.GitHub;
using Reliably.GitOps.GitHub.Wire;

namespace Reliably.GitOps.PullRequests;

/// <summary>GitHub as the service's configuration names it: one client for all repositories, and what it has found out about each.</summary>
internal sealed class GitHubConnection : IDisposable
{
    private readonly GitHubClient client;
    private readonly bool isApp;
    private readonly ConcurrentDictionary<string, GitHubRepository> known = new(StringComparer.OrdinalIgnoreCase);
    private GitHubIdentity? self;

    private readonly RepositoryNumbers numbers;

    private GitHubConnection(GitHubAddress address, IGitHubCredentials credentials, bool isApp, RepositoryNumbers numbers, TimeProvider clock)
    {
        Address = address;
        this.numbers = numbers;
        this.isApp = isApp;
        client = new(address, credentials, clock);
    }

    public GitHubAddress Address { get; }

    /// <summary>Reads who we are from its files. Nothing is asked of GitHub yet: a service starts without it.</summary>
    /// <exception cref="CannotRunException">The key cannot be read, or the address is none.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The client disposes of who we are.")]
    public static GitHubConnection Open(GitHubSettings settings, string workingFolder, RepositoryNumbers numbers, TimeProvider clock)
    {
        var address = GitHubAddress.Of(settings.ApiUrl);
        return settings is { AppId: { } app, KeyFile: { } key }
            ? new(address, new AppTokens(AppKey.Read(app, Path.GetFullPath(key, workingFolder)), clock), isApp: true, numbers, clock)
            : new(address, new PersonalToken(Path.GetFullPath(settings.TokenFile!, workingFolder)), isApp: false, numbers, clock);
    }

    /// <summary>Told, in a sentence, what an operator may want to know.</summary>
    public Action<string> Told
    {
        set => client.Told = value;
    }

    /// <summary>Who we are; asked once.</summary>
    /// <exception cref="GitHubException">GitHub did not say.</exception>
    public async Task<GitHubIdentity> SelfAsync(CancellationToken stop) => self ??= await client.IdentityAsync(stop);

    /// <summary>A repository by its name of today, which differs from the configured one after a renaming.</summary>
    /// <exception cref="GitHubException">The App is not installed there, the name was taken by another repository, or GitHub does not say.</exception>
    public async Task<GitHubRepository> RepositoryAsync(string fullName, CancellationToken stop)
    {
        if (known.TryGetValue(fullName, out var found)) return found;
        var installation = isApp ? await InstallationAsync(fullName, stop) : default(long?);
        var named = client.Repository(fullName, installation);
        var asked = await named.GetAsync(stop);
        numbers.Check(fullName, asked);
        var today = asked.FullName;
        return known[fullName] = GitHubNames.IsRepository(today) && today != fullName ? client.Repository(today, installation) : named;
    }

    /// <summary>The App's installation there, with a reason that can be acted on where there is none.</summary>
    private async Task<long> InstallationAsync(string fullName, CancellationToken stop)
    {
        Installation found;
        try
        {
            found = await client.InstallationAsync(fullName, stop);
        }
        catch (GitHubException exception) when (exception.Failure == GitHubFailure.NotFound)
        {
            throw new GitHubException(GitHubFailure.NotFound, $"The App is not installed for {fullName}, or there is no such repository.", exception)
            {
                Status = exception.Status,
                WhatToDo = "Install it from the App's page (Install App), and choose the repository; or correct 'app'. It is tried again by itself.",
            };
        }

        if (found.SuspendedAt is null) return found.Id;
        throw new GitHubException(GitHubFailure.Forbidden, $"The App's installation for {fullName} is suspended.")
        {
            WhatToDo = "An owner of the account ends that: Settings, GitHub Apps, Configure, Unsuspend. It is tried again by itself.",
        };
    }

    /// <summary>What was found out about a repository is asked anew: the App may have been installed again, elsewhere or not at all.</summary>
    public void Forget(string fullName) => known.TryRemove(fullName, out _);

    public void Dispose() => client.Dispose();
}
