using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Reviews;

/// <summary>
/// A review of a change: what is wrong, what it would do, and how to say so (PR-BOT). Pure: the same input gives the same bytes. Nothing of the
/// change is run, and no address in it is opened.
/// </summary>
public sealed record Review
{
    /// <summary>Histories of more experiments are not read for one review.</summary>
    private const int MostHistories = 50;

    public required ReviewVerdict Verdict { get; init; }

    public required ImmutableArray<ReviewedDocument> Documents { get; init; }

    /// <summary>Errors first, then by place. Lines are those of the head.</summary>
    public required ImmutableArray<Diagnostic> Findings { get; init; }

    /// <summary>Fixes that take one click, at most <see cref="Suggestion.Most"/>.</summary>
    public ImmutableArray<Suggestion> Suggestions { get; init; } = [];

    public required CheckOutput Check { get; init; }

    public required ReviewComment Comment { get; init; }

    /// <summary>The experiments whose histories a review looks at: those that the change touches, and those that touched plans run.</summary>
    public static ImmutableArray<Slug> HistoriesOf(ReviewInput input)
    {
        var documents = ReviewScope.Of(input);
        var own = documents.Where(static one => one.Kind == DocumentKind.Experiment).Select(static one => one.Slug);
        var planned = documents.Where(static one => one.Kind == DocumentKind.Plan).SelectMany(one => input.After.Plans.GetValueOrDefault(one.Slug)?.Experiments ?? []);
        return [.. own.Concat(planned).Distinct().Take(MostHistories)];
    }

    public static Review Decide(ReviewInput input)
    {
        var documents = ReviewScope.Of(input);
        var findings = ReviewFindings.Of(input, documents);
        var verdict = ReviewVerdict.Of(input, documents, findings);
        var suggestions = Suggestion.Of(input, findings);
        return new()
        {
            Verdict = verdict,
            Documents = documents,
            Findings = findings.Told,
            Suggestions = suggestions,
            Check = CheckOutput.Of(input, verdict, documents, findings),
            Comment = ReviewComment.Of(input, new(verdict, documents, findings, suggestions)),
        };
    }
}
