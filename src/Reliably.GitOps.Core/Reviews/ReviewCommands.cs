using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.PullRequests;
using Reliably.GitOps.Reports;

namespace Reliably.GitOps.Reviews;

/// <summary>The foot of a comment: what to type next, and where to read more.</summary>
internal static class ReviewCommands
{
    private const int Most = 3;

    public static string Write(ReviewInput input, ImmutableArray<ReviewedDocument> documents, ReviewFindings findings)
    {
        var builder = new StringBuilder("<details><summary>Commands</summary>\n\n");
        var sound = Runnable(documents, findings);
        builder.Append(MarkdownText.Fence(string.Join('\n', input.Links.TakesCommands ? Comments(input, sound) : Lines(input, sound)), input.Links.TakesCommands ? "text" : "sh"));
        builder.Append("\n</details>\n\n");
        builder.Add($"{input.Links.Page("What this review says", "review.md")} · {input.Links.Page("All findings", "diagnostics.md")} · {input.Links.Page("Documentation", "README.md")}\n");
        return builder.ToString();
    }

    private static IEnumerable<string> Comments(ReviewInput input, IEnumerable<ReviewedDocument> sound)
    {
        yield return "/reliably help";
        yield return "/reliably validate";
        foreach (var one in sound.Where(one => input.Links.OffersRuns && IsShown(one.Slug.Value))) yield return CommandText.Write(new PullRequestCommand.Run(one.Slug.Value, null, false, null))!;
        yield return "/reliably explain";
    }

    private static IEnumerable<string> Lines(ReviewInput input, IEnumerable<ReviewedDocument> sound)
    {
        yield return "reliably validate";
        foreach (var one in sound.Where(static one => one.Kind == DocumentKind.Experiment && IsPlain(one.Path))) yield return $"reliably run {one.Path} --dry activities";
        if (input.After.Plans.Count > 0) yield return "reliably plan next";
    }

    /// <summary>What can be run: nobody is offered a run that would be refused for what the review has just said.</summary>
    private static ImmutableArray<ReviewedDocument> Runnable(ImmutableArray<ReviewedDocument> documents, ReviewFindings findings)
    {
        var broken = findings.Told.Where(static one => one.Severity == Severity.Error).Select(static one => one.Location.File).ToHashSet(StringComparer.Ordinal);
        return [.. documents.Where(one => one.Kind is DocumentKind.Experiment or DocumentKind.Plan && !one.IsDeleted && !broken.Contains(one.Path)).Take(Most)];
    }

    /// <summary>A name that a comment can say, and that looks like what it is.</summary>
    private static bool IsShown(string slug) => slug.Length <= 200 && slug == MarkdownText.OneLine(slug) && CommandWord.Quoted(slug) is not null;

    /// <summary>A name that a shell takes as it is: nobody pastes more than is shown.</summary>
    private static bool IsPlain(string path) => path.Length <= 200 && path[0] != '-' && path.All(static c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-');
}
