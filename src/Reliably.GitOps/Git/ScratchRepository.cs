using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Reviews;

namespace Reliably.GitOps.Git;

/// <summary>
/// A bare repository in a temporary folder, for what is tried and thrown away. It borrows the objects of a clone without writing into it, or fetches
/// two revisions of a remote; it has none of the clone's configuration, so no hook, filter or merge driver of anybody runs.
/// </summary>
internal sealed class ScratchRepository : IAsyncDisposable
{
    private const string Author = CommitDraft.CommitterName;
    private static readonly SearchValues<char> Special = SearchValues.Create(":*?[\\~ ");
    private readonly GitCli git;
    private readonly string folder;

    private ScratchRepository(GitCli git, string folder, BareMirror mirror) => (this.git, this.folder, Mirror) = (git, folder, mirror);

    /// <summary>Reads commits, trees and blobs.</summary>
    public BareMirror Mirror { get; }

    /// <summary>A repository over the objects of a clone.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The scratch repository owns its mirror.")]
    public static async Task<ScratchRepository> BorrowAsync(GitCli git, string clone, CloneStorage storage, string folder, CancellationToken stop)
    {
        await git.ExpectAsync(new(["init", "--quiet", "--bare", "--template=", "--object-format=" + storage.Format, "--", folder]), stop);
        await LieOverAsync(folder, storage.Objects, stop);
        if (File.Exists(storage.Shallow)) File.Copy(storage.Shallow, Path.Combine(folder, "shallow"));
        return new(git, folder, await BareMirror.OpenAsync(git, GitRemote.Create(clone, null, clone), folder, stop));
    }

    /// <summary>A repository with two revisions of a remote, and their names in it.</summary>
    /// <exception cref="CannotRunException">The remote cannot be reached, or has no such revision.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The scratch repository owns its mirror.")]
    public static async Task<(ScratchRepository Scratch, CommitSha Base, CommitSha Head)> FetchAsync(GitCli git, GitRemote remote, (string Base, string Head) names, string folder, CancellationToken stop)
    {
        await git.ExpectAsync(new(["init", "--quiet", "--bare", "--template=", "--", folder]), stop);
        await git.ExpectAsync(Fetching(remote, names, folder), stop);
        return await FetchedAsync(git, remote, folder, stop);
    }

    /// <summary>The same over the objects of a mirror of the remote, and within bounds.</summary>
    /// <exception cref="CannotRunException">The remote cannot be reached, has no such revision, or sends too much.</exception>
    public static async Task<(ScratchRepository Scratch, CommitSha Base, CommitSha Head)> QuarantineAsync(
        GitCli git, GitRemote remote, string? mirror, (string Base, string Head) names, FetchBounds bounds, string folder, CancellationToken stop)
    {
        await git.ExpectAsync(new(["init", "--quiet", "--bare", "--template=", "--", folder]), stop);
        if (mirror is not null) await LieOverAsync(folder, Path.Combine(mirror, "objects"), stop);
        await bounds.FetchAsync(git, Fetching(remote, names, folder), folder, stop);
        return await FetchedAsync(git, remote, folder, stop);
    }

    /// <summary>What a merge of the head into the base would give, as a commit of this repository, and the paths that git cannot merge.</summary>
    public async Task<(CommitSha Commit, ImmutableArray<string> Conflicts)> MergeAsync(CommitSha onto, CommitSha head, CancellationToken stop)
    {
        var call = GitCall.In(folder, "merge-tree", "--write-tree", "-z", "--name-only", "--no-messages", onto.Value, head.Value);
        var answer = await git.RunAsync(call, stop);
        if (answer.ExitCode > 1) throw GitFailure.Of(call, answer);
        var records = answer.Records.ToList();
        var written = await git.ExpectAsync(
            GitCall.In(folder, "-c", "user.name=" + Author, "-c", "user.email=" + CommitDraft.CommitterEmail, "commit-tree", records[0].Trim(), "-p", onto.Value, "-p", head.Value, "-m", "Merge result"), stop);
        return (CommitSha.Parse(written.Text), answer.ExitCode == 1 ? [.. records.Skip(1).Distinct().Order(StringComparer.Ordinal)] : []);
    }

    /// <summary>The files that differ between two commits, renames recognised, in the order of their paths.</summary>
    public async Task<ImmutableArray<FileChange>> ChangesAsync(CommitSha from, CommitSha to, CancellationToken stop)
    {
        var answer = await git.ExpectAsync(GitCall.In(folder, "diff-tree", "-r", "-z", "--find-renames", "-l0", from.Value, to.Value), stop);
        return [.. RawChange.ParseAll(answer.Records).OrderBy(static change => change.Path, StringComparer.Ordinal)];
    }

