using System.Collections.Immutable;
using Reliably.GitOps.Advice;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Reports;

namespace Reliably.GitOps.Reviews;

/// <summary>The assistant's section: what the offline advisor says of each experiment and plan that the change touches. It never changes the verdict.</summary>
internal static class AdviceSection
{
    public static string Write(ReviewInput input, ImmutableArray<ReviewedDocument> documents, int room)
    {
        var parts = documents.Where(static one => one is { Change: not null, IsDeleted: false }).Select(one => Part(input, one)).Where(static part => part.Length > 0).ToList();
        if (parts.Count == 0) return "";
        const string head = "<details><summary><b>Assistant</b>: advice, not a verdict</summary>\n\n";
        const string end = "</details>\n\n";
        var body = BoundedBlocks.Fit(parts, room - head.Length - end.Length, static left => FormattableString.Invariant($"… and {left} more documents.\n\n"));
        return body.Length == 0 ? "" : head + body + end;
    }

    private static string Part(ReviewInput input, ReviewedDocument one) =>
        Notes(input, one) is { Length: > 0 } notes ? $"**{MarkdownText.Inline(MarkdownText.Cut(one.Slug.Value, 120))}**\n\n{notes}" : "";

    /// <summary>What there is to say of one document, a line each; empty where there is nothing.</summary>
    internal static string Notes(ReviewInput input, ReviewedDocument one)
    {
        var notes = one.Kind switch
        {
            DocumentKind.Experiment when input.After.Experiments.GetValueOrDefault(one.Slug) is { } experiment => Advisor.OfExperiment(experiment, SurroundingsOf(input)),
            DocumentKind.Plan when input.After.Plans.GetValueOrDefault(one.Slug) is { } plan => Advisor.OfPlan(plan, SurroundingsOf(input)),
            _ => [],
        };
        return notes.IsEmpty ? "" : string.Concat(notes.Select(static note => $"- {note.Markdown}\n")) + "\n";
    }

    private static AdviceSurroundings SurroundingsOf(ReviewInput input) => new()
    {
        Snapshot = input.After,
        Board = input.Board,
        Histories = input.Histories,
        Now = input.Now,
        TakesCommands = input.Links.TakesCommands,
    };
}
