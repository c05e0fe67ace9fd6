using System.Text;
using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Documents;

/// <summary>The text of a YAML file, before it is parsed: UTF-8, only characters that YAML 1.1 allows, places of tabs.</summary>
internal static class YamlText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="DocumentProblemException">The bytes are no text.</exception>
    public static string Decode(ReadOnlySpan<byte> utf8)
    {
        if (utf8.StartsWith("\uFEFF"u8)) utf8 = utf8[3..];
        string text;
        try
        {
            text = Strict.GetString(utf8);
        }
        catch (DecoderFallbackException exception)
        {
            var before = Encoding.UTF8.GetString(utf8[..Math.Clamp(exception.Index, 0, utf8.Length)]);
            throw Problem(before, before.Length, "bytes that are not UTF-8");
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (!IsAllowed(text[i])) throw Problem(text, i, FormattableString.Invariant($"the character U+{(int)text[i]:X4}"));
        }

        return text;
    }

    /// <summary>Line and column of a character. What YAML 1.1 takes for the end of a line, the parser does too.</summary>
    public static SourcePosition PositionOf(string text, int index) => PositionOf(text, index, 0, 1);

    /// <summary>Line and column of a character, from the beginning of a line before it: whoever asks for many in order passes over the text once.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="index">The character.</param>
    /// <param name="start">Where a line begins, at or before the character.</param>
    /// <param name="line">The number of that line.</param>
    public static SourcePosition PositionOf(string text, int index, int start, int line)
    {
        for (var i = start; i < index; i++)
        {
            if (text[i] is not ('\n' or '\r' or '\u0085' or '\u2028' or '\u2029')) continue;
            if (text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n') continue;
            line++;
            start = i + 1;
        }

        return new(line, index - start + 1);
    }

    /// <summary>
    /// PyYAML accepts a tab only inside quoted and block texts and comments, YamlDotNet in more places: finds the first that it would refuse.
    /// </summary>
    /// <param name="text">The whole text.</param>
    /// <param name="literals">Start and end of every quoted or block text, in order.</param>
    public static int ForbiddenTab(string text, List<(int Start, int End)> literals)
    {
        if (!text.Contains('\t', StringComparison.Ordinal)) return -1;
        var next = 0;
        for (var i = 0; i < text.Length; i++)
        {
            while (next < literals.Count && literals[next].End <= i) next++;
            if (next < literals.Count && i >= literals[next].Start)
            {
                i = literals[next].End - 1;
            }
            else if (text[i] == '#' && (i == 0 || text[i - 1] is ' ' or '\n' or '\r'))
            {
                while (i + 1 < text.Length && text[i + 1] is not ('\n' or '\r')) i++;
            }
            else if (text[i] == '\t')
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsAllowed(char c) =>
        c is '\t' or '\n' or '\r' or '\x85' or (>= ' ' and <= '~') or (>= '\u00A0' and <= '\uFFFD');

    private static DocumentProblemException Problem(string text, int index, string what)
    {
        var position = PositionOf(text, index);
        return new(new(DiagnosticCatalogue.NotText, [what], new(position, position with { Column = position.Column + 1 })));
    }
}
