using System.Buffers;
using System.Globalization;
using System.Text;

namespace Reliably.GitOps.Reports;

/// <summary>
/// Turns text of others (titles, outputs, names) into Markdown that shows exactly that text: no markup, no HTML, no link, no mention, no
/// hidden direction. Everything a report takes from a document or a journal goes through here.
/// </summary>
public static class MarkdownText
{
    private static readonly SearchValues<char> Marked = SearchValues.Create("\\`*_[]|~#$");

    /// <summary>Text within a line, a heading or a cell of a table. Line breaks become blanks.</summary>
    public static string Inline(string text)
    {
        var line = OneLine(text);
        var builder = new StringBuilder(line.Length + 16);
        for (var i = 0; i < line.Length; i++)
        {
            _ = line[i] switch
            {
                '&' => builder.Append("&amp;"),
                '<' => builder.Append("&lt;"),
                '>' => builder.Append("&gt;"),
                '@' => builder.Append("@&#8203;"),
                '.' when FollowsWww(line, i) => builder.Append("\\."),
                var c when Marked.Contains(c) => builder.Append('\\').Append(c),
                ':' when i + 1 < line.Length && line[i + 1] != ' ' => builder.Append("\\:"),
                '-' or '+' or '=' when i == 0 => builder.Append('\\').Append(line[i]),
                var c when c is '.' or ')' && OnlyDigitsBefore(line, i) => builder.Append('\\').Append(c),
                var c => builder.Append(c),
            };
        }

        return builder.ToString();
    }

    /// <summary>Text within HTML that Markdown leaves alone, such as a <c>summary</c> or the value of an attribute.</summary>
    public static string Html(string text) => OneLine(text)
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal)
        .Replace("'", "&#39;", StringComparison.Ordinal)
        .Replace("@", "@&#8203;", StringComparison.Ordinal);

    /// <summary>Text in code within a line; <c>–</c> where it is empty.</summary>
    public static string Code(string text)
    {
        var line = OneLine(text);
        if (line.Length == 0) return "–";
        var fence = new string('`', LongestRun(line) + 1);
        var pad = line[0] == '`' || line[^1] == '`' ? " " : "";
        return fence + pad + line + pad + fence;
    }

    /// <summary>The same in a cell of a table, where a bar would end the cell even in code.</summary>
    public static string CodeCell(string text) => Code(text).Replace("|", "\\|", StringComparison.Ordinal);

    /// <summary>A fenced block, its fence longer than any in the text. Ends with a line feed.</summary>
    /// <param name="text">The content; line breaks and tabs stay.</param>
    /// <param name="language">A word for the highlighter, ours.</param>
    public static string Fence(string text, string language = "")
    {
        var content = Visible(text, keepLines: true);
        var fence = new string('`', Math.Max(3, LongestRun(content) + 1));
        return $"{fence}{language}\n{content.TrimEnd('\n')}\n{fence}\n";
    }

    /// <summary>A long text without its middle, which is marked. Counted in UTF-16 code units.</summary>
    public static string CutMiddle(string text, int longest)
    {
        if (text.Length <= longest) return text;
        var head = SafeCut(text, longest * 2 / 3);
        var tail = SafeCut(text, text.Length - (longest / 3));
        var left = (tail - head).ToString("N0", CultureInfo.InvariantCulture);
        return $"{text[..head]}\n\n[… {left} characters left out …]\n\n{text[tail..]}";
    }

    /// <summary>A text cut at its end, with an ellipsis.</summary>
    public static string Cut(string text, int longest) => text.Length <= longest ? text : text[..SafeCut(text, longest - 1)].TrimEnd() + "…";

    /// <summary>On one line, without anything that cannot be seen.</summary>
    internal static string OneLine(string text) => Visible(text, keepLines: false).Trim();

    private static int SafeCut(string text, int at) => at > 0 && at < text.Length && char.IsLowSurrogate(text[at]) ? at - 1 : at;

    private static bool OnlyDigitsBefore(string line, int at) => at is > 0 and < 10 && line.AsSpan(0, at).IndexOfAnyExceptInRange('0', '9') < 0;

    private static bool FollowsWww(string line, int at) => at >= 3 && line.AsSpan(at - 3, 3).Equals("www", StringComparison.OrdinalIgnoreCase);

    private static int LongestRun(string text)
    {
        var longest = 0;
        var run = 0;
        foreach (var c in text)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }

    /// <summary>Colours of terminals go; other control characters, half surrogates and marks that turn the direction of text become U+FFFD.</summary>
    private static string Visible(string text, bool keepLines)
    {
        var plain = WithoutTerminalCodes(text).ReplaceLineEndings("\n");
        var builder = new StringBuilder(plain.Length);
        for (var i = 0; i < plain.Length; i++)
        {
            var c = plain[i];
            if (c is '\n' or '\t') builder.Append(keepLines ? c : ' ');
            else if (char.IsHighSurrogate(c) && i + 1 < plain.Length && char.IsLowSurrogate(plain[i + 1])) builder.Append(c).Append(plain[++i]);
            else if (char.IsControl(c) || char.IsSurrogate(c) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\uFFFE' or '\uFFFF') builder.Append('\uFFFD');
            else builder.Append(c);
        }

        return builder.ToString();
    }

    private static string WithoutTerminalCodes(string text)
    {
        if (!text.Contains('\x1b', StringComparison.Ordinal)) return text;
        var builder = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\x1b' || i + 1 >= text.Length || text[i + 1] != '[')
            {
                builder.Append(text[i]);
                continue;
            }

            for (i += 2; i < text.Length && text[i] is (>= '0' and <= '?') or (>= ' ' and <= '/'); i++)
            {
            }
        }

        return builder.ToString();
    }
}
