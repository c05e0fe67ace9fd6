using System.Collections.Immutable;
using System.Globalization;
using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Reviews;

/// <summary>How a review ends, in the words of GitHub's check runs.</summary>
public enum ReviewConclusion
{
    Success,

    /// <summary>No document changes: there is nothing to say.</summary>
    Neutral,

    /// <summary>There are errors.</summary>
    Failure,

    /// <summary>Somebody has to resolve a conflict first.</summary>
    ActionRequired,
}

/// <summary>A review in a line.</summary>
public sealed record ReviewVerdict
{
    public required ReviewConclusion Conclusion { get; init; }

    /// <summary>The sign that stands before <see cref="Title"/> where nothing else shows the conclusion.</summary>
    public required string Sign { get; init; }

    /// <summary>At most 255 characters, plain text without anything of the documents: <c>2 errors and 1 warning in 3 of 14 documents</c>.</summary>
    public required string Title { get; init; }

    internal static ReviewVerdict Of(ReviewInput input, ImmutableArray<ReviewedDocument> documents, ReviewFindings findings)
    {
        var changed = documents.Count(static one => one.Change is not null);
        var counted = Counted(findings.Told);
        var files = findings.Told.Select(static one => one.Location.File).Distinct(StringComparer.Ordinal).Count();
        var total = Math.Max(input.After.State?.Readings.Length ?? 0, files);
        var where = string.Create(CultureInfo.InvariantCulture, $"{counted} in {files} of {Number(total, "document")}");
        if (!input.Conflicts.IsEmpty) return new() { Conclusion = ReviewConclusion.ActionRequired, Sign = "❌", Title = $"It cannot be merged: {where}" };
        if (findings.Told.Any(static one => one.Severity == Severity.Error)) return new() { Conclusion = ReviewConclusion.Failure, Sign = "❌", Title = where };
        if (findings.Told.Any(static one => one.Severity == Severity.Warning)) return new() { Conclusion = ReviewConclusion.Success, Sign = "⚠️", Title = where };
        if (changed == 0) return new() { Conclusion = ReviewConclusion.Neutral, Sign = "✅", Title = "No document changes" };
        var notes = findings.Told.IsEmpty ? "" : $", {counted}";
        return new() { Conclusion = ReviewConclusion.Success, Sign = "✅", Title = $"{Number(changed, "document")} {(changed == 1 ? "changes" : "change")}, no problems{notes}" };
    }

    /// <summary><c>2 errors, 1 warning and 3 notes</c>; empty where nothing was found.</summary>
    internal static string Counted(ImmutableArray<Diagnostic> findings)
    {
        var parts = new List<string>();
        foreach (var (severity, name) in new[] { (Severity.Error, "error"), (Severity.Warning, "warning"), (Severity.Info, "note") })
        {
            if (findings.Count(one => one.Severity == severity) is var number and > 0) parts.Add(Number(number, name));
        }

        return parts.Count < 2 ? string.Concat(parts) : string.Join(", ", parts.SkipLast(1)) + " and " + parts[^1];
    }

    internal static string Number(int number, string what) => Number(number, what, what + "s");

    internal static string Number(int number, string one, string many) => string.Create(CultureInfo.InvariantCulture, $"{number} {(number == 1 ? one : many)}");
}
