using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Reliably.GitOps.Executions;

/// <summary>
/// Python's regular expressions on .NET's (Python 3.12, <c>re</c>). Groups are numbered from left to right whether they have a name or not,
/// and what the two spell differently is translated: <c>(?P&lt;n&gt;…)</c>, <c>(?P=n)</c>, <c>\Z</c>, possessive quantifiers, <c>[</c> in a class.
/// </summary>
public static class PythonRegex
{
    /// <summary>Python's <c>re.search(pattern, text) is not None</c>.</summary>
    /// <exception cref="ExperimentErrorException">The pattern is not one, or it takes too long.</exception>
    public static bool IsMatch(string pattern, string text, TimeSpan longest)
    {
        try
        {
            return new Regex(Translate(pattern), RegexOptions.CultureInvariant, longest).IsMatch(text);
        }
        catch (ArgumentException exception)
        {
            throw new ExperimentErrorException($"The pattern '{pattern}' is not a regular expression: {exception.Message}");
        }
        catch (RegexMatchTimeoutException)
        {
            throw new ExperimentErrorException($"The pattern '{pattern}' took more than {longest.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s.");
        }
    }

    /// <summary>Whether Python would compile the pattern; the reason where it would not.</summary>
    public static bool IsValid(string pattern, out string? problem) => (problem = PythonRegexSyntax.Problem(pattern)) is null;

    /// <summary>The pattern as .NET understands it.</summary>
    /// <exception cref="ArgumentException">Python would not compile it.</exception>
    public static string Translate(string pattern) => new Translation(pattern).Run();

    private sealed class Translation(string pattern)
    {
        private const string Escapes = "AbBdDsSwWZabfnrtvxuUN0123456789";
        private readonly StringBuilder output = new(pattern.Length + 16);
        private readonly Dictionary<string, int> names = new(StringComparer.Ordinal);
        private readonly Stack<int> open = new();
        private int at;
        private int groups;

        /// <summary>Where the atom that a quantifier would repeat begins in the output; -1 where there is none.</summary>
        private int atom = -1;

        public string Run()
        {
            while (at < pattern.Length) Step();
            return output.ToString();
        }

        private void Step()
        {
            switch (pattern[at])
            {
                case '\\': Escape(); break;
                case '[': Class(); break;
                case '(': Open(); break;
                case ')': Close(); break;
                case '*' or '+' or '?': Quantifier(pattern.AsSpan(at++, 1)); break;
                case '{' when RangeLength() is var length and > 0:
                    var range = pattern.AsSpan(at, length);
                    at += length;
                    Quantifier(range.StartsWith("{,") ? "{0" + range[1..].ToString() : range);
                    break;
                case '|' or '^' or '$': Literal(null); break;
                default: Literal(output.Length); break;
            }
        }

        private void Literal(int? start)
        {
            atom = start ?? -1;
            output.Append(pattern[at++]);
        }

        private void Escape()
        {
            atom = output.Length;
            if (at + 1 >= pattern.Length) throw new ArgumentException("bad escape (end of pattern)");
            var letter = pattern[at + 1];
            if (char.IsAsciiLetter(letter) && !Escapes.Contains(letter, StringComparison.Ordinal)) throw new ArgumentException($"bad escape \\{letter}");
            if (letter == 'Z') AppendEscape("\\z", 2);
            else if (letter == 'U') AppendWide();
            else if (letter == 'N') throw new ArgumentException("named characters are not supported");
            else if (letter is >= '1' and <= '9') AppendReference();
            else AppendEscape(pattern.AsSpan(at, 2), 2);
        }

        private void AppendEscape(ReadOnlySpan<char> text, int length)
        {
            output.Append(text);
            at += length;
        }

