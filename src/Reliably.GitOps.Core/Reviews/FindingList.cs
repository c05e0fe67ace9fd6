using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Reports;

namespace Reliably.GitOps.Reviews;

/// <summary>Findings as Markdown: errors in the open, the rest folded.</summary>
internal static class FindingList
{
    private const int LongestText = 500;

    public static string Errors(ReviewInput input, ImmutableArray<Diagnostic> told, int room)
    {
        var items = told.Where(static one => one.Severity == Severity.Error).Select(one => Item(input, one)).ToList();
        if (items.Count == 0) return "";
        const string head = "**Errors**\n\n";
        return head + BoundedBlocks.Fit(items, room - head.Length - 1, static left => FormattableString.Invariant($"- … and {left} more; `reliably validate` tells them all\n")) + "\n";
    }

    public static string Others(ReviewInput input, ImmutableArray<Diagnostic> told, int room)
    {
        var others = told.Where(static one => one.Severity != Severity.Error).ToImmutableArray();
        if (others.IsEmpty) return "";
        var head = $"<details><summary>{ReviewVerdict.Counted(others)}</summary>\n\n";
        const string end = "\n</details>\n\n";
        return head + BoundedBlocks.Fit([.. others.Select(one => Item(input, one))], room - head.Length - end.Length, static left => FormattableString.Invariant($"- … and {left} more\n")) + end;
    }

    private static string Item(ReviewInput input, Diagnostic finding)
    {
        var sign = finding.Severity switch { Severity.Error => "❌", Severity.Warning => "⚠️", _ => "ℹ️" };
        var text = MarkdownText.Inline(MarkdownText.Cut(finding.Message, LongestText));
        var hint = finding.Hint is null ? "" : "<br>→ " + MarkdownText.Inline(MarkdownText.Cut(finding.Hint, LongestText));
        return $"- {sign} {input.Links.Place(MarkdownText.Cut(finding.Location.File, 200), finding.Location.Span.Start.Line)} {input.Links.Code(finding.Code)} {text}{hint}\n";
    }
}
