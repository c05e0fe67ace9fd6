using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Reliably.GitOps.Reports;

namespace Reliably.GitOps.Reviews;

/// <summary>
/// A forge has one check for a commit, however many pull requests it is the head of, and a rule that requires the check asks for no more. So it tells the
/// worst of them: nobody gets past one branch by opening a second pull request onto a branch that asks for less.
/// </summary>
public static class SharedCheck
{
    private const int LongestTitle = 255;
    private const int LongestStatus = 140;

    /// <summary>The check of a commit; the same whichever of its pull requests is looked at.</summary>
    /// <param name="own">The review of the pull request that is looked at.</param>
    /// <param name="others">The reviews of the same commit onto other branches.</param>
    public static CheckOutput Of(BranchCheck own, ImmutableArray<BranchCheck> others)
    {
        ArgumentNullException.ThrowIfNull(own);
        if (others.IsEmpty) return own.Check;
        var worst = others.Add(own).OrderByDescending(static one => Rank(one.Check.Conclusion)).ThenBy(static one => one.Branch, StringComparer.Ordinal).First();
        var title = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{MarkdownText.Cut(worst.Check.Title, LongestTitle - 20)} (#{worst.Number})");
        return worst.Check with
        {
            Title = title,
            Status = MarkdownText.Cut(title, LongestStatus),
            Summary = string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{worst.Check.Summary}\nThis commit is the head of pull requests onto {others.Length + 1} branches and has one check: this is the worst of them, #{worst.Number} onto {MarkdownText.Code(worst.Branch)}.\n"),
            Content = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{worst.Check.Content} {title} {others.Length}")).AsSpan(0, 16)),
        };
    }

    private static int Rank(ReviewConclusion conclusion) => conclusion switch
    {
        ReviewConclusion.ActionRequired => 3,
        ReviewConclusion.Failure => 2,
        ReviewConclusion.Success => 1,
        _ => 0,
    };
}

/// <summary>The check that a commit would have for one branch.</summary>
/// <param name="Number">The pull request; of several onto the same branch, the oldest.</param>
/// <param name="Branch">Where it goes.</param>
/// <param name="Check">What its review says.</param>
public sealed record BranchCheck(int Number, string Branch, CheckOutput Check);