        private void AppendWide()
        {
            if (at + 10 > pattern.Length || !int.TryParse(pattern.AsSpan(at + 2, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var code))
                throw new ArgumentException("incomplete escape \\U");
            AppendEscape("(?:" + Regex.Escape(char.ConvertFromUtf32(code)) + ")", 10);
        }

        /// <summary>Python reads one or two digits as a group; three octal digits are a character.</summary>
        private void AppendReference()
        {
            var length = at + 2 < pattern.Length && char.IsAsciiDigit(pattern[at + 2]) ? 2 : 1;
            if (length == 2 && at + 3 < pattern.Length && Enumerable.Range(1, 3).All(i => pattern[at + i] is >= '0' and <= '7'))
            {
                AppendEscape(pattern.AsSpan(at, 4), 4);
                return;
            }

            var number = int.Parse(pattern.AsSpan(at + 1, length), CultureInfo.InvariantCulture);
            if (number > groups) throw new ArgumentException($"invalid group reference {number}");
            AppendEscape($"\\k<{number}>", length + 1);
        }

        private void Class()
        {
            atom = output.Length;
            output.Append('[');
            at++;
            if (at < pattern.Length && pattern[at] == '^') output.Append(pattern[at++]);
            for (var first = true; ; first = false)
            {
                if (at >= pattern.Length) throw new ArgumentException("unterminated character set");
                var c = pattern[at];
                if (c == ']' && !first) break;
                if (c == '\\') ClassEscape();
                else
                {
                    output.Append(c is '[' or ']' ? "\\" + c : c.ToString());
                    at++;
                }
            }

            output.Append(']');
            at++;
        }

        private void ClassEscape()
        {
            var letter = at + 1 < pattern.Length ? pattern[at + 1] : throw new ArgumentException("unterminated character set");
            if (char.IsAsciiLetter(letter) && (letter is 'A' or 'B' or 'Z' or 'N' or 'U' || !Escapes.Contains(letter, StringComparison.Ordinal)))
                throw new ArgumentException($"bad escape \\{letter} in a character set");
            AppendEscape(pattern.AsSpan(at, 2), 2);
        }

        private void Open()
        {
            open.Push(output.Length);
            atom = -1;
            if (At("(?P<")) Named();
            else if (At("(?P=")) BackReference();
            else if (At("(?#")) Comment();
            else if (At("(?(")) Condition();
            else if (At("(?:") || At("(?=") || At("(?!") || At("(?>")) AppendEscape(pattern.AsSpan(at, 3), 3);
            else if (At("(?<=") || At("(?<!")) AppendEscape(pattern.AsSpan(at, 4), 4);
            else if (At("(?")) Flags();
            else
            {
                output.Append(CultureInfo.InvariantCulture, $"(?<{++groups}>");
                at++;
            }
        }

        private bool At(string text) => string.CompareOrdinal(pattern, at, text, 0, text.Length) == 0;

        private string Until(char end, int skip)
        {
            var stop = pattern.IndexOf(end, at + skip);
            if (stop < 0) throw new ArgumentException($"missing {end}");
            var text = pattern[(at + skip)..stop];
            at = stop + 1;
            return text;
        }

        private void Named()
        {
            var name = Until('>', 4);
            if (name.Length == 0 || char.IsAsciiDigit(name[0]) || !name.All(static c => c == '_' || char.IsLetterOrDigit(c))) throw new ArgumentException($"bad character in group name '{name}'");
            if (!names.TryAdd(name, ++groups)) throw new ArgumentException($"redefinition of group name '{name}'");
            output.Append(CultureInfo.InvariantCulture, $"(?<{groups}>");
        }

        private void BackReference()
        {
            open.Pop();
            atom = output.Length;
            output.Append(CultureInfo.InvariantCulture, $"\\k<{NumberOf(Until(')', 4))}>");
        }

        private void Comment()
        {
            open.Pop();
            Until(')', 3);
        }

        private void Condition() => output.Append(CultureInfo.InvariantCulture, $"(?({NumberOf(Until(')', 3))})");

        private int NumberOf(string name) =>
            names.TryGetValue(name, out var number) || (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0)
                ? number
                : throw new ArgumentException($"unknown group name '{name}'");

        /// <summary>Flags for the whole pattern stand at its start (Python 3.11); those that .NET has no need of are dropped.</summary>
        private void Flags()
        {
            var end = at + 2;
            while (end < pattern.Length && (char.IsAsciiLetter(pattern[end]) || pattern[end] == '-')) end++;
            var flags = pattern[(at + 2)..end];
            if (end >= pattern.Length || flags.Length == 0 || flags.Any(static c => !"aiLmsux-".Contains(c, StringComparison.Ordinal))) throw new ArgumentException("unknown extension");
            var whole = pattern[end] == ')';
            if (whole && at != 0) throw new ArgumentException("global flags not at the start of the expression");
            if (!whole && pattern[end] != ':') throw new ArgumentException("unknown extension");
            var kept = string.Concat(flags.Where(static c => c is not ('a' or 'L' or 'u')));
            if (whole)
            {
                open.Pop();
                if (kept.Length > 0) output.Append("(?").Append(kept).Append(')');
            }
            else
            {
                output.Append("(?").Append(kept.TrimEnd('-')).Append(':');
            }

            at = end + 1;
        }

        private void Close()
        {
            if (!open.TryPop(out atom)) throw new ArgumentException("unbalanced parenthesis");
            output.Append(')');
            at++;
        }

        private int RangeLength()
        {
            var end = at + 1;
            var (digits, commas) = (0, 0);
            for (; end < pattern.Length && pattern[end] != '}'; end++)
            {
                if (char.IsAsciiDigit(pattern[end])) digits++;
                else if (pattern[end] == ',' && commas == 0) commas++;
                else return 0;
            }

            return end < pattern.Length && (digits > 0 || commas > 0) ? end - at + 1 : 0;
        }

        private void Quantifier(ReadOnlySpan<char> quantifier)
        {
            if (atom < 0) throw new ArgumentException("nothing to repeat");
            output.Append(quantifier);
            var start = atom;
            atom = -1;
            if (at >= pattern.Length) return;
            if (pattern[at] == '?')
            {
                output.Append('?');
                at++;
            }
            else if (pattern[at] == '+')
            {
                output.Insert(start, "(?>").Append(')');
                at++;
            }
        }
    }
}
