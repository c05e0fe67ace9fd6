using Reliably.GitOps.Git;
using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Doctor;

/// <summary>Looks at a Git remote with the service's own credentials, and leaves nothing in it.</summary>
internal sealed class RemoteLook(GitCli git, PrivateFolder folder)
{
    private const string EmptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
    private const int MayWrite = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Reads the branch, and pushes without pushing (<c>git push --dry-run</c>), which asks for the right to write.</summary>
    public async Task<RemoteSight> LookAsync(GitRemote remote, string branch, CancellationToken stop)
    {
        var sight = new RemoteSight { Url = remote.ToString(), Branch = branch };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        try
        {
            var listing = new GitCall(["ls-remote", "--heads", "--", remote.Url]) { Remote = remote };
            var heads = (await git.ExpectAsync(listing, patience.Token)).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            var tip = heads.FirstOrDefault(line => line.EndsWith("\trefs/heads/" + branch, StringComparison.Ordinal));
            sight = sight with { Tip = tip?[..7], Branches = heads.Length };
        }
        catch (CannotRunException exception)
        {
            // The service tries again; we do not.
            return sight with { Refusal = new(exception.Message, exception.WhatToDo.Replace(" It is tried again.", "", StringComparison.Ordinal).Replace("; it is tried again.", ".", StringComparison.Ordinal)) };
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return sight with { Refusal = new($"'{remote}' did not answer within {Patience.TotalSeconds:0} s.", "Look at the network, the proxy and the address.") };
        }

        return sight with { PushRefusal = await PushAsync(remote, patience.Token, stop) };
    }

    private async Task<Refusal?> PushAsync(GitRemote remote, CancellationToken patience, CancellationToken stop)
    {
        if (remote.IsLocal && ObjectsOf(remote.Url) is { } objects && Posix.access(objects, MayWrite) != 0)
            return new($"This account may not write to {objects}.", "Let the account that runs the service own the repository's files.");
        try
        {
            var scratch = Path.Combine(folder.Path, Guid.NewGuid().ToString("N"));
            await git.ExpectAsync(new(["init", "--quiet", "--bare", "--template=", "--", scratch]), patience);
            var writing = GitCall.In(scratch, "-c", "user.name=" + CommitDraft.CommitterName, "-c", "user.email=" + CommitDraft.CommitterEmail, "commit-tree", EmptyTree, "-m", "Never pushed");
            var commit = (await git.ExpectAsync(writing, patience)).Text;
            var pushing = new GitCall(["push", "--dry-run", "--quiet", "--no-verify", "--", remote.Url, commit + ":refs/heads/reliably-doctor-" + commit[..7]]) { Folder = scratch, Remote = remote };
            await git.ExpectAsync(pushing, patience);
            return null;
        }
        catch (CannotRunException exception)
        {
            // It was just read, so what is missing is the right to write.
            return new(exception.Message, "Reports are commits that the service pushes: let its credentials write to the repository.");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new($"'{remote}' did not say within {Patience.TotalSeconds:0} s whether it may be written to.", "Look at the network, the proxy and the address.");
        }
    }

    private static string? ObjectsOf(string path) => new[] { Path.Combine(path, "objects"), Path.Combine(path, ".git", "objects") }.FirstOrDefault(Directory.Exists);
}
