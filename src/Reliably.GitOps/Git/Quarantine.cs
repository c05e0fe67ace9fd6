using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Git;

/// <summary>
/// Brings what somebody else pushed to a folder of its own, which lies over the mirror of the repository and is thrown away afterwards: no object of
/// an unmerged change ever gets into the mirror. Bounded, checked object by object, without tags.
/// </summary>
/// <param name="git">Runs git.</param>
/// <param name="remote">The repository.</param>
/// <param name="mirror">A copy of it, whose objects need not be fetched again; null where there is none.</param>
/// <param name="folder">Where the folders are made.</param>
/// <param name="bounds">What a fetch may take.</param>
internal sealed class Quarantine(GitCli git, GitRemote remote, string? mirror, string folder, FetchBounds bounds)
{
    /// <summary>Throws away what a crash left.</summary>
    public void Clear()
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    /// <summary>Two revisions of the remote, by their full names or as commits.</summary>
    /// <exception cref="CannotRunException">They cannot be fetched.</exception>
    public async Task<QuarantinedChange> FetchAsync(string onto, string head, CancellationToken stop)
    {
        var own = Path.Combine(folder, Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(folder);
        try
        {
            var (scratch, ontoCommit, headCommit) = await ScratchRepository.QuarantineAsync(git, remote, mirror, (onto, head), bounds, own, stop);
            return new(scratch, own) { Base = ontoCommit, Head = headCommit };
        }
        catch
        {
            if (Directory.Exists(own)) Directory.Delete(own, recursive: true);
            throw;
        }
    }
}

/// <summary>Two revisions in a folder that is gone when this is disposed.</summary>
internal sealed class QuarantinedChange(ScratchRepository scratch, string folder) : IAsyncDisposable
{
    public ScratchRepository Scratch => scratch;

    public required CommitSha Base { get; init; }

    public required CommitSha Head { get; init; }

    public async ValueTask DisposeAsync()
    {
        await scratch.DisposeAsync();
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }
}
