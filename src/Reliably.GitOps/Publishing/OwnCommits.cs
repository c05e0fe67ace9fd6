using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Publishing;

/// <summary>
/// The newest commits of our own, and what they made of <c>reports/</c>, on disk before they are pushed. They trigger nothing, and by them alone what we published is
/// known again: anybody can write our name into a commit.
/// </summary>
internal sealed class OwnCommits
{
    private const int Most = 3000;
    private const string None = "-";

    private readonly string file;
    private readonly List<ReportStep> newest;
    private HashSet<CommitSha?> names = [];
    private ReportSteps steps = ReportSteps.None;

    public OwnCommits(string file)
    {
        this.file = file;
        newest = File.Exists(file) ? [.. File.ReadAllLines(file).Select(Parse).OfType<ReportStep>()] : [];
        Index();
    }

    /// <summary>Whether a change of reports is ours: a commit of our books, or one that does what commits of ours did.</summary>
    public bool Has(ReportStep step)
    {
        lock (newest) return (step.Commit is not null && names.Contains(step.Commit)) || steps.Lead(step.Before, step.After);
    }

    public void Add(ReportStep step)
    {
        lock (newest)
        {
            newest.Add(step);
            while (newest.Count > Most) Forget();
            Index();
            DurableFile.Replace(file, string.Concat(newest.Select(static one => $"{one.Commit} {one.Before ?? None} {one.After ?? None}\n")));
        }
    }

    /// <summary>The way from before the oldest commit stays: the pull request that it began may still be open.</summary>
    private void Forget()
    {
        if (newest[0].After == newest[1].Before) newest[1] = newest[1] with { Before = newest[0].Before };
        newest.RemoveAt(0);
    }

    private void Index()
    {
        names = [.. newest.Select(static step => step.Commit)];
        steps = newest.Aggregate(ReportSteps.None, static (known, step) => known.With(step.Before, step.After));
    }

    private static ReportStep? Parse(string line)
    {
        var parts = line.Split(' ');
        if (!CommitSha.TryParse(parts[0], out var commit)) return null;
        return parts is [_, var before, var after] ? new(commit, before == None ? null : before, after == None ? null : after) : new(commit, null, null);
    }
}
