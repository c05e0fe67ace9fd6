using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Git;

/// <summary>
/// A bare copy of a remote in the data folder, without a work tree. Disposable: what is in it is in the remote too. It is used by one
/// service at a time (the lock of the data folder).
/// </summary>
internal sealed class BareMirror : IAsyncDisposable
{
    private readonly GitCli git;
    private readonly GitRemote remote;
    private readonly string folder;
    private readonly ConcurrentDictionary<string, CommitSha> newest = new(StringComparer.Ordinal);

    private BareMirror(GitCli git, GitRemote remote, string folder)
    {
        this.git = git;
        this.remote = remote;
        this.folder = folder;
        Objects = new(git, folder);
    }

    /// <summary>Reads blobs by name: <c>sha</c>, or <c>commit:path</c>.</summary>
    public ObjectReader Objects { get; }

    /// <summary>Opens the mirror, or makes it; a damaged one is made again.</summary>
    public static async Task<BareMirror> OpenAsync(GitCli git, GitRemote remote, string folder, CancellationToken stop)
    {
        if (Directory.Exists(folder))
        {
            foreach (var left in Directory.EnumerateFiles(folder, "*.lock", SearchOption.AllDirectories)) File.Delete(left);
            var sound = await git.RunAsync(GitCall.In(folder, "rev-parse", "--is-bare-repository"), stop);
            if (sound is not { Ok: true, Text: "true" }) Directory.Delete(folder, recursive: true);
        }

        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
            await git.ExpectAsync(new(["init", "--quiet", "--bare", "--template=", "--", folder]), stop);
        }

