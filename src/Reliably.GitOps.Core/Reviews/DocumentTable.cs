using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Plans;
using Reliably.GitOps.Reports;

namespace Reliably.GitOps.Reviews;

/// <summary>The table of a review: document, what changed, status, next run.</summary>
internal static class DocumentTable
{
    private const string Head = "| document | what changed | status | next run |\n|---|---|---|---|\n";

    public static string Write(ReviewInput input, ImmutableArray<ReviewedDocument> documents, ReviewFindings findings, int room)
    {
        if (documents.IsEmpty) return "";
        var byFile = findings.Told.ToLookup(static one => one.Location.File, StringComparer.Ordinal);
        var rows = documents.OrderByDescending(one => byFile[one.Path].Any(static finding => finding.Severity == Severity.Error))
            .Select(one => $"| {Name(input, one)} | {What(input, one)} | {Status(input, one, [.. byFile[one.Path]])} | {Next(input, one)} |\n").ToList();
        return Head + BoundedBlocks.Fit(rows, room - Head.Length, static left => FormattableString.Invariant($"| … | and {left} more | | |\n"));
    }

    /// <summary>The link goes to the head, so a document that is gone has none.</summary>
    private static string Name(ReviewInput input, ReviewedDocument one) =>
        one.IsDeleted ? MarkdownText.CodeCell(MarkdownText.Cut(one.Path, 200)) : input.Links.Place(MarkdownText.Cut(one.Path, 200));

    private static string What(ReviewInput input, ReviewedDocument one) => one.Change switch
    {
        null => "refers to " + MarkdownText.CodeCell(MarkdownText.Cut(one.Because[0], 120)) + (one.Because.Length > 1 ? FormattableString.Invariant($" and {one.Because.Length - 1} more") : ""),
        { Kind: ChangeKind.Added } => "new",
        { Kind: ChangeKind.Deleted } => "removed",
        { Kind: ChangeKind.Renamed, FormerPath: var former } => "was " + MarkdownText.CodeCell(MarkdownText.Cut(former!, 120)),
        _ => one.Kind == DocumentKind.Experiment ? ExperimentDifference.Of(input, one)?.InWords() ?? "changed" : "changed",
    };

    private static string Status(ReviewInput input, ReviewedDocument one, ImmutableArray<Diagnostic> findings)
    {
        if (input.Conflicts.Contains(one.Path)) return "❌ conflict";
        if (findings.IsEmpty) return one.IsDeleted ? "–" : "✅";
        return findings.Max(static finding => finding.Severity) switch
        {
            Severity.Error => "❌ ",
            Severity.Warning => "⚠️ ",
            _ => "✅ ",
        }
        + ReviewVerdict.Counted(findings);
    }

    private static string Next(ReviewInput input, ReviewedDocument one)
    {
        var plans = one.Kind switch
        {
            DocumentKind.Plan => input.After.Plans.GetValueOrDefault(one.Slug) is { } plan ? [plan] : [],
            DocumentKind.Experiment => input.After.Plans.Values.Where(candidate => candidate.Experiments.Contains(one.Slug)),
            _ => Enumerable.Empty<Plan>(),
        };
        var active = plans.Where(static plan => !plan.Suspended).ToList();
        if (active.Exists(plan => MergeStarts.Starts(input, plan))) return "at the merge";
        var next = active.Select(plan => PlanClock.After(plan, input.Now).FirstOrDefault()).OfType<PlanInstant>().MinBy(static instant => instant.Nominal);
        return next is null ? "–" : FormattableString.Invariant($"{next.Nominal.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
    }
}
