using System.Collections.Immutable;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Git;
using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Doctor;

/// <summary>Everything that <c>reliably doctor</c> looks at, in the order in which it is said. It changes nothing, here or at a remote.</summary>
internal sealed class CheckUp(ServerConfiguration configuration, Terminal terminal)
{
    private readonly MachineLook machine = new(terminal);

    public async Task<ImmutableArray<CheckResult>> RunAsync(CancellationToken stop)
    {
        using var folder = new PrivateFolder(Path.Combine(Path.GetTempPath(), "reliably-doctor-" + Guid.NewGuid().ToString("N")));
        var (git, seen) = await GitAsync(folder, stop);
        var runner = machine.RunnerAsync(configuration, stop);
        var grants = machine.GrantsAsync(configuration.Repositories.Select(static one => one.Grants), stop);
        var repositories = await Task.WhenAll(configuration.Repositories.Select(one => RepositoryAsync(one, git, folder, stop)));
        return
        [
            MachineChecks.Git(seen),
            MachineChecks.Runner(await runner),
            .. (await grants).Select(MachineChecks.Grant),
            .. Data(),
            .. SecretFiles().Select(MachineChecks.SecretFile),
            .. repositories.SelectMany(static one => one),
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
            return (null, new(null, null, new(exception.Message, exception.WhatToDo)));
        }
    }

    private IEnumerable<CheckResult> Data() => configuration.Data.Length == 0
        ? []
        : MachineChecks.Data(MachineLook.Data(Path.GetFullPath(configuration.Data, terminal.WorkingFolder), configuration.Limits.Disk));

    /// <summary>Every file that holds a credential of the service.</summary>
    private IEnumerable<SecretFileSight> SecretFiles() => configuration.Repositories
        .Where(static one => one.CredentialsFile is not null)
        .Select(one => MachineLook.SecretFile(Path.GetFullPath(one.CredentialsFile!, terminal.WorkingFolder), $"the credentials of {GitRemote.Shown(one.Url)}"))
        .DistinctBy(static sight => sight.Path);

    private async Task<ImmutableArray<CheckResult>> RepositoryAsync(WatchedRepository watched, GitCli? git, PrivateFolder folder, CancellationToken stop)
    {
        if (git is null) return [];
        var group = $"{GitRemote.Shown(watched.Url)}, branch {watched.Branch}";
        return [.. RemoteChecks.Remote(group, await RemoteAsync(watched, git, folder, stop))];
    }

    private async Task<RemoteSight> RemoteAsync(WatchedRepository watched, GitCli git, PrivateFolder folder, CancellationToken stop)
    {
        try
        {
            return await new RemoteLook(git, folder).LookAsync(GitRemote.Create(watched.Url, watched.CredentialsFile, terminal.WorkingFolder), watched.Branch, stop);
        }
        catch (CannotRunException exception)
        {
            return new() { Url = GitRemote.Shown(watched.Url), Branch = watched.Branch, Refusal = new(exception.Message, exception.WhatToDo) };
        }
    }
}
