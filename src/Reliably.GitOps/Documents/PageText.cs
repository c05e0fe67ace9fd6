using System.Text;

namespace Reliably.GitOps.Documents;

/// <summary>A Markdown page of ours for a terminal: wrapped, examples indented, links as their words, headings in bold where colours are wanted.</summary>
internal sealed class PageText(bool colour)
{
    private const int Width = 80;
    private const string Bold = "1";
    private const string Code = "36";
    private const string Dim = "2";

    private readonly StringBuilder text = new();
    private readonly List<string> paragraph = [];
    private string indent = "";

    public static string Write(string markdown, bool colour)
    {
        var page = new PageText(colour);
        var inside = false;
        foreach (var line in markdown.TrimEnd('\n').Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                page.Flush();
                inside = !inside;
            }
            else if (inside)
            {
                page.Line(line.Length == 0 ? "" : "    " + page.Painted(line, Dim));
            }
            else
            {
                page.Prose(line);
            }
        }

        page.Flush();
        return page.text.ToString();
    }

    private void Prose(string line)
    {
        if (line.Length == 0)
        {
            Flush();
            Line("");
        }
        else if (line[0] == '#')
        {
            Flush();
            Line(Painted(new PageText(colour: false).Inline(line.TrimStart('#').Trim()), Bold));
        }
        else if (line[0] == '|')
        {
            Flush();
            Line(Inline(line));
        }
        else
        {
            if (line.StartsWith("- ", StringComparison.Ordinal) || line.StartsWith("> ", StringComparison.Ordinal)) Flush();
            if (paragraph.Count == 0) indent = line[0] is '-' or '>' ? "  " : "";
            paragraph.Add(line.StartsWith("> ", StringComparison.Ordinal) ? "  " + line[2..] : line);
        }
    }

    private void Flush()
    {
        if (paragraph.Count == 0) return;
        var line = new StringBuilder();
        var length = 0;
        var lead = paragraph[0].Length - paragraph[0].TrimStart().Length;
        line.Append(' ', lead);
        foreach (var word in Words(StrongWords(string.Join(' ', paragraph.Select(static part => part.Trim())))))
        {
            var shown = Visible(word);
            if (length > 0 && length + 1 + shown > Width - indent.Length)
            {
                Line(line.ToString());
                line.Clear().Append(indent);
                length = 0;
            }

            if (length > 0) line.Append(' ');
            line.Append(Inline(word));
            length += shown + (length > 0 ? 1 : 0);
        }

        Line(line.ToString());
        paragraph.Clear();
    }

    private void Line(string line) => text.Append(line).Append('\n');

    /// <summary>Each word of a strong phrase strong by itself, so that a line may end between them.</summary>
    private static string StrongWords(string line)
    {
        var parts = line.Split("**");
        for (var i = 1; i < parts.Length - 1; i += 2) parts[i] = "**" + parts[i].Replace(" ", "** **", StringComparison.Ordinal) + "**";
        return string.Concat(parts);
    }

    /// <summary>Words between blanks; a link and a piece of code stay whole.</summary>
    private static IEnumerable<string> Words(string line)
    {
        var start = 0;
        var quoted = false;
        var bracket = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '`') quoted = !quoted;
            else if (!quoted && line[i] == '[') bracket = true;
            else if (!quoted && line[i] == ']') bracket = false;
            if (line[i] != ' ' || quoted || bracket) continue;
            if (i > start) yield return line[start..i];
            start = i + 1;
        }

        if (start < line.Length) yield return line[start..];
    }

    private static int Visible(string word) => new PageText(colour: false).Inline(word).Length;

    /// <summary>Links become their words; code and strong words are painted, or lose only what a terminal cannot show.</summary>
    private string Inline(string line)
    {
        var result = new StringBuilder();
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '`' && line.IndexOf('`', i + 1) is var end and > 0)
            {
                result.Append(colour ? Painted(line[(i + 1)..end], Code) : line[i..(end + 1)]);
                i = end;
            }
            else if (line[i] == '[' && line.IndexOf("](", i, StringComparison.Ordinal) is var middle and > 0 && line.IndexOf(')', middle) is var close and > 0)
            {
                result.Append(Inline(line[(i + 1)..middle]));
                i = close;
            }
            else if (line[i] == '*' && i + 1 < line.Length && line[i + 1] == '*' && line.IndexOf("**", i + 2, StringComparison.Ordinal) is var strong and > 0)
            {
                result.Append(Painted(line[(i + 2)..strong], Bold));
                i = strong + 1;
            }
            else
            {
                result.Append(line[i]);
            }
        }

        return result.ToString();
    }

    private string Painted(string words, string how) => colour ? $"\u001b[{how}m{words}\u001b[0m" : words;
}
