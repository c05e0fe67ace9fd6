using System.Globalization;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Git;
using Reliably.GitOps.Schedules;

namespace Reliably.GitOps.PullRequests;

/// <summary>
/// The commits of a run in a folder of its own, from its start until it is told: what an unmerged change brings never gets into the mirror, and
/// after a crash the rollbacks are found here.
/// </summary>
/// <param name="git">Runs git.</param>
/// <param name="remote">The repository.</param>
/// <param name="mirror">A copy of it, over which the folders lie.</param>
/// <param name="folder">Where the folders are made.</param>
internal sealed class RunObjects(GitCli git, GitRemote remote, string mirror, string folder)
{
    /// <summary>Fetches the newest commit of the base branch and of the pull request, and returns their names.</summary>
    /// <exception cref="CannotRunException">They cannot be fetched.</exception>
    public async Task<(CommitSha Base, CommitSha Head)> FetchAsync(long comment, int number, string branch, CancellationToken stop)
    {
        Remove(comment);
        Directory.CreateDirectory(folder);
        var (scratch, onto, head) = await ScratchRepository.QuarantineAsync(
            git, remote, mirror, ("refs/heads/" + branch, FormattableString.Invariant($"refs/pull/{number}/head")), new(), PathOf(comment), stop);
        await scratch.DisposeAsync();
        return (onto, head);
    }

    /// <summary>Reads what a run is decided from. Nothing is checked out, and nothing of either commit is run.</summary>
    /// <exception cref="CannotRunException">The commits are not there any more.</exception>
    public async Task<RunGround> ReadAsync(long comment, (CommitSha Base, CommitSha Head, string Branch) commits, RepositoryGrants grants, RunnerChoice runner, CancellationToken stop)
    {
        if (!Directory.Exists(PathOf(comment))) throw new CannotRunException("The commits of the run are not there any more.", "Ask for the run again.");
        await using var mirror = await BareMirror.OpenAsync(git, remote, PathOf(comment), stop);
        if (!await mirror.HasAsync(commits.Base, stop) || !await mirror.HasAsync(commits.Head, stop)) throw new CannotRunException("The commits of the run are not there any more.", "Ask for the run again.");
        var documents = new DocumentFiles(mirror);
        var before = SnapshotReader.Read(await documents.AtAsync(commits.Base, stop), commits.Base);
        var after = SnapshotReader.Read(RunGround.UnderSettingsOf(before, await documents.AtAsync(commits.Head, stop)), commits.Head, before);
        return new() { Base = before, Head = after, Branch = commits.Branch, Grants = grants, Runner = runner };
    }

    public void Remove(long comment)
    {
        if (Directory.Exists(PathOf(comment))) Directory.Delete(PathOf(comment), recursive: true);
    }

    /// <summary>Removes what no open run needs: a crash left it.</summary>
    public void RemoveBut(IReadOnlySet<long> comments)
    {
        if (!Directory.Exists(folder)) return;
        foreach (var left in Directory.EnumerateDirectories(folder))
        {
            if (!long.TryParse(Path.GetFileName(left), CultureInfo.InvariantCulture, out var comment) || !comments.Contains(comment)) Directory.Delete(left, recursive: true);
        }
    }

    private string PathOf(long comment) => Path.Combine(folder, comment.ToString(CultureInfo.InvariantCulture));
}
