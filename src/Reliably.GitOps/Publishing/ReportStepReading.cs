using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Git;

namespace Reliably.GitOps.Publishing;

/// <summary>Reads what commits make of <c>reports/</c>.</summary>
internal static class ReportStepReading
{
    /// <summary>What lies between two commits, however many there are.</summary>
    public static async Task<ReportStep> BetweenAsync(BareMirror mirror, CommitSha from, CommitSha to, CancellationToken stop) =>
        await mirror.TreesAsync(ReportPaths.Root, [from.Value, to.Value], stop) is [var before, var after] ? new(null, before, after) : throw new InvalidOperationException("Two trees were asked for.");

    /// <summary>What each commit makes of what its first parent has.</summary>
    public static async Task<ImmutableArray<ReportStep>> OfAsync(BareMirror mirror, ImmutableArray<CommitSha> commits, CancellationToken stop)
    {
        var trees = await mirror.TreesAsync(ReportPaths.Root, [.. commits.SelectMany(static commit => new[] { commit.Value + "^", commit.Value })], stop);
        return [.. commits.Select((commit, at) => new ReportStep(commit, trees[2 * at], trees[(2 * at) + 1]))];
    }
}