    /// <summary>The commits between two that touch files below a folder, newest first, with these files; of a merge those that its first parent has not so.</summary>
    public async Task<ImmutableArray<(CommitSha Commit, ImmutableArray<string> Paths)>> TouchingAsync(string below, CommitSha from, CommitSha to, CancellationToken stop)
    {
        var call = GitCall.In(folder, "log", "-z", "--full-history", "--diff-merges=first-parent", "--name-only", "--no-renames", "--no-ext-diff", "--format=%x01%H", $"{from.Value}..{to.Value}", "--", ":(top)" + below.TrimEnd('/'));
        var commits = ImmutableArray.CreateBuilder<(CommitSha, ImmutableArray<string>)>();
        foreach (var commit in Encoding.UTF8.GetString((await git.ExpectAsync(call, stop)).Output).Split('\u0001', StringSplitOptions.RemoveEmptyEntries))
        {
            var records = commit.Split('\0').Select(static record => record.TrimStart('\n')).Where(static record => record.Length > 0).ToList();
            commits.Add((CommitSha.Parse(records[0].Trim()), [.. records.Skip(1)]));
        }

        return commits.ToImmutable();
    }

    /// <summary>The stretches in which texts differ, by path; files that are only on one side are left out unless they are new.</summary>
    /// <param name="from">The older side.</param>
    /// <param name="to">The newer side.</param>
    /// <param name="paths">The files to look at.</param>
    /// <param name="context">How many lines around a change belong to it.</param>
    /// <param name="former">The names that renamed ones of them had: these are compared with what they were. Without it, they are new.</param>
    /// <param name="stop">Ends git.</param>
    public async Task<ImmutableDictionary<string, ImmutableArray<DiffHunk>>> HunksAsync(
        CommitSha from, CommitSha to, ImmutableArray<string> paths, int context, ImmutableArray<string> former, CancellationToken stop)
    {
        if (paths.IsEmpty) return ImmutableDictionary<string, ImmutableArray<DiffHunk>>.Empty;
        ImmutableArray<string> renames = former.IsEmpty ? ["--no-renames"] : ["--find-renames", "-l0"];
        ImmutableArray<string> common = [.. renames, "--diff-filter=AMR", "--no-ext-diff", "--no-textconv", from.Value, to.Value, "--", .. paths.Concat(former).Select(static path => ":(top,literal)" + path)];
        var listed = await git.ExpectAsync(GitCall.In(folder, ["diff", "--name-only", "-z", .. common]), stop);
        var patch = await git.ExpectAsync(GitCall.In(folder, ["diff", $"-U{context}", "--no-color", .. common]), stop);
        return listed.Records.Zip(DiffHunk.OfPatch(patch.Text)).ToImmutableDictionary(static pair => pair.First, static pair => pair.Second, StringComparer.Ordinal);
    }

    public ValueTask DisposeAsync() => Mirror.DisposeAsync();

    private static async Task LieOverAsync(string folder, string objects, CancellationToken stop)
    {
        Directory.CreateDirectory(Path.Combine(folder, "objects", "info"));
        await File.WriteAllTextAsync(Path.Combine(folder, "objects", "info", "alternates"), Quoted(objects) + "\n", stop);
    }

    private static GitCall Fetching(GitRemote remote, (string Base, string Head) names, string folder)
    {
        foreach (var name in new[] { names.Base, names.Head })
        {
            if (name.Length == 0 || name[0] is '-' or '+' or '^' || name.AsSpan().ContainsAny(Special)) throw new CannotRunException($"'{name}' is not the name of a branch, tag or commit of a remote.", "Name it as 'git ls-remote' lists it.");
        }

        return new(["-c", "fetch.fsckObjects=true", "-c", "fetch.unpackLimit=1", "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--", remote.Url, $"+{names.Base}:refs/reliably/base", $"+{names.Head}:refs/reliably/head"])
        {
            Folder = folder,
            Remote = remote,
        };
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The scratch repository owns its mirror.")]
    private static async Task<(ScratchRepository Scratch, CommitSha Base, CommitSha Head)> FetchedAsync(GitCli git, GitRemote remote, string folder, CancellationToken stop)
    {
        var scratch = new ScratchRepository(git, folder, await BareMirror.OpenAsync(git, remote, folder, stop));
        return (scratch, await scratch.CommitAsync("refs/reliably/base", stop), await scratch.CommitAsync("refs/reliably/head", stop));
    }

    private async Task<CommitSha> CommitAsync(string name, CancellationToken stop) =>
        CommitSha.Parse((await git.ExpectAsync(GitCall.In(folder, "rev-parse", "--verify", name + "^{commit}"), stop)).Text);

    /// <summary>A path of the file <c>alternates</c>, where a name that begins with a quote or a number sign would be read otherwise.</summary>
    private static string Quoted(string path) =>
        path.AsSpan().IndexOfAny("\"\\\n") < 0 ? path : "\"" + path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal) + "\"";
}