        return new(git, remote, folder);
    }

    /// <summary>The newest commit of a branch as of the last fetch or push; null before the first.</summary>
    public CommitSha? NewestOf(string branch) => newest.TryGetValue(RefName(branch), out var commit) ? commit : null;

    /// <summary>Brings a branch up to date and returns its newest commit; null where the remote has no such branch (or nothing at all).</summary>
    public Task<CommitSha?> FetchAsync(string branch, CancellationToken stop) => FetchRefAsync(RefName(branch), stop);

    /// <summary>The same for any reference, by its full name.</summary>
    public async Task<CommitSha?> FetchRefAsync(string name, CancellationToken stop)
    {
        var listing = new GitCall(["ls-remote", "--refs", "--", remote.Url, name]) { Folder = folder, Remote = remote };
        var listed = await git.ExpectAsync(listing, stop);
        var line = listed.Text.Split('\n').FirstOrDefault(l => l.EndsWith("\t" + name, StringComparison.Ordinal));
        if (line is null) return null;
        var tip = CommitSha.Parse(line.Split('\t')[0]);
        if (await HasAsync(tip, stop)) return await KeptAsync(name, tip, stop);
        var fetching = new GitCall(["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--force", "--", remote.Url, $"{name}:{TrackedAs(name)}"])
        {
            Folder = folder,
            Remote = remote,
        };
        await git.ExpectAsync(fetching, stop);
        var fetched = await git.ExpectAsync(GitCall.In(folder, "rev-parse", "--verify", $"{TrackedAs(name)}^{{commit}}"), stop);
        return newest[name] = CommitSha.Parse(fetched.Text);
    }

    public async Task<bool> HasAsync(CommitSha commit, CancellationToken stop) =>
        await Objects.ReadAsync(commit.Value, stop) is not null;

    /// <summary>True when the older commit is in the newer one's history; false also where either is not there any more.</summary>
    public async Task<bool> IsAncestorAsync(CommitSha older, CommitSha newer, CancellationToken stop) =>
        older == newer || (await git.RunAsync(GitCall.In(folder, "merge-base", "--is-ancestor", older.Value, newer.Value), stop)).Ok;

    /// <summary>The files below some folders (or named exactly), without reading them and without looking anywhere else.</summary>
    public async Task<ImmutableArray<TreeFile>> ListAsync(CommitSha commit, ImmutableArray<string> roots, CancellationToken stop)
    {
        var answer = await git.ExpectAsync(GitCall.In(folder, ["ls-tree", "-r", "-l", "-z", "--full-tree", commit.Value, "--", .. roots]), stop);
        return [.. answer.Records.Select(TreeFile.Parse).OfType<TreeFile>()];
    }

    /// <summary>The paths below a folder, and nothing else of them.</summary>
    public async Task<ImmutableArray<string>> PathsAsync(CommitSha commit, string folder, CancellationToken stop) =>
        [.. (await git.ExpectAsync(GitCall.In(this.folder, "ls-tree", "-r", "--name-only", "-z", "--full-tree", commit.Value, "--", folder), stop)).Records];

    /// <summary>The names of a folder's tree in some revisions; null where a revision, or the folder in it, is not there.</summary>
    public async Task<ImmutableArray<string?>> TreesAsync(string path, ImmutableArray<string> revisions, CancellationToken stop)
    {
        if (revisions.IsEmpty) return [];
        var asked = string.Concat(revisions.Select(revision => $"{revision}:{path.TrimEnd('/')}\n"));
        var answer = await git.ExpectAsync(GitCall.In(folder, "cat-file", "--batch-check=%(objectname)") with { Input = Encoding.UTF8.GetBytes(asked) }, stop);
        return [.. answer.Text.Split('\n').Select(static line => line.Contains(' ', StringComparison.Ordinal) ? null : line)];
    }

    /// <summary>The newest commit that both have in their history; null where there is none here.</summary>
    public async Task<CommitSha?> MergeBaseAsync(CommitSha one, CommitSha other, CancellationToken stop)
    {
        var answer = await git.RunAsync(GitCall.In(folder, "merge-base", one.Value, other.Value), stop);
        return answer.Ok ? CommitSha.Parse(answer.Text.Split('\n')[0]) : null;
    }

    /// <summary>The mode of what stands at a path: <see cref="FolderMode"/>, that of a file, a link or a submodule; null for nothing.</summary>
    public async Task<string?> ModeAsync(CommitSha commit, string path, CancellationToken stop)
    {
        var answer = await git.ExpectAsync(GitCall.In(folder, "ls-tree", "-z", "--full-tree", commit.Value, "--", path), stop);
        return answer.Records.Where(record => record[(record.IndexOf('\t', StringComparison.Ordinal) + 1)..] == path).Select(static record => record.Split(' ')[0]).FirstOrDefault();
    }

    /// <summary>Paths that differ between two commits.</summary>
    public async Task<ImmutableArray<string>> ChangedPathsAsync(CommitSha from, CommitSha to, CancellationToken stop)
    {
        var answer = await git.ExpectAsync(GitCall.In(folder, "diff-tree", "-r", "-z", "--name-only", "--no-renames", from.Value, to.Value), stop);
        return [.. answer.Records];
    }

    /// <summary>What differs between two commits below some folders (or in files named exactly); the rest of the trees is not looked at.</summary>
    public async Task<ImmutableArray<TreeChange>> ChangesAsync(CommitSha from, CommitSha to, ImmutableArray<string> roots, CancellationToken stop)
    {
        var answer = await git.ExpectAsync(GitCall.In(folder, ["diff-tree", "-r", "-z", "--no-renames", from.Value, to.Value, "--", .. roots]), stop);
        return [.. TreeChange.ParseAll(answer.Records)];
    }

    /// <summary>Sizes of blobs in bytes, in the order asked for; null for one that is not there.</summary>
    public async Task<ImmutableArray<long?>> SizesAsync(ImmutableArray<string> blobs, CancellationToken stop)
    {
        if (blobs.IsEmpty) return [];
        var call = GitCall.In(folder, "cat-file", "--batch-check=%(objectsize)") with { Input = Encoding.ASCII.GetBytes(string.Join('\n', blobs) + "\n") };
        var answer = await git.ExpectAsync(call, stop);
        return [.. answer.Text.Split('\n').Select(static line => long.TryParse(line, CultureInfo.InvariantCulture, out var size) ? size : default(long?))];
    }

    /// <summary>Commits between two that touch a path, newest first: their names and who wrote them.</summary>
    /// <param name="path">The path.</param>
    /// <param name="from">The older commit, which is left out.</param>
    /// <param name="to">The newer one.</param>
    /// <param name="firstParents">Merges stand for all that they bring: none of the commits that they merge is looked at.</param>
    /// <param name="stop">Ends git.</param>
    public async Task<ImmutableArray<PathCommit>> CommitsTouchingAsync(string path, CommitSha from, CommitSha to, bool firstParents, CancellationToken stop)
    {
        ImmutableArray<string> which = firstParents ? ["--first-parent"] : [];
        var answer = await git.ExpectAsync(GitCall.In(folder, ["log", "-z", "--format=%H%x09%an", .. which, $"{from.Value}..{to.Value}", "--", path]), stop);
        return [.. answer.Records.Select(static record => record.Split('\t', 2)).Select(static parts => new PathCommit(CommitSha.Parse(parts[0]), parts[1]))];
    }

    /// <summary>Writes a commit on top of its parent; returns it, or the parent itself where it would change nothing.</summary>
    public async Task<CommitSha> CommitAsync(CommitDraft draft, CancellationToken stop)
    {
        var call = GitCall.In(folder, "fast-import", "--quiet", "--force", "--done", "--date-format=raw") with { Input = draft.ToFastImport() };
        var answer = await git.ExpectAsync(call, stop);
        var written = CommitSha.Parse(answer.Text);
        if (draft.Parent is not { } parent) return written;
        return await TreeAsync(parent, stop) == await TreeAsync(written, stop) ? parent : written;
    }

    /// <summary>Pushes a commit to a branch, fast-forward only.</summary>
    public Task<PushOutcome> PushAsync(CommitSha commit, string branch, CancellationToken stop) => PushRefAsync(commit, RefName(branch), stop);

    /// <summary>The same for any reference, by its full name.</summary>
    public async Task<PushOutcome> PushRefAsync(CommitSha commit, string name, CancellationToken stop)
    {
        var outcome = await PushAsync([$"{commit.Value}:{name}"], stop);
        if (outcome is PushOutcome.Pushed) await KeptAsync(name, commit, stop);
        return outcome;
    }

    /// <summary>Removes a reference of the remote, unless somebody moved it meanwhile.</summary>
    public Task<PushOutcome> RemoveRefAsync(string name, CommitSha expected, CancellationToken stop) => PushAsync([$"--force-with-lease={name}:{expected.Value}", $":{name}"], stop);

    /// <summary>The references of the remote below a prefix (<c>refs/…/</c>), and where they stand.</summary>
    public async Task<ImmutableArray<(string Name, CommitSha Commit)>> RefsAsync(string prefix, CancellationToken stop)
    {
        var listed = await git.ExpectAsync(new GitCall(["ls-remote", "--refs", "--", remote.Url, prefix + "*"]) { Folder = folder, Remote = remote }, stop);
        return
        [
            .. listed.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split('\t'))
                .Where(parts => parts.Length == 2 && parts[1].StartsWith(prefix, StringComparison.Ordinal)).Select(static parts => (parts[1], CommitSha.Parse(parts[0]))),
        ];
    }

    /// <summary>
    /// Remembers where a reference of the remote stands; for a branch also so that git does not throw its commit away as one that nothing leads to. Where that cannot
    /// be (another branch's name is in the way), it is fetched again when it is gone.
    /// </summary>
    private async Task<CommitSha> KeptAsync(string name, CommitSha commit, CancellationToken stop)
    {
        var known = newest.TryGetValue(name, out var last) && last == commit;
        if (!known && name.StartsWith(Heads, StringComparison.Ordinal)) await git.RunAsync(GitCall.In(folder, "update-ref", TrackedAs(name), commit.Value), stop);
        return newest[name] = commit;
    }

    private async Task<PushOutcome> PushAsync(ImmutableArray<string> what, CancellationToken stop)
    {
        var call = new GitCall(["push", "--quiet", "--porcelain", "--no-verify", .. what[..^1], "--", remote.Url, what[^1]]) { Folder = folder, Remote = remote };
        var answer = await git.RunAsync(call, stop);
        if (answer.Ok) return new PushOutcome.Pushed();
        var refused = answer.Text.Split('\n').FirstOrDefault(static line => line.StartsWith('!'));
        if (refused is null) throw GitFailure.Of(call, answer);
        var reason = refused[(refused.LastIndexOf('\t') + 1)..];
        return IsLostRace(reason, answer.Error) ? new PushOutcome.LostRace() : new PushOutcome.Refused(reason + ": " + GitFailure.Said(answer));
    }

    /// <summary>Packs what many fetches left, and drops what nothing leads to any more and is older than two weeks.</summary>
    public Task CollectAsync(CancellationToken stop) => git.ExpectAsync(GitCall.In(folder, "gc", "--quiet"), stop);

    public ValueTask DisposeAsync() => Objects.DisposeAsync();

    private static bool IsLostRace(string reason, string error) =>
        reason.Contains("fetch first", StringComparison.Ordinal) || reason.Contains("non-fast-forward", StringComparison.Ordinal)
        || reason.Contains("cannot lock ref", StringComparison.Ordinal) || reason.Contains("failed to update ref", StringComparison.Ordinal)
        || reason.Contains("stale info", StringComparison.Ordinal) || reason.Contains("already exists", StringComparison.Ordinal) || reason.Contains("incorrect old value", StringComparison.Ordinal) || error.Contains("cannot lock ref", StringComparison.Ordinal);

    /// <summary>The mode of a folder in a tree.</summary>
    public const string FolderMode = "040000";

    private const string Heads = "refs/heads/";

    private static string RefName(string branch) => Heads + branch;

    /// <summary>Under which name the mirror keeps a reference of the remote.</summary>
    private static string TrackedAs(string name) =>
        name.StartsWith(Heads, StringComparison.Ordinal) ? "refs/reliably/" + name[Heads.Length..] : "refs/reliably-others/" + name["refs/".Length..];

    private async Task<string> TreeAsync(CommitSha commit, CancellationToken stop)
    {
        var content = await Objects.ReadAsync(commit.Value, stop) ?? throw new CannotRunException($"Commit {commit.Short} is not in the mirror.", "Delete the mirror while the service is stopped.");
        return Encoding.ASCII.GetString(content.Span[..content.Span.IndexOf((byte)'\n')]);
    }
}
