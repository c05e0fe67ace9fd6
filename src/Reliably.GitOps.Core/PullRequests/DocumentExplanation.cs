using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Reports;
using Reliably.GitOps.Reviews;

namespace Reliably.GitOps.PullRequests;

/// <summary>The answer to <c>/reliably explain</c>: what documents do once they are merged, in words, with the advisor's notes. Nothing is run for it.</summary>
public static class DocumentExplanation
{
    private const int RoomOfAdvice = 1_500;
    private const int MostFindings = 5;

    /// <param name="input">The pull request as a review sees it.</param>
    /// <param name="document">Name or path of a document; null for all that changed.</param>
    public static CommandReply Write(ReviewInput input, string? document)
    {
        ArgumentNullException.ThrowIfNull(input);
        var scope = ReviewScope.Of(input);
        var findings = ReviewFindings.Of(input, scope);
        if (document is null)
        {
            var changed = scope.Where(static one => one.Change is not null).ToList();
            if (changed.Count == 0) return CommandReply.Refused("This pull request changes no document.", "Name one: /reliably explain <document>.");
            return new(true, BoundedBlocks.Fit([.. changed.Select(one => Part(input, findings, one))], CommandReply.Longest, static left => FormattableString.Invariant($"… and {left} more: `/reliably explain <document>` explains one.\n")));
        }

        if (Find(input, scope, document) is not { } found) return Unknown(input, document);
        var text = Part(input, findings, found);
        return text.Length <= CommandReply.Longest ? new(true, text) : new(true, $"{MarkdownText.Code(found.Path)} is too long to be explained in a comment.\n");
    }

    private static string Part(ReviewInput input, ReviewFindings findings, ReviewedDocument one)
    {
        var reveals = findings.Revealing.Contains(one.Path) || input.After.Diagnostics.Any(finding => finding.Location.File == one.Path && (finding.Code == DiagnosticCatalogue.SecretLiteral.Code || finding.Code == DiagnosticCatalogue.LiteralSecret.Code));
        var text = MergeEffects.Part(input, one, reveals);
        if (text.Length == 0) text = $"#### {MarkdownText.Code(one.Path)}\n\nThere is nothing to say about it in words.\n\n";
        var advice = one.IsDeleted ? "" : AdviceSection.Notes(input, one);
        return text + (advice.Length <= RoomOfAdvice ? advice : "") + Found(input, one);
    }

    private static string Found(ReviewInput input, ReviewedDocument one)
    {
        var found = input.After.Diagnostics.Where(finding => finding.Location.File == one.Path && finding.Severity != Severity.Info).OrderByDescending(static finding => finding.Severity).ToList();
        if (found.Count == 0) return "";
        var lines = found.Take(MostFindings).Select(finding => $"- {(finding.Severity == Severity.Error ? "❌" : "⚠️")} {input.Links.Code(finding.Code)} {MarkdownText.Inline(MarkdownText.Cut(finding.Message, 300))}\n");
        return string.Concat(lines) + (found.Count > MostFindings ? FormattableString.Invariant($"- … and {found.Count - MostFindings} more\n") : "") + "\n";
    }

    private static ReviewedDocument? Find(ReviewInput input, ImmutableArray<ReviewedDocument> scope, string typed)
    {
        if (scope.FirstOrDefault(one => one.Path == typed) is { } changed) return changed;
        var readings = input.After.State?.Readings ?? [];
        var found = readings.FirstOrDefault(reading => reading.Path == typed) ?? readings.Where(reading => reading.Slug.Value == typed).OrderBy(static reading => reading.Place.Kind).FirstOrDefault();
        if (found is null) return scope.FirstOrDefault(one => one.Slug.Value == typed);
        return scope.FirstOrDefault(one => one.Path == found.Path) ?? new() { Path = found.Path, Kind = found.Place.Kind, Slug = found.Slug };
    }

    private static CommandReply Unknown(ReviewInput input, string typed)
    {
        var names = (input.After.State?.Readings ?? []).SelectMany(static reading => new[] { reading.Slug.Value, reading.Path });
        var nearest = Nearest.To(typed, names);
        return CommandReply.Refused($"There is no document '{MarkdownText.Cut(typed, 200)}'.", nearest is null ? "Name it as 'checkout/replica-loss', or by its path." : "Did you mean:", nearest is null ? null : CommandText.Write(new PullRequestCommand.Explain(nearest)));
    }
}
