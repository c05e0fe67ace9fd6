using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Publishing;

/// <summary>Names of the newest commits of our own, on disk before they are pushed: they trigger nothing.</summary>
internal sealed class OwnCommits(string file)
{
    private const int Most = 1000;
    private readonly List<string> newest = File.Exists(file) ? [.. File.ReadAllLines(file)] : [];

    public bool Has(CommitSha commit) => newest.Contains(commit.Value);

    public void Add(CommitSha commit)
    {
        newest.Add(commit.Value);
        if (newest.Count > Most) newest.RemoveRange(0, newest.Count - Most);
        DurableFile.Replace(file, string.Join('\n', newest) + "\n");
    }
}
