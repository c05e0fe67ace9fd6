namespace Reliably.GitOps.Documents.Editing;

/// <summary>A text and its lines, as an editor of it needs them.</summary>
internal sealed class DocumentText
{
    public DocumentText(string text)
    {
        Text = text;
        var at = text.AsSpan().IndexOfAny('\n', '\r');
        NewLine = at < 0 ? "\n" : text[at] == '\n' ? "\n" : at + 1 < text.Length && text[at + 1] == '\n' ? "\r\n" : "\r";
    }

    public string Text { get; }

    /// <summary>How its first line ends, and so how new ones do.</summary>
    public string NewLine { get; }

    public int LineStart(int index)
    {
        while (index > 0 && !IsBreak(Text[index - 1])) index--;
        return index;
    }

    /// <summary>The end of the line without its break.</summary>
    public int LineEnd(int index)
    {
        while (index < Text.Length && !IsBreak(Text[index])) index++;
        return index;
    }

    /// <summary>The beginning of the next line, or the end of the text.</summary>
    public int NextLine(int index)
    {
        var end = LineEnd(index);
        if (end == Text.Length) return end;
        return Text[end] == '\r' && end + 1 < Text.Length && Text[end + 1] == '\n' ? end + 2 : end + 1;
    }

    /// <summary>All lines of a stretch. Where they end the text without a line break, the break before them goes with them.</summary>
    public (int From, int To) LinesOf(int start, int end)
    {
        var (from, to) = (LineStart(start), NextLine(end));
        if (LineEnd(end) < Text.Length || from == 0) return (from, to);
        return (from > 1 && Text[from - 1] == '\n' && Text[from - 2] == '\r' ? from - 2 : from - 1, to);
    }

    public bool HasBlankLine(int from, int to)
    {
        for (var at = NextLine(from); at < to; at = NextLine(at))
        {
            if (LineEnd(at) < to && IsBlank(at, LineEnd(at))) return true;
        }

        return false;
    }

    public int Column(int index) => index - LineStart(index);

    public int LineNumber(int index) => YamlText.PositionOf(Text, index).Line;

    /// <summary>Nothing but blanks stands before it on its line.</summary>
    public bool IsFirstOnLine(int index) => Text.AsSpan(LineStart(index)..index).IndexOfAnyExcept(' ', '\t') < 0;

    public bool IsBlank(int from, int to) => to >= from && Text.AsSpan(from..to).IndexOfAnyExcept(" \t\r\n") < 0;

    public bool HasBreak(int from, int to) => to > from && Text.AsSpan(from..to).IndexOfAny('\n', '\r') >= 0;

    /// <summary>The next character that is neither blank nor in a comment.</summary>
    public int SkipBlanks(int index)
    {
        while (index < Text.Length)
        {
            if (Text[index] == '#' && (index == 0 || char.IsWhiteSpace(Text[index - 1]))) index = LineEnd(index);
            else if (char.IsWhiteSpace(Text[index])) index++;
            else break;
        }

        return index;
    }

    /// <summary>The text with other stretches in the place of some, which do not overlap.</summary>
    public string With(params ReadOnlySpan<(int From, int To, string Text)> changes)
    {
        var ordered = changes.ToArray();
        Array.Sort(ordered, static (one, other) => (one.From, one.To).CompareTo((other.From, other.To)));
        var at = 0;
        var parts = new List<string>();
        foreach (var (from, to, text) in ordered)
        {
            parts.Add(Text[at..from]);
            parts.Add(NewLine == "\n" ? text : text.Replace("\n", NewLine, StringComparison.Ordinal));
            at = to;
        }

        parts.Add(Text[at..]);
        return string.Concat(parts);
    }

    private static bool IsBreak(char c) => c is '\n' or '\r' or '\x85' or '\u2028' or '\u2029';
}
