using System.Collections.Immutable;
using System.Text;

namespace Reliably.GitOps.Experiments;

/// <summary>One simple command of a shell text: its words without their quotes, and the operator after it (empty for the last).</summary>
internal sealed record ShellCommand(ImmutableArray<string> Words, string Operator);

/// <summary>
/// Reads a shell text as far as advice needs it: words, quotes, comments, redirections and the operators between commands. What it does not
/// know (functions, loops, here-documents) it takes for words.
/// </summary>
internal sealed class ShellText
{
    private readonly string text;
    private readonly ImmutableArray<ShellCommand>.Builder commands = ImmutableArray.CreateBuilder<ShellCommand>();
    private readonly ImmutableArray<string>.Builder words = ImmutableArray.CreateBuilder<string>();
    private readonly StringBuilder word = new();
    private bool inWord;
    private int at;

    private ShellText(string text) => this.text = text;

    public static ImmutableArray<ShellCommand> Read(string text)
    {
        var reader = new ShellText(text);
        while (reader.at < text.Length) reader.Step();
        reader.EndCommand("");
        return reader.commands.ToImmutable();
    }

    private void Step()
    {
        var c = text[at];
        switch (c)
        {
            case '\\' when at + 1 < text.Length:
                if (text[at + 1] != '\n') Take(text[at + 1]);
                at += 2;
                break;
            case '\'': Single(); break;
            case '"': Double(); break;
            case '$' when Next('('): Nested(); break;
            case '#' when !inWord:
                while (at < text.Length && text[at] != '\n') at++;
                break;
            case '&' or '|' or ';' or '\n': Operator(); break;
            case ' ' or '\t' or '\r' or '(' or ')':
                EndWord();
                at++;
                break;
            default:
                Take(c);
                at++;
                break;
        }
    }

    private void Operator()
    {
        var c = text[at];
        if (c == '&' && (Next('>') || (at > 0 && text[at - 1] is '>' or '<')))
        {
            Take(c);
            at++;
            return;
        }

        var length = c is '&' or '|' && Next(c) ? 2 : 1;
        EndCommand(text.Substring(at, length));
        at += length;
    }

    private void Single()
    {
        inWord = true;
        var end = text.IndexOf('\'', at + 1);
        if (end < 0) end = text.Length;
        word.Append(text, at + 1, end - at - 1);
        at = end + 1;
    }

    private void Double()
    {
        inWord = true;
        at++;
        while (at < text.Length && text[at] != '"')
        {
            if (text[at] == '$' && Next('('))
            {
                Nested();
                continue;
            }

            if (text[at] == '\\' && at + 1 < text.Length && text[at + 1] is '"' or '\\' or '$' or '`') at++;
            word.Append(text[at++]);
        }

        at++;
    }

    /// <summary>A command substitution is one word, or part of one.</summary>
    private void Nested()
    {
        inWord = true;
        var depth = 0;
        do
        {
            if (text[at] == '(') depth++;
            if (text[at] == ')') depth--;
            word.Append(text[at++]);
        }
        while (at < text.Length && (depth > 0 || text[at - 1] == '$'));
    }

    private bool Next(char c) => at + 1 < text.Length && text[at + 1] == c;

    private void Take(char c)
    {
        inWord = true;
        word.Append(c);
    }

    private void EndWord()
    {
        if (inWord) words.Add(word.ToString());
        word.Clear();
        inWord = false;
    }

    private void EndCommand(string after)
    {
        EndWord();
        if (words.Count > 0) commands.Add(new(words.ToImmutable(), after));
        words.Clear();
    }
}
