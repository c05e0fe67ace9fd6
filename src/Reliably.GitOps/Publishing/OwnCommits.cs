using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Publishing;

/// <summary>Names of the newest commits of our own, on disk before they are pushed: they trigger nothing.</summary>
internal sealed class OwnCommits(string file)
{
    private const int Most = 1000;

    /// <summary>A line for each: the commit, and the tree of its reports where others will merge it.</summary>
    private readonly List<string> newest = File.Exists(file) ? [.. File.ReadAllLines(file)] : [];

    public bool Has(CommitSha commit)
    {
        lock (newest) return newest.Exists(line => line.StartsWith(commit.Value, StringComparison.Ordinal));
    }

    /// <summary>Whether all of <c>reports/</c> is as a commit of ours left it, for which that was said: so it is however a pull request was merged.</summary>
    public bool HasTree(string? reports)
    {
        lock (newest) return reports is not null && newest.Exists(line => line.EndsWith(" " + reports, StringComparison.Ordinal));
    }

    /// <param name="commit">The commit.</param>
    /// <param name="reports">The tree of its reports, for a commit that others will merge.</param>
    public void Add(CommitSha commit, string? reports = null)
    {
        lock (newest)
        {
            newest.Add(reports is null ? commit.Value : commit.Value + " " + reports);
            if (newest.Count > Most) newest.RemoveRange(0, newest.Count - Most);
            DurableFile.Replace(file, string.Join('\n', newest) + "\n");
        }
    }
}
