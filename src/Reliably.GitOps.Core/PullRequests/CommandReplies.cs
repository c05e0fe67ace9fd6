using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Reliably.GitOps.Reports;

namespace Reliably.GitOps.PullRequests;

/// <summary>
/// The second comment of ours: the newest ten answers, folded but for the newest. Its first line says how long each answer is, so that it can be taken
/// apart again whatever the answers hold.
/// </summary>
public static class CommandReplies
{
    /// <summary>How the comment is found among others: by this and by who wrote it.</summary>
    public const string Marker = "<!-- reliably-replies";

    /// <summary>Answers that are kept.</summary>
    public const int Most = 10;

    private const string End = " -->\n";
    private const string Heading = "### Answers\n\n";
    private const string Open = "<details open>";
    private const string Closed = "<details>";

    /// <summary>Whether a comment of ours is this one.</summary>
    public static bool Is(string body) => body.StartsWith(Marker, StringComparison.Ordinal);

    /// <summary>What a second one is changed to.</summary>
    public static string Folded(string kept) => $"{Marker} folded{End}The answers of this pull request are [in the comment above]({kept}).";

    /// <summary>Whether a comment shows the answer to another.</summary>
    public static bool Shows(string body, long comment) => Parts(body).Any(part => part.Comment == comment);

    /// <summary>The comment with one more answer, or with another answer to the same command.</summary>
    /// <param name="body">The comment as it is; null where there is none yet.</param>
    /// <param name="comment">The comment that is answered.</param>
    /// <param name="command">Its line.</param>
    /// <param name="reply">The answer.</param>
    public static string With(string? body, CommandComment comment, string command, CommandReply reply)
    {
        ArgumentNullException.ThrowIfNull(comment);
        ArgumentNullException.ThrowIfNull(reply);
        var parts = Parts(body).Where(part => part.Comment != comment.Id).Append((Comment: comment.Id, Text: Section(comment, command, reply)));
        var shown = parts.OrderByDescending(static part => part.Comment).Take(Most).Select(static (part, at) => (part.Comment, Text: (at == 0 ? Open : Closed) + part.Text)).ToList();
        var lengths = string.Join(',', shown.Select(static part => string.Create(CultureInfo.InvariantCulture, $"{part.Comment}:{part.Text.Length}")));
        return $"{Marker} {lengths}{End}{Heading}{string.Concat(shown.Select(static part => part.Text))}";
    }

    /// <summary>Without <c>&lt;details&gt;</c>, which differs with the place.</summary>
    private static string Section(CommandComment comment, string command, CommandReply reply)
    {
        var builder = new StringBuilder();
        builder.Append(CultureInfo.InvariantCulture, $"<summary>{(reply.Done ? "✅" : "❌")} <code>{MarkdownText.Html(MarkdownText.Cut(command, 120))}</code> by {MarkdownText.Html(comment.Author)}</summary>\n\n");
        builder.Append(reply.Bounded.TrimEnd('\n')).Append("\n\n");
        var asked = comment.Url is { } url ? $"[asked]({url})" : "asked";
        return builder.Append(CultureInfo.InvariantCulture, $"<sub>{asked} {comment.Written.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC</sub>\n\n</details>\n\n").ToString();
    }

    /// <summary>The answers of a comment, newest first. Where somebody changed it so that the lengths do not fit any more, there are none.</summary>
    private static ImmutableArray<(long Comment, string Text)> Parts(string? body)
    {
        if (body is null || !Is(body)) return [];
        var text = body.ReplaceLineEndings("\n");
        var end = text.IndexOf(End, StringComparison.Ordinal);
        if (end < Marker.Length + 1) return [];
        var at = end + End.Length + Heading.Length;
        var parts = ImmutableArray.CreateBuilder<(long, string)>();
        foreach (var named in text[(Marker.Length + 1)..end].Split(','))
        {
            if (named.Split(':') is not [var comment, var size] || !long.TryParse(comment, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                || !int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > text.Length - at) return [];
            var part = text.Substring(at, length);
            var opening = part.StartsWith(Open, StringComparison.Ordinal) ? Open : Closed;
            if (!part.StartsWith(opening, StringComparison.Ordinal)) return [];
            parts.Add((id, part[opening.Length..]));
            at += length;
        }

        // A forge may leave out blank lines at the end.
        return text[Math.Min(at, text.Length)..].Trim().Length == 0 ? parts.ToImmutable() : [];
    }
}
