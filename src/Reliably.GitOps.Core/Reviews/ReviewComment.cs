using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Reliably.GitOps.Reports;

namespace Reliably.GitOps.Reviews;

/// <summary>The one comment of a pull request, kept up to date.</summary>
/// <param name="Body">Markdown, at most <see cref="Longest"/> characters, the marker in its first line.</param>
/// <param name="Hash">The same for two bodies that differ in times and in the base alone: then nothing has to be written.</param>
public sealed record ReviewComment(string Body, string Hash)
{
    /// <summary>Of GitHub's 65,536 characters.</summary>
    public const int Longest = 60_000;

    /// <summary>How our comment is found among others: by this and by who wrote it.</summary>
    public const string Marker = "<!-- reliably-review ";

    private const int RoomOfTable = 12_000;
    private const int RoomOfErrors = 20_000;
    private const int RoomOfOthers = 8_000;
    private const int RoomOfFixes = 6_000;
    private const int RoomOfAdvice = 7_000;

    /// <summary>Stands for every time and every base where only the rest counts.</summary>
    private static readonly DateTimeOffset NoTime = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The hash that a comment carries; null where it is none of ours.</summary>
    public static string? HashIn(string body)
    {
        if (!body.StartsWith(Marker, StringComparison.Ordinal)) return null;
        var end = body.IndexOf(" -->", StringComparison.Ordinal);
        return end > Marker.Length ? body[Marker.Length..end] : null;
    }

    /// <summary>What a second comment of ours is changed to.</summary>
    internal static string Folded(string kept) => $"{Marker}folded -->\nThe review of this pull request is [in the comment above]({kept}).";

    internal static ReviewComment Of(ReviewInput input, Parts parts)
    {
        var lasting = Write(Lasting(input), parts);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lasting)).AsSpan(0, 16));
        return new($"{Marker}{hash} -->\n{Write(input, parts)}", hash);
    }

    /// <summary>The same with one time and one base for all.</summary>
    internal static ReviewInput Lasting(ReviewInput input) => input with { Now = NoTime, Base = default };

    /// <summary>What was looked at, in a line.</summary>
    internal static string Merged(ReviewInput input) => input.Conflicts.IsEmpty
        ? $"head `{input.Head.Short}` merged onto `{input.Base.Short}`"
        : $"head `{input.Head.Short}`, which cannot be merged onto `{input.Base.Short}` yet";

    internal static string Elsewhere(int errors) => $"{ReviewVerdict.Number(errors, "error")} in other documents {(errors == 1 ? "was" : "were")} there before this change and {(errors == 1 ? "does" : "do")} not count here.";

    private static string Write(ReviewInput input, Parts parts)
    {
        var (verdict, documents, findings, suggestions) = parts;
        var top = $"### {verdict.Sign} {verdict.Title}\n\n{Merged(input)}\n\n{Starts(input)}";
        if (findings.Elsewhere > 0) top += Elsewhere(findings.Elsewhere) + "\n\n";
        var bottom = ReviewCommands.Write(input, documents, findings);
        var builder = new StringBuilder(top);
        if (!documents.IsEmpty) builder.Append(DocumentTable.Write(input, documents, findings, RoomOfTable)).Append('\n');
        builder.Append(FindingList.Errors(input, findings.Told, RoomOfErrors));
        builder.Append(FindingList.Others(input, findings.Told, RoomOfOthers));
        builder.Append(FixList.Write(suggestions, RoomOfFixes));
        var left = Longest - 100 - builder.Length - bottom.Length;
        var advice = AdviceSection.Write(input, documents, Math.Min(RoomOfAdvice, left / 3));
        builder.Append(MergeEffects.Write(input, documents, findings, left - advice.Length));
        return builder.Append(advice).Append(bottom).ToString();
    }

    /// <summary>What starts by itself is said in the open, whatever is folded.</summary>
    private static string Starts(ReviewInput input)
    {
        var plans = MergeStarts.Of(input);
        if (plans.IsEmpty) return "";
        var named = string.Join(", ", plans.Take(5).Select(static plan => MarkdownText.Code(MarkdownText.Cut(plan.Slug.Value, 100))));
        var more = plans.Length > 5 ? FormattableString.Invariant($" and {plans.Length - 5} more") : "";
        return $"⚡ **Merging starts {ReviewVerdict.Number(plans.Length, "plan")}**: {named}{more}\n\n";
    }

    /// <summary>What a comment tells.</summary>
    internal sealed record Parts(ReviewVerdict Verdict, ImmutableArray<ReviewedDocument> Documents, ReviewFindings Findings, ImmutableArray<Suggestion> Suggestions);
}
