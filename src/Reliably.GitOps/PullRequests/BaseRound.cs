using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Git;
using Reliably.GitOps.GitHub.Wire;

namespace Reliably.GitOps.PullRequests;

/// <summary>Finds the open pull requests whose review does not hold any more because their base moved.</summary>
internal sealed class BaseRound(PullRequestSite site, LookParts parts)
{
    /// <exception cref="CannotRunException">The repository cannot be reached.</exception>
    public async Task LookAsync(ImmutableArray<PullRequest> open, CancellationToken stop)
    {
        foreach (var branch in open.GroupBy(static pull => pull.Base.Ref, StringComparer.Ordinal))
        {
            var reviewed = branch.Select(pull => (pull.Number, Memory: parts.Memories.Find(pull.Number)!)).Where(one => one.Memory?.Branch == branch.Key).ToList();
            if (reviewed.Count == 0 || await TipAsync(branch.Key, stop) is not { } tip) continue;
            var behind = reviewed.FindAll(one => one.Memory.Base != tip);
            if (behind.Count > 0) await CompareAsync(branch.Key, behind, stop);
        }
    }

    private async Task<CommitSha?> TipAsync(string branch, CancellationToken stop)
    {
        var name = "refs/heads/" + branch;
        var found = (await site.Parts.Mirror.RefsAsync(name, stop)).Where(one => one.Name == name).ToList();
        return found is [var tip] ? tip.Commit : null;
    }

    private async Task CompareAsync(string branch, List<(int Number, ReviewMemory Memory)> behind, CancellationToken stop)
    {
        await using var now = await parts.Quarantine.FetchAsync("refs/heads/" + branch, "refs/heads/" + branch, stop);
        foreach (var group in behind.GroupBy(static one => one.Memory.Base))
        {
            var changed = await ChangedAsync(now, group.Key, stop);
            var texts = new Dictionary<string, string?>(StringComparer.Ordinal);
            foreach (var path in (changed ?? []).Where(static path => RepositoryLayout.Classify(path) is not null)) texts[path] = await TextAsync(now, path, stop);
            foreach (var (number, memory) in group)
            {
                // History that was rewritten says nothing about what changed.
                if (changed is null || BaseMove.Concerns(memory, changed, texts.GetValueOrDefault)) parts.Wanted.Add(number);
                else parts.Memories.Keep(number, memory with { Base = now.Base });
            }
        }
    }

    private static async Task<ImmutableArray<string>?> ChangedAsync(QuarantinedChange now, CommitSha from, CancellationToken stop) =>
        await now.Scratch.Mirror.HasAsync(from, stop) ? await now.Scratch.Mirror.ChangedPathsAsync(from, now.Base, stop) : null;

    private static async Task<string?> TextAsync(QuarantinedChange now, string path, CancellationToken stop) =>
        await now.Scratch.Mirror.Objects.ReadAsync($"{now.Base.Value}:{path}", stop) is { Length: <= YamlReader.MaxBytes } content ? Encoding.UTF8.GetString(content.Span) : null;
}
