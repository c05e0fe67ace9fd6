using System.Globalization;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.PullRequests;

/// <summary>Which commit answers which comment, on disk before it is pushed: after a crash the same edit is found again, and never by who seems to have written it.</summary>
internal sealed class EditBook(string file)
{
    private const int Most = 1000;

    private readonly List<(long Comment, CommitSha Commit, string Path)> entries = Read(file);

    /// <summary>The newest commit that was made for a comment, with the document it writes; null where there is none.</summary>
    public (CommitSha Commit, string Path)? Find(long comment)
    {
        var at = entries.FindLastIndex(one => one.Comment == comment);
        return at < 0 ? null : (entries[at].Commit, entries[at].Path);
    }

    /// <summary>Whether a commit was made for a comment.</summary>
    public bool Has(long comment, CommitSha commit) => entries.Any(one => one.Comment == comment && one.Commit == commit);

    public void Add(long comment, CommitSha commit, string path)
    {
        entries.Add((comment, commit, path));
        if (entries.Count > Most) entries.RemoveRange(0, entries.Count - Most);
        DurableFile.Replace(file, string.Concat(entries.Select(static one => string.Create(CultureInfo.InvariantCulture, $"{one.Comment} {one.Commit.Value} {one.Path}\n"))));
    }

    private static List<(long Comment, CommitSha Commit, string Path)> Read(string file) => !File.Exists(file)
        ? []
        : [.. File.ReadAllLines(file).Select(static line => line.Split(' ', 3)).Where(static parts => parts.Length == 3).Select(static parts => (long.Parse(parts[0], CultureInfo.InvariantCulture), CommitSha.Parse(parts[1]), parts[2]))];
}
