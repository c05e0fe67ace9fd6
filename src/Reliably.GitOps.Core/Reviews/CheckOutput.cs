using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Reports;

namespace Reliably.GitOps.Reviews;

/// <summary>The check run of a head. Every head gets one, also where nothing of ours changed, so that a required check never hangs.</summary>
public sealed record CheckOutput
{
    public const string Name = "reliably/validate";

    /// <summary>More annotations in all are not shown: pages of a pull request with more time out.</summary>
    public const int MostAnnotations = 200;

    /// <summary>What GitHub takes of a summary, in bytes.</summary>
    public const int LongestSummary = 65_535;

    /// <summary>Identifies the button of a check run that asks for another look.</summary>
    public const string AgainAction = "review-again";

    private const int LongestStatus = 140;
    private const int RoomOfTable = 60_000;
    private const int LongestMessage = 4000;

    public required ReviewConclusion Conclusion { get; init; }

    /// <summary>The verdict in a line, at most 255 characters.</summary>
    public required string Title { get; init; }

    /// <summary>Markdown: counts and a table.</summary>
    public required string Summary { get; init; }

    /// <summary>The findings at their lines, errors first, at most <see cref="MostAnnotations"/>.</summary>
    public ImmutableArray<CheckAnnotation> Annotations { get; init; } = [];

    /// <summary>The same in at most 140 characters, for a commit status where checks may not be written.</summary>
    public required string Status { get; init; }

    /// <summary>The change may be merged, as far as we are concerned.</summary>
    public bool IsGood => Conclusion is ReviewConclusion.Success or ReviewConclusion.Neutral;

    /// <summary>
    /// A name of all that it says but times and the base, as of a comment: a check run carries it, so that it is known again after a crash, and
    /// none is made anew for a clock or a base that moved.
    /// </summary>
    public required string Content { get; init; }

    internal static CheckOutput Of(ReviewInput input, ReviewVerdict verdict, ImmutableArray<ReviewedDocument> documents, ReviewFindings findings)
    {
        var shown = findings.Told.Take(MostAnnotations).Select(Annotation).ToImmutableArray();
        var lasting = string.Join('\n', [verdict.Conclusion.ToString(), verdict.Title, Told(ReviewComment.Lasting(input), verdict, documents, findings, shown.Length), .. shown.Select(static one => one.ToString())]);
        return new()
        {
            Conclusion = verdict.Conclusion,
            Title = verdict.Title,
            Summary = Told(input, verdict, documents, findings, shown.Length),
            Annotations = shown,
            Status = MarkdownText.Cut(verdict.Title, LongestStatus),
            Content = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lasting)).AsSpan(0, 16)),
        };
    }

    private static string Told(ReviewInput input, ReviewVerdict verdict, ImmutableArray<ReviewedDocument> documents, ReviewFindings findings, int shown)
    {
        var lines = new List<string> { $"{verdict.Sign} **{verdict.Title}**\n\n", ReviewComment.Merged(input) + "\n\n" };
        if (shown < findings.Told.Length)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"Showing {shown} of {findings.Told.Length} findings at their lines; `reliably review` and the comment tell more.\n\n"));
        }

        // GitHub counts bytes, of which a character has three at most.
        var table = DocumentTable.Write(input, documents, findings, RoomOfTable);
        lines.Add(Encoding.UTF8.GetByteCount(table) <= RoomOfTable ? table : DocumentTable.Write(input, documents, findings, RoomOfTable / 3));
        if (findings.Elsewhere > 0) lines.Add("\n" + ReviewComment.Elsewhere(findings.Elsewhere) + "\n");
        return string.Concat(lines);
    }

    private static CheckAnnotation Annotation(Diagnostic finding)
    {
        var (start, end) = (finding.Location.Span.Start, finding.Location.Span.End);
        var first = Math.Max(1, start.Line);
        var last = Math.Max(first, end.Line);
        var withColumns = start.Line > 0 && first == last && start.Column > 0;
        return new()
        {
            Path = finding.Location.File,
            StartLine = first,
            EndLine = last,
            StartColumn = withColumns ? start.Column : null,
            EndColumn = withColumns ? Math.Max(start.Column, end.Column) : null,
            Severity = finding.Severity,
            Title = finding.Code,
            Message = MarkdownText.Cut(finding.Hint is null ? finding.Message : finding.Message + "\n" + finding.Hint, LongestMessage),
        };
    }
}

/// <summary>One finding at its lines. Columns are given only where it lies in one line, as GitHub wants it.</summary>
public sealed record CheckAnnotation
{
    public required string Path { get; init; }

    /// <summary>From 1.</summary>
    public required int StartLine { get; init; }

    public required int EndLine { get; init; }

    public int? StartColumn { get; init; }

    public int? EndColumn { get; init; }

    public required Severity Severity { get; init; }

    public required string Title { get; init; }

    /// <summary>Plain text.</summary>
    public required string Message { get; init; }
}
