using System.Collections.Immutable;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Git;
using Reliably.GitOps.Processes;
using Reliably.GitOps.Schedules;

namespace Reliably.GitOps.Doctor;

/// <summary>Everything that <c>reliably doctor</c> looks at, in the order in which it is said. It changes nothing, here or at a remote.</summary>
internal sealed class CheckUp(ServerConfiguration configuration, Terminal terminal)
{
    private readonly MachineLook machine = new(terminal);

    public async Task<ImmutableArray<CheckResult>> RunAsync(CancellationToken stop)
    {
        using var folder = new PrivateFolder(Path.Combine(Path.GetTempPath(), "reliably-doctor-" + Guid.NewGuid().ToString("N")));
        using var gitHub = configuration.GitHub is null ? null : new GitHubCheckUp(configuration, terminal, folder);
        var (git, seen) = await GitAsync(folder, stop);
        var runner = machine.RunnerAsync(configuration, stop);
        var grants = machine.GrantsAsync(configuration.Repositories.Select(static one => one.Grants), stop);
        ImmutableArray<ClockSight> clock = gitHub is not null && await gitHub.ClockAsync(stop) is { } seenClock ? [seenClock] : [];
        ImmutableArray<CheckResult> account = gitHub is null ? [] : await gitHub.RunAsync(stop);
        var repositories = ImmutableArray.CreateBuilder<CheckResult>();
        foreach (var one in configuration.Repositories) repositories.AddRange(await RepositoryAsync(one, git, gitHub, folder, stop));
        return
        [
            MachineChecks.Git(seen),
            MachineChecks.Runner(await runner),
            .. (await grants).Select(MachineChecks.Grant),
            .. clock.Select(MachineChecks.Clock),
            .. Data(),
            .. Listeners().Select(MachineChecks.Listen),
            .. SecretFiles().Select(MachineChecks.SecretFile),
            .. account,
            .. repositories,
        ];
    }

    private async Task<(GitCli? Git, GitSight Sight)> GitAsync(PrivateFolder folder, CancellationToken stop)
    {
        try
        {
            var local = configuration.Repositories.Select(static one => one.Url).Select(url => Path.GetFullPath(url, terminal.WorkingFolder)).Where(Directory.Exists);
            var git = await GitCli.OpenAsync(terminal.Variables, GitHome.Create(folder.Folder("git"), local), stop);
            return (git, new(git.Program, git.Version, null));
        }
        catch (CannotRunException exception)
        {
            return (null, new(null, null, RefusalOf(exception)));
        }
    }

    private IEnumerable<CheckResult> Data() => configuration.Data.Length == 0 ? [] : MachineChecks.Data(MachineLook.Data(Full(configuration.Data), configuration.Limits.Disk));

    /// <summary>While a service works in the data folder, its addresses are in use as they should be.</summary>
    private IEnumerable<ListenSight> Listeners()
    {
        if (configuration.Data.Length > 0 && DataFolder.IsTaken(Full(configuration.Data))) yield break;
        if (configuration.PrivateListen is { } pages) yield return MachineLook.Listen("private", pages);
        if (configuration.PublicListen is { } webhooks) yield return MachineLook.Listen("public", webhooks);
    }

    /// <summary>Every file that holds a credential of the service.</summary>
    private IEnumerable<SecretFileSight> SecretFiles()
    {
        var files = configuration.Repositories.Select(static one => (Path: one.CredentialsFile, Role: $"the credentials of {GitRemote.Shown(one.Url)}")).ToList();
        if (configuration.GitHub is { } gitHub)
        {
            files.Add((gitHub.KeyFile, "the App's private key"));
            files.Add((gitHub.TokenFile, "the token of GitHub"));
            files.AddRange(gitHub.WebhookSecretFiles.Select(static file => ((string?)file, "the webhook's secret")));
        }

        return files.Where(static one => one.Path is not null).Select(one => MachineLook.SecretFile(Full(one.Path!), one.Role)).DistinctBy(static sight => sight.Path);
    }

    private async Task<ImmutableArray<CheckResult>> RepositoryAsync(WatchedRepository watched, GitCli? git, GitHubCheckUp? gitHub, PrivateFolder folder, CancellationToken stop)
    {
        var group = $"{watched.App ?? GitRemote.Shown(watched.Url)}, branch {watched.Branch}";
        if (watched.App is null) return git is null ? [] : [.. RemoteChecks.Remote(group, await RemoteAsync(watched, null, git, folder, stop))];
        if (gitHub is null) return [];
        var (results, remote) = await gitHub.RepositoryAsync(watched, group, stop);
        return git is null || remote is null ? results : [.. results, .. RemoteChecks.Remote(group, await RemoteAsync(watched, remote, git, folder, stop))];
    }

    private async Task<RemoteSight> RemoteAsync(WatchedRepository watched, GitRemote? remote, GitCli git, PrivateFolder folder, CancellationToken stop)
    {
        try
        {
            return await new RemoteLook(git, folder).LookAsync(remote ?? GitRemote.Create(watched.Url, watched.CredentialsFile, terminal.WorkingFolder), watched.Branch, stop);
        }
        catch (CannotRunException exception)
        {
            return new() { Url = GitRemote.Shown(watched.Url), Branch = watched.Branch, Refusal = RefusalOf(exception) };
        }
    }

    private static Refusal RefusalOf(CannotRunException exception) => new(exception.Message, exception.WhatToDo);

    private string Full(string path) => Path.GetFullPath(path, terminal.WorkingFolder);
}
