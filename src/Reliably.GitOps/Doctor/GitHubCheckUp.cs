using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Git;
using Reliably.GitOps.GitHub;
using Reliably.GitOps.Processes;
using Reliably.GitOps.Webhooks;

namespace Reliably.GitOps.Doctor;

/// <summary>A repository on GitHub: what is to be said about it, and how git reaches it; null where it does not.</summary>
internal sealed record GitHubRepositoryLook(ImmutableArray<CheckResult> Results, GitRemote? Remote);

/// <summary>What <c>reliably doctor</c> says about GitHub, with the service's own credentials.</summary>
internal sealed class GitHubCheckUp : IDisposable
{
    private readonly ServerConfiguration configuration;
    private readonly GitHubSettings settings;
    private readonly Terminal terminal;
    private readonly PrivateFolder folder;
    private readonly GitHubClient? client;
    private readonly GitHubLook? look;
    private IdentitySight identity;

    /// <param name="configuration">The service's configuration, with its <c>github:</c>.</param>
    /// <param name="terminal">The caller's terminal.</param>
    /// <param name="folder">Takes git's tokens; wiped at the end.</param>
    public GitHubCheckUp(ServerConfiguration configuration, Terminal terminal, PrivateFolder folder)
    {
        (this.configuration, this.terminal, this.folder) = (configuration, terminal, folder);
        settings = configuration.GitHub!;
        identity = new() { IsApp = settings.AppId is not null };
        try
        {
            client = Open();
            look = new(client.Inspection(), settings);
        }
        catch (CannotRunException exception)
        {
            identity = identity with { Refusal = new(exception.Message, exception.WhatToDo) };
        }
    }

    /// <summary>Who we are, the webhook, its secret and its last deliveries.</summary>
    public async Task<ImmutableArray<CheckResult>> RunAsync(CancellationToken stop)
    {
        if (look is not null) identity = await look.IdentityAsync(stop);
        var results = ImmutableArray.CreateBuilder<CheckResult>();
        results.AddRange(AppChecks.Identity(identity, configuration.PublicListen is not null));
        if (Secret() is { } secret) results.Add(secret);
        if (look is null || identity is not { IsApp: true, Refusal: null }) return results.ToImmutable();
        var (hook, deliveries) = await look.HookAsync(configuration, stop);
        results.AddRange(HookChecks.Hook(hook));
        results.AddRange(HookChecks.Deliveries(deliveries, hook is { Listens: true, Refusal: null, Url: not null }));
        return results.ToImmutable();
    }

    /// <summary>How far our clock is from GitHub's; null where GitHub did not answer.</summary>
    public Task<ClockSight?> ClockAsync(CancellationToken stop) =>
        Uri.TryCreate(settings.ApiUrl.TrimEnd('/') + "/rate_limit", UriKind.Absolute, out var api) ? ClockLook.AskAsync(api, terminal.Clock, stop) : Task.FromResult<ClockSight?>(null);

    /// <summary>One repository: the installation, the repository, the branch of reports. Only after <see cref="RunAsync"/>.</summary>
    public async Task<GitHubRepositoryLook> RepositoryAsync(WatchedRepository watched, string group, CancellationToken stop)
    {
        if (look is null || identity.Refusal is not null) return new([AppChecks.Unknown(group, watched.App!)], null);
        var results = ImmutableArray.CreateBuilder<CheckResult>();
        long? installation = null;
        if (identity.IsApp)
        {
            var (sight, number) = await look.InstallationAsync(watched.App!, stop);
            results.AddRange(AppChecks.Installation(group, sight, identity));
            if (number is null || sight.Suspended) return new(results.ToImmutable(), null);
            installation = number;
        }

        results.AddRange(BranchChecks.Repository(group, await look.RepositoryAsync(watched, installation, stop)));
        var file = settings.TokenFile is { } token ? Full(token) : await TokenFileAsync(installation!.Value, stop);
        return new(results.ToImmutable(), file is null ? null : GitRemote.Create(watched.Url, file, terminal.WorkingFolder));
    }

    public void Dispose() => client?.Dispose();

    [SuppressMessage("Reliability", "CA2000", Justification = "The client owns its credentials.")]
    private GitHubClient Open()
    {
        var file = Full(settings.KeyFile ?? settings.TokenFile!);
        if (MachineLook.SecretFile(file, "the service's credentials").Refusal is { } refusal) throw new CannotRunException(refusal.Message, refusal.WhatToDo);
        IGitHubCredentials credentials = settings is { AppId: { } app, KeyFile: not null } ? new AppTokens(AppKey.Read(app, file), terminal.Clock) : new PersonalToken(file);
        return new(GitHubAddress.Of(settings.ApiUrl), credentials, terminal.Clock);
    }

    /// <summary>Null where there is nothing to be said: the file itself is looked at with the machine.</summary>
    private CheckResult? Secret()
    {
        if (configuration.PublicListen is null && settings.WebhookSecretFiles.IsEmpty) return null;
        try
        {
            WebhookSecrets.Read(settings.WebhookSecretFiles.Select(Full));
            return null;
        }
        catch (CannotRunException exception)
        {
            return HookChecks.Secret(new(exception.Message, exception.WhatToDo));
        }
    }

    /// <summary>A token for git in a file that only we can read. Null where GitHub makes none, which the repository's own line says.</summary>
    private async Task<string?> TokenFileAsync(long installation, CancellationToken stop)
    {
        var file = Path.Combine(folder.Path, "token-" + installation.ToString(CultureInfo.InvariantCulture));
        if (File.Exists(file)) return file;
        try
        {
            return folder.Write(Path.GetFileName(file), Encoding.ASCII.GetBytes(await client!.Inspection().TokenAsync(installation, stop)));
        }
        catch (GitHubException)
        {
            return null;
        }
    }

    private string Full(string file) => Path.GetFullPath(file, terminal.WorkingFolder);
}
