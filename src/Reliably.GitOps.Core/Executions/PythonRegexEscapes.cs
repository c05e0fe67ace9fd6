using System.Globalization;

namespace Reliably.GitOps.Executions;

/// <summary>Escapes and character sets of a pattern.</summary>
internal static class PythonRegexEscapes
{
    private const int LargestOctal = 255;

    /// <summary>A backslash outside a set has just been taken.</summary>
    public static RegexItem Outside(PythonRegexReader reader, PythonRegexGroups groups)
    {
        if (reader.AtEnd) throw new PythonRegexException("bad escape (end of pattern)");
        var c = reader.Take();
        switch (c)
        {
            case 'A' or 'b' or 'B' or 'Z': return RegexItem.Anchor;
            case 'd' or 'D' or 's' or 'S' or 'w' or 'W': return RegexItem.Single;
            case '0':
                reader.While(static one => one is >= '0' and <= '7', 2);
                return RegexItem.Single;
            case >= '1' and <= '9': return NumberOrReference(c, reader, groups);
            default:
                Character(c, reader);
                return RegexItem.Single;
        }
    }

    /// <summary>The '[' of a set has just been taken.</summary>
    public static void Set(PythonRegexReader reader)
    {
        reader.Skip('^');
        for (var isFirst = true; ; isFirst = false)
        {
            if (!isFirst && reader.Skip(']')) return;
            var from = Member(reader);
            if (!reader.Skip('-')) continue;
            if (reader.AtEnd) throw Unterminated();
            if (reader.Skip(']')) return;
            var to = Member(reader);
            if (from is null || to is null || to < from) throw new PythonRegexException("bad character range");
        }
    }

    private static PythonRegexException Unterminated() => new("unterminated character set");

    /// <summary>One member of a set: its character, or null where it stands for many.</summary>
    private static int? Member(PythonRegexReader reader)
    {
        if (reader.AtEnd) throw Unterminated();
        var c = reader.Take();
        if (char.IsHighSurrogate(c) && !reader.AtEnd)
        {
            var low = reader.Take();
            if (char.IsLowSurrogate(low)) return char.ConvertToUtf32(c, low);
            reader.At--;
        }

        if (c != '\\') return c;
        if (reader.AtEnd) throw new PythonRegexException("bad escape (end of pattern)");
        c = reader.Take();
        switch (c)
        {
            case 'd' or 'D' or 's' or 'S' or 'w' or 'W': return null;
            case 'b': return '\b';
            case >= '0' and <= '7': return Octal(c + reader.While(static one => one is >= '0' and <= '7', 2));
            default: return Character(c, reader);
        }
    }

    private static RegexItem NumberOrReference(char first, PythonRegexReader reader, PythonRegexGroups groups)
    {
        var digits = first.ToString();
        if (reader.IsNextDigit)
        {
            digits += reader.Take();
            if (first <= '7' && digits[1] <= '7' && reader.IsNextOctal)
            {
                Octal(digits + reader.Take());
                return RegexItem.Single;
            }
        }

        return new(RegexItemKind.Other, groups.Reference(int.Parse(digits, CultureInfo.InvariantCulture)));
    }

    private static int Octal(string digits)
    {
        var value = digits.Aggregate(0, static (sum, digit) => (sum * 8) + (digit - '0'));
        return value <= LargestOctal ? value : throw new PythonRegexException($"octal escape value \\{digits} outside of range 0-0o377");
    }

    /// <summary>The character that an escape stands for.</summary>
    private static int Character(char c, PythonRegexReader reader)
    {
        switch (c)
        {
            case 'a': return '\a';
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'v': return '\v';
            case 'x': return Hexadecimal(c, 2, reader);
            case 'u': return Hexadecimal(c, 4, reader);
            case 'U':
                var wide = Hexadecimal(c, 8, reader);
                return wide is >= 0 and <= 0x10FFFF ? wide : throw new PythonRegexException("bad escape \\U");
            case 'N': return Named(reader);
            default: return char.IsAsciiLetterOrDigit(c) ? throw new PythonRegexException($"bad escape \\{c}") : c;
        }
    }

    private static int Hexadecimal(char letter, int length, PythonRegexReader reader)
    {
        var digits = reader.While(char.IsAsciiHexDigit, length);
        return digits.Length == length
            ? int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : throw new PythonRegexException($"incomplete escape \\{letter}{digits}");
    }

    /// <summary><c>\N{NAME}</c>: the names of Unicode are not looked up, so the character is not known either.</summary>
    private static int Named(PythonRegexReader reader)
    {
        if (!reader.Skip('{')) throw new PythonRegexException("missing {");
        var name = reader.Until('}');
        return char.IsAsciiLetter(name[0]) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-') ? 0 : throw new PythonRegexException($"undefined character name '{name}'");
    }
}
