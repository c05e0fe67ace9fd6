using System.Text;
using Reliably.GitOps.Reports;

namespace Reliably.GitOps.PullRequests;

/// <summary>An answer to a command.</summary>
/// <param name="Done">It has the effect that was asked for.</param>
/// <param name="Markdown">The answer. Everything of others in it is escaped.</param>
public sealed record CommandReply(bool Done, string Markdown)
{
    /// <summary>Characters of an answer: ten of them fit in a comment.</summary>
    public const int Longest = 5_000;

    /// <summary>Why, for the log: a plain sentence. Null where the answer itself was wanted.</summary>
    public string? Reason { get; init; }

    /// <summary>Nothing was done.</summary>
    /// <param name="reason">Why, plain.</param>
    /// <param name="hint">What to do, plain; null where nothing can be done.</param>
    /// <param name="line">A line to type instead, ready to copy; null where there is none.</param>
    public static CommandReply Refused(string reason, string? hint = null, string? line = null)
    {
        var builder = new StringBuilder(MarkdownText.Inline(MarkdownText.Cut(reason, 1_000)));
        if (hint is not null) builder.Append(' ').Append(MarkdownText.Inline(MarkdownText.Cut(hint, 1_000)));
        builder.Append('\n');
        if (line is not null) builder.Append('\n').Append(MarkdownText.Fence(MarkdownText.Cut(line, CommandGrammar.LongestLine), "text"));
        return new(false, builder.ToString()) { Reason = reason };
    }

    /// <summary>It was done.</summary>
    /// <param name="sentence">What was done, plain.</param>
    public static CommandReply Carried(string sentence) => new(true, MarkdownText.Inline(MarkdownText.Cut(sentence, 2_000)) + "\n") { Reason = sentence };

    /// <summary>What stands in the comment: never longer than <see cref="Longest"/>, so that no fence is cut open.</summary>
    internal string Bounded => Markdown.Length <= Longest ? Markdown : "The answer is too long for a comment.\n";
}
