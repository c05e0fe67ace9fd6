using System.Collections.Immutable;
using System.Globalization;
using Reliably.GitOps.Reports;

namespace Reliably.GitOps.PullRequests;

/// <summary>How an edit is told of in Git and in a pull request of its own: names of others add no lines, mention nobody and skip no checks.</summary>
public static class EditMessage
{
    /// <summary>The message of the commit.</summary>
    /// <param name="write">What is written.</param>
    /// <param name="actor">Who asked.</param>
    /// <param name="number">The pull request or issue.</param>
    /// <param name="comment">The comment.</param>
    public static string OfCommit(EditDecision.Write write, string actor, int number, long comment)
    {
        ArgumentNullException.ThrowIfNull(write);
        var notes = string.Concat(write.Notes.Select(static note => Harmless(note, 300) + "\n"));
        return string.Create(CultureInfo.InvariantCulture, $"{Title(write)}\n\n{notes}Asked for by {Harmless(actor, 60)} in comment {comment} of number {number}.\n");
    }

    /// <summary>The title of a pull request, and the first line of a commit.</summary>
    public static string Title(EditDecision.Write write) => Harmless((write ?? throw new ArgumentNullException(nameof(write))).Subject, 120);

    /// <summary>The text of a pull request.</summary>
    /// <param name="write">What is written.</param>
    /// <param name="actor">Who asked.</param>
    /// <param name="number">Where.</param>
    /// <param name="why">Why it is a pull request of its own, as a sentence.</param>
    public static string OfPullRequest(EditDecision.Write write, string actor, int number, string why)
    {
        ArgumentNullException.ThrowIfNull(write);
        var lines = ImmutableArray.Create(string.Create(CultureInfo.InvariantCulture, $"{MarkdownText.Inline(write.Subject)}, as {MarkdownText.Code(actor)} asked for in #{number}."), MarkdownText.Inline(why));
        return string.Join("\n\n", lines.Concat(write.Notes.Select(MarkdownText.Inline))) + "\n";
    }

    private static string Harmless(string text, int longest) => MarkdownText.Cut(MarkdownText.OneLine(text), longest)
        .Replace("@", "@\u2060", StringComparison.Ordinal)
        .Replace("#", "#\u2060", StringComparison.Ordinal)
        .Replace("[", "[\u2060", StringComparison.Ordinal)
        .Replace("://", ":\u2060//", StringComparison.Ordinal);
}
