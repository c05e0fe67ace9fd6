using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Git;

namespace Reliably.GitOps.Schedules;

/// <summary>
/// The files of a commit that can be documents. Only the folders of documents are looked at, so reports cost nothing; from one commit to the next
/// git says what differs, and only those blobs are read.
/// </summary>
internal sealed class DocumentFiles(BareMirror mirror)
{
    private static readonly ImmutableArray<string> Roots =
        ["experiments", "templates", "starters", "environments", "deployments", "integrations", "plans", "reliably.yaml", "reliably.yml"];

    /// <summary>Stands for a text that is refused for its size whatever is in it, so that it is not read.</summary>
    private static readonly byte[] TooLarge = new byte[YamlReader.MaxBytes + 1];

    private ImmutableSortedDictionary<string, RepositoryFile> files = ImmutableSortedDictionary.Create<string, RepositoryFile>(StringComparer.Ordinal);
    private CommitSha? last;

    /// <summary>The same, to go on from over another copy of the repository.</summary>
    public DocumentFiles Over(BareMirror other) => new(other) { files = files, last = last };

    /// <summary>The files of a commit, in the order of their paths.</summary>
    public async Task<ImmutableArray<RepositoryFile>> AtAsync(CommitSha commit, CancellationToken stop)
    {
        if (last != commit)
        {
            var next = last is { } from && await mirror.HasAsync(from, stop) ? await ChangedAsync(from, commit, stop) : await ListedAsync(commit, stop);
            (files, last) = (next, commit);
        }

        return [.. files.Values];
    }

    private async Task<ImmutableSortedDictionary<string, RepositoryFile>> ListedAsync(CommitSha commit, CancellationToken stop)
    {
        var listed = await mirror.ListAsync(commit, Roots, stop);
        return files.Clear().SetItems(await ReadAsync(listed, stop));
    }

    private async Task<ImmutableSortedDictionary<string, RepositoryFile>> ChangedAsync(CommitSha from, CommitSha to, CancellationToken stop)
    {
        var changes = await mirror.ChangesAsync(from, to, Roots, stop);
        var written = changes.Where(static change => change.BlobId is not null).ToImmutableArray();
        var sizes = await mirror.SizesAsync([.. written.Select(static change => change.BlobId!)], stop);
        var read = await ReadAsync([.. written.Zip(sizes, static (change, size) => new TreeFile(change.Path, change.BlobId!, size ?? 0))], stop);
        return files.RemoveRange(changes.Where(static change => change.BlobId is null).Select(static change => change.Path)).SetItems(read);
    }

    private async Task<IEnumerable<KeyValuePair<string, RepositoryFile>>> ReadAsync(ImmutableArray<TreeFile> wanted, CancellationToken stop)
    {
        var small = wanted.Where(static file => file.Size <= YamlReader.MaxBytes).ToImmutableArray();
        var contents = await mirror.Objects.ReadAllAsync([.. small.Select(static file => file.BlobId)], stop);
        var read = small.Zip(contents, static (file, content) => new RepositoryFile(file.Path, content ?? default, file.BlobId));
        var large = wanted.Where(static file => file.Size > YamlReader.MaxBytes).Select(static file => new RepositoryFile(file.Path, TooLarge, file.BlobId));
        return read.Concat(large).Select(static file => KeyValuePair.Create(file.Path, file));
    }
}
