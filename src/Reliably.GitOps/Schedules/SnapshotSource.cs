using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Git;

namespace Reliably.GitOps.Schedules;

/// <summary>
/// Reads the documents of a commit, and of those that are broken the newest good text, so that a bad commit stops no plan. From one commit to
/// the next only what changed is listed, read and checked again.
/// </summary>
internal sealed class SnapshotSource(BareMirror mirror, string memoryFile)
{
    private readonly DocumentFiles documents = new(mirror);
    private ImmutableSortedDictionary<string, GoodDocument> good = GoodDocument.ReadAll(memoryFile);
    private RepositorySnapshot? asWritten;
    private RepositorySnapshot? asMended;

    public async Task<ReadSnapshot> ReadAsync(CommitSha commit, CancellationToken stop)
    {
        var files = await documents.AtAsync(commit, stop);
        var snapshot = asWritten = SnapshotReader.Read(files, commit, asWritten);
        var broken = snapshot.Diagnostics.Where(static finding => finding.Severity == Severity.Error).Select(static finding => finding.Location.File).ToHashSet(StringComparer.Ordinal);
        var (mended, kept) = await MendAsync(files, broken, stop);
        asMended = kept.Count > 0 ? SnapshotReader.Read(mended, commit, asMended ?? asWritten) with { Diagnostics = snapshot.Diagnostics } : null;
        Remember(files, broken, commit);
        return new(asMended ?? snapshot, [.. broken.Order(StringComparer.Ordinal)], kept.ToImmutableSortedDictionary(static item => item.Key, static item => item.Value, StringComparer.Ordinal));
    }

    /// <summary>The documents of a commit as they are, without any memory of others.</summary>
    public async Task<RepositorySnapshot> PeekAsync(CommitSha commit, CancellationToken stop) => SnapshotReader.Read(await documents.AtAsync(commit, stop), commit, asWritten);

    /// <summary>The files with the broken ones in their newest good text, where there was one.</summary>
    private async Task<(List<RepositoryFile> Files, Dictionary<string, CommitSha> Kept)> MendAsync(ImmutableArray<RepositoryFile> files, HashSet<string> broken, CancellationToken stop)
    {
        var kept = new Dictionary<string, CommitSha>(StringComparer.Ordinal);
        var mended = new List<RepositoryFile>(files.Length);
        foreach (var file in files)
        {
            var replaced = broken.Contains(file.Path) && good.TryGetValue(file.Path, out var last) && last.BlobId != file.BlobId
                && await mirror.Objects.ReadAsync(last.BlobId, stop) is { } content
                ? (File: new RepositoryFile(file.Path, content, last.BlobId), last.Commit)
                : default((RepositoryFile File, CommitSha Commit)?);
            mended.Add(replaced?.File ?? file);
            if (replaced is { } by) kept[file.Path] = by.Commit;
        }

        return (mended, kept);
    }

    private void Remember(ImmutableArray<RepositoryFile> files, HashSet<string> broken, CommitSha commit)
    {
        var next = ImmutableSortedDictionary.CreateBuilder<string, GoodDocument>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var last = good.GetValueOrDefault(file.Path);
            if (!broken.Contains(file.Path)) next[file.Path] = last?.BlobId == file.BlobId ? last! : new(file.BlobId!, commit);
            else if (last is not null) next[file.Path] = last;
        }

        if (next.SequenceEqual(good)) return;
        good = next.ToImmutable();
        GoodDocument.WriteAll(memoryFile, good);
    }
}

/// <summary>The documents of a commit.</summary>
/// <param name="Snapshot">What plans run by: broken documents in their newest good text. Its findings are those of the commit itself.</param>
/// <param name="Broken">Paths with errors.</param>
/// <param name="Kept">Those of them whose newest good text is used, with the commit it stood in.</param>
internal sealed record ReadSnapshot(RepositorySnapshot Snapshot, ImmutableArray<string> Broken, ImmutableSortedDictionary<string, CommitSha> Kept);

/// <summary>The newest text of a document that had no error.</summary>
internal sealed record GoodDocument(string BlobId, CommitSha Commit)
{
    public static ImmutableSortedDictionary<string, GoodDocument> ReadAll(string file)
    {
        var result = ImmutableSortedDictionary.CreateBuilder<string, GoodDocument>(StringComparer.Ordinal);
        if (!File.Exists(file) || JsonReader.TryParse(File.ReadAllBytes(file), out _) is not DataNode.Mapping root) return result.ToImmutable();
        foreach (var entry in root.Entries)
        {
            if (entry.Value is DataNode.Sequence { Items: [DataNode.Text blob, DataNode.Text commit] } && CommitSha.TryParse(commit.Value, out var sha)) result[entry.Name] = new(blob.Value, sha);
        }

        return result.ToImmutable();
    }

    public static void WriteAll(string file, ImmutableSortedDictionary<string, GoodDocument> documents)
    {
        var entries = documents.Select(static item => new MappingEntry(DataNode.Of(item.Key), new DataNode.Sequence([DataNode.Of(item.Value.BlobId), DataNode.Of(item.Value.Commit.Value)])));
        DurableFile.Replace(file, JsonWriter.Indented(new DataNode.Mapping([.. entries])) + "\n");
    }
}
