using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Reliably.GitOps.PullRequests;

/// <summary>A word of a command line: text up to a blank, of which a part may stand in double quotes.</summary>
/// <param name="Text">Without its quotes.</param>
/// <param name="Name">What stands before the first <c>=</c> outside quotes; null where there is none.</param>
/// <param name="IsQuoted">A part of it stands in quotes: then it is no keyword.</param>
internal sealed record CommandWord(string Text, string? Name, bool IsQuoted)
{
    /// <summary>What stands after <c>name=</c>.</summary>
    public string Value => Name is null ? Text : Text[(Name.Length + 1)..];

    public bool Is(string keyword) => !IsQuoted && Text == keyword;

    /// <summary>The words of a line, or what is wrong with it.</summary>
    public static ImmutableArray<CommandWord> Split(string line, out string? wrong)
    {
        wrong = null;
        var words = ImmutableArray.CreateBuilder<CommandWord>();
        for (var at = 0; at < line.Length;)
        {
            if (line[at] is ' ' or '\t')
            {
                at++;
                continue;
            }

            if (Next(line, ref at) is not { } word)
            {
                wrong = "A quoted text must stand alone or after 'name=', and end with a quote.";
                return [];
            }

            words.Add(word);
        }

        return words.ToImmutable();
    }

    /// <summary>A text as one word: in quotes where it has a blank, a quote's meaning or a keyword's. Null where it has a quote itself, which no word can hold.</summary>
    public static string? Quoted(string text, bool isValue = false)
    {
        if (text.Contains('"', StringComparison.Ordinal)) return null;
        var plain = text.Length > 0 && text.AsSpan().IndexOfAny(' ', '\t') < 0 && (isValue || (!text.Contains('=', StringComparison.Ordinal) && !CommandGrammar.IsKeyword(text)));
        return plain ? text : $"\"{text}\"";
    }

    /// <summary>Whether a character can be part of a command: nothing that cannot be seen, ends a line, or turns the direction of text.</summary>
    public static bool Allows(Rune rune) => rune.Value == '\t' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate);

    private static CommandWord? Next(string line, ref int at)
    {
        var start = at;
        string? name = null;
        for (; at < line.Length && line[at] is not (' ' or '\t'); at++)
        {
            if (line[at] == '"') return (at == start || name?.Length == at - start - 1) ? Quoted(line, start, name, ref at) : null;
            if (line[at] == '=' && name is null && at > start) name = line[start..at];
        }

        return new(line[start..at], name, false);
    }

    private static CommandWord? Quoted(string line, int start, string? name, ref int at)
    {
        var end = line.IndexOf('"', at + 1);
        if (end < 0 || (end + 1 < line.Length && line[end + 1] is not (' ' or '\t'))) return null;
        var text = string.Concat(line.AsSpan(start, at - start), line.AsSpan(at + 1, end - at - 1));
        at = end + 1;
        return new(text, name, true);
    }
}
