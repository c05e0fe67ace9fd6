namespace Reliably.GitOps.Git;

/// <summary>A path that differs between two commits, and the blob that stands there now; null where no regular file does.</summary>
internal sealed record TreeChange(string Path, string? BlobId)
{
    /// <summary>Reads the answer of <c>diff-tree -r -z</c>, where a record with modes and blobs comes before each path.</summary>
    public static IEnumerable<TreeChange> ParseAll(IEnumerable<string> records)
    {
        string? modes = null;
        foreach (var record in records)
        {
            if (modes is null)
            {
                modes = record;
                continue;
            }

            var words = modes.Split(' ');
            yield return new(record, TreeFile.IsRegular(words[1]) ? words[3] : null);
            modes = null;
        }
    }
}
