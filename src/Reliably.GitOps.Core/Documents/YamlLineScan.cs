namespace Reliably.GitOps.Documents;

/// <summary>Finds the lines of a YAML text that begin inside brackets or quotes, by its signs alone: what the values are does not matter.</summary>
internal sealed class YamlLineScan(string text)
{
    private int at;
    private int brackets;

    /// <summary>Where such lines begin, in order.</summary>
    public List<int> Inside { get; } = [];

    /// <summary>The column (from 0) of the deepest key or item outside of brackets.</summary>
    public int DeepestBlock { get; private set; }

    public void Run()
    {
        while (at < text.Length) Line();
    }

    private static bool IsBreak(char c) => c is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029';

    private bool IsBlankAt(int index) => index >= text.Length || text[index] == ' ' || IsBreak(text[index]);

    /// <summary>One line outside of brackets, with all lines that belong to what is open at its end.</summary>
    private void Line()
    {
        var start = at;
        var column = 0;
        while (at < text.Length && !IsBreak(text[at]))
        {
            var c = text[at];
            if (c == ' ') at++;
            else if (c == '#') SkipLine();
            else if (c is '-' or '?' or ':' && IsBlankAt(at + 1))
            {
                if (c != ':') column = at - start;
                at++;
            }
            else if (c is '|' or '>') SkipLiteral(column);
            else if (c is '[' or '{') Brackets();
            else if (c is '"' or '\'')
            {
                column = at - start;
                Quoted();
            }
            else if (c is '&' or '*' or '!') SkipWord();
            else
            {
                column = at - start;
                Plain();
            }

            DeepestBlock = Math.Max(DeepestBlock, column);
        }

        Break(inside: false);
    }

    private void SkipLine()
    {
        while (at < text.Length && !IsBreak(text[at])) at++;
    }

    private void SkipWord()
    {
        while (at < text.Length && !IsBlankAt(at)) at++;
    }

    /// <summary>A text without quotes: up to a colon, a comment, or the end of the line.</summary>
    private void Plain()
    {
        while (at < text.Length && !IsBreak(text[at]))
        {
            if (text[at] == ':' && IsBlankAt(at + 1)) return;
            if (text[at] == '#' && text[at - 1] == ' ') return;
            at++;
        }
    }

    /// <summary>A block text: the lines that are empty, or deeper than its key.</summary>
    private void SkipLiteral(int column)
    {
        SkipLine();
        while (at < text.Length)
        {
            var next = at;
            while (next < text.Length && IsBreak(text[next])) next++;
            var first = next;
            while (first < text.Length && text[first] == ' ') first++;
            if (first < text.Length && !IsBreak(text[first]) && first - next <= column) return;
            at = first;
            SkipLine();
        }
    }

    private void Brackets()
    {
        var isStart = true;
        do
        {
            var c = text[at];
            if (IsBreak(c))
            {
                Break(inside: true);
                continue;
            }

            if (c is '"' or '\'' && isStart)
            {
                Quoted();
                isStart = false;
                continue;
            }

            if (c == '#' && (text[at - 1] == ' ' || IsBreak(text[at - 1])))
            {
                SkipLine();
                continue;
            }

            if (c is '[' or '{') brackets++;
            else if (c is ']' or '}') brackets--;
            isStart = c is '[' or '{' or ',' || (c == ':' && IsBlankAt(at + 1)) || (isStart && c == ' ');
            at++;
        }
        while (brackets > 0 && at < text.Length);
        brackets = 0;
    }

    private void Quoted()
    {
        var quote = text[at++];
        while (at < text.Length && text[at] != quote)
        {
            if (IsBreak(text[at])) Break(inside: true);
            else at += quote == '"' && text[at] == '\\' && at + 1 < text.Length && !IsBreak(text[at + 1]) ? 2 : 1;
        }

        at = Math.Min(at + 1, text.Length);
    }

    private void Break(bool inside)
    {
        if (at >= text.Length) return;
        at += text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n' ? 2 : 1;
        if (inside && at < text.Length) Inside.Add(at);
    }
}
