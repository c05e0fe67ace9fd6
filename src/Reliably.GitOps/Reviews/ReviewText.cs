using System.Globalization;
using System.Text;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Reviews;

/// <summary>A review as Markdown for a person: the comment as a forge would show it, then the check.</summary>
internal static class ReviewText
{
    public static string Write(Review review)
    {
        var check = review.Check;
        var builder = new StringBuilder(review.Comment.Body);
        builder.Append(CultureInfo.InvariantCulture, $"\n---\n\nCheck `{CheckOutput.Name}`: **{NameOf(check.Conclusion)}**, {check.Title}\n");
        foreach (var one in review.Suggestions.Where(static one => one.IsInDiff)) builder.Append(CultureInfo.InvariantCulture, $"\nSuggestion for {Reports.MarkdownText.Code(one.Path)}, line {one.FirstLine} to {one.LastLine}:\n\n{one.Body}");
        if (check.Annotations.IsEmpty) return builder.ToString();
        var lines = check.Annotations.Select(static one => string.Create(CultureInfo.InvariantCulture, $"{one.Path}:{one.StartLine}: {FindingNames.Of(one.Severity)} {one.Title}: {one.Message.Split('\n')[0]}"));
        return builder.Append('\n').Append(Reports.MarkdownText.Fence(string.Join('\n', lines), "text")).ToString();
    }

    /// <summary>A conclusion in GitHub's word.</summary>
    public static string NameOf(ReviewConclusion conclusion) => conclusion switch
    {
        ReviewConclusion.Success => "success",
        ReviewConclusion.Neutral => "neutral",
        ReviewConclusion.ActionRequired => "action_required",
        _ => "failure",
    };

    /// <summary>The level of an annotation in GitHub's word.</summary>
    public static string LevelOf(Severity severity) => severity switch { Severity.Error => "failure", Severity.Warning => "warning", _ => "notice" };

    /// <summary>The severity that an annotation of ours had; null for one that cannot be ours.</summary>
    public static Severity? SeverityOf(string level) => level switch { "failure" => Severity.Error, "warning" => Severity.Warning, "notice" => Severity.Info, _ => null };
}
