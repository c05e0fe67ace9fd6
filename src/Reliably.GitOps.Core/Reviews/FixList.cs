using System.Collections.Immutable;
using Reliably.GitOps.Reports;

namespace Reliably.GitOps.Reviews;

/// <summary>What a comment says of fixes: those at lines of the change are suggestions there, the others stand here as patches.</summary>
internal static class FixList
{
    public static string Write(ImmutableArray<Suggestion> suggestions, int room)
    {
        var inside = suggestions.Count(static one => one.IsInDiff);
        var head = inside == 0 ? "" : $"🔧 {ReviewVerdict.Number(inside, "fix", "fixes")} to take with one click, at the lines of the change.\n\n";
        var outside = suggestions.Where(static one => !one.IsInDiff).Select(static one => MarkdownText.Fence(one.Patch, "diff") + "\n").ToList();
        if (outside.Count == 0) return head;
        const string end = "</details>\n\n";
        head += "<details><summary>Fixes outside the lines of the change, for git apply</summary>\n\n";
        return head + BoundedBlocks.Fit(outside, room - head.Length - end.Length, static left => FormattableString.Invariant($"… and {left} more.\n\n")) + end;
    }
}
