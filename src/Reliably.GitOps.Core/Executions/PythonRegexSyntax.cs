using System.Globalization;

namespace Reliably.GitOps.Executions;

/// <summary>
/// Says whether Python would compile a regular expression (Python 3.12, <c>re</c>), without compiling it for .NET: the two differ in what
/// they allow. Python wants a look-behind of one width, flags only at the start, no repeat of a repeat, and knows no <c>(?&lt;name&gt;…)</c>.
/// </summary>
internal sealed class PythonRegexSyntax
{
    /// <summary>Groups in groups that are read. Python itself gives up at some hundreds.</summary>
    private const int MaxDepth = 400;

    private const double MaxRepeat = uint.MaxValue;

    private readonly PythonRegexReader reader;
    private readonly PythonRegexGroups groups = new();
    private bool verboseAll;
    private int depth;

    private PythonRegexSyntax(string pattern) => reader = new(pattern);

    /// <summary>Why Python would not compile the pattern; null where it would.</summary>
    public static string? Problem(string pattern)
    {
        try
        {
            new PythonRegexSyntax(pattern).Read();
            return null;
        }
        catch (PythonRegexException problem)
        {
            return problem.Message;
        }
    }

    private void Read()
    {
        Alternatives(verbose: false, outermost: true);
        if (!reader.AtEnd) throw new PythonRegexException("unbalanced parenthesis");
        groups.CheckConditions();
    }

    private RegexWidth Alternatives(bool verbose, bool outermost)
    {
        if (++depth > MaxDepth) throw new PythonRegexException("groups are nested too deeply");
        var width = Sequence(verbose, outermost);
        while (reader.Skip('|')) width = width.Or(Sequence(verbose || (outermost && verboseAll), first: false));
        depth--;
        return width;
    }

    private RegexWidth Sequence(bool verbose, bool first)
    {
        var before = RegexWidth.Zero;
        RegexItem? last = null;
        while (!reader.AtEnd && !reader.IsNext('|') && !reader.IsNext(')'))
        {
            if (verbose && reader.SkipBlankOrComment()) continue;
            var flags = false;
            RegexItem? item;
            if (reader.IsNext('*') || reader.IsNext('+') || reader.IsNext('?') || reader.IsNext('{'))
            {
                if (Repeat() is { } range)
                {
                    last = Repeated(last, range);
                    continue;
                }

                item = RegexItem.Single;
            }
            else
            {
                item = Item(verbose, first && last is null, out flags);
            }

            if (flags) verbose = verboseAll;
            if (item is null) continue;
            before = before.Plus(last?.Width ?? RegexWidth.Zero);
            last = item;
        }

        return before.Plus(last?.Width ?? RegexWidth.Zero);
    }

    private static RegexItem Repeated(RegexItem? item, (double Low, double High) range) => item switch
    {
        null or { Kind: RegexItemKind.Anchor } => throw new PythonRegexException("nothing to repeat"),
        { Kind: RegexItemKind.Repeat } => throw new PythonRegexException("multiple repeat"),
        { } one => new(RegexItemKind.Repeat, one.Width.Times(range.Low, range.High)),
    };

    /// <summary>How often; null where a '{' is only a character.</summary>
    private (double Low, double High)? Repeat()
    {
        (double Low, double High)? range = reader.Take() switch
        {
            '*' => (0, double.PositiveInfinity),
            '+' => (1, double.PositiveInfinity),
            '?' => (0, 1),
            _ => Counted(),
        };
        if (range is not null && !reader.Skip('?')) reader.Skip('+');
        return range;
    }

    private (double Low, double High)? Counted()
    {
        var start = reader.At;
        if (reader.IsNext('}')) return null;
        var low = reader.Digits();
        var high = reader.Skip(',') ? reader.Digits() : low;
        if (!reader.Skip('}'))
        {
            reader.At = start;
            return null;
        }

        var from = low.Length == 0 ? 0 : double.Parse(low, CultureInfo.InvariantCulture);
        var to = high.Length == 0 ? double.PositiveInfinity : double.Parse(high, CultureInfo.InvariantCulture);
        if (from >= MaxRepeat || (high.Length > 0 && to >= MaxRepeat)) throw new PythonRegexException("the repetition number is too large");
        return to < from ? throw new PythonRegexException("min repeat greater than max repeat") : (from, to);
    }

    /// <summary>One item; null for a comment and for flags, which are none.</summary>
    private RegexItem? Item(bool verbose, bool flagsAllowed, out bool flags)
    {
        flags = false;
        var c = reader.Take();
        switch (c)
        {
            case '\\': return PythonRegexEscapes.Outside(reader, groups);
            case '[':
                PythonRegexEscapes.Set(reader);
                return RegexItem.Single;
            case '^' or '$': return RegexItem.Anchor;
            case '(' when reader.Skip('?'): return Extension(verbose, flagsAllowed, out flags);
            case '(': return Captured(null, verbose);
            default:
                if (char.IsHighSurrogate(c)) reader.SkipLowSurrogate();
                return RegexItem.Single;
        }
    }

    private RegexItem? Extension(bool verbose, bool flagsAllowed, out bool flags)
    {
        flags = false;
        if (reader.AtEnd) throw new PythonRegexException("unexpected end of pattern");
        var c = reader.Take();
        switch (c)
        {
            case 'P' when reader.Skip('<'): return Captured(PythonRegexGroups.CheckName(reader.Until('>')), verbose);
            case 'P' when reader.Skip('='): return new(RegexItemKind.Other, groups.Reference(PythonRegexGroups.CheckName(reader.Until(')'))));
            case ':' or '>': return Closed(Alternatives(verbose, outermost: false));
            case '#':
                reader.SkipComment();
                return null;
            case '=' or '!': return Closed(Alternatives(verbose, outermost: false)) with { Width = RegexWidth.Zero };
            case '<': return LookBehind(verbose);
            case '(': return Condition(verbose);
            case '-' or 'i' or 'L' or 'm' or 's' or 'x' or 'a' or 't' or 'u': return Flags(c, verbose, flagsAllowed, out flags);
            default: throw new PythonRegexException($"unknown extension ?{c}");
        }
    }

    private RegexItem Captured(string? name, bool verbose)
    {
        var group = groups.Open(name);
        var item = Closed(Alternatives(verbose, outermost: false));
        groups.Close(group, item.Width);
        return item;
    }

    private RegexItem Closed(RegexWidth width) =>
        reader.Skip(')') ? new(RegexItemKind.Other, width) : throw new PythonRegexException("missing ), unterminated subpattern");

    private RegexItem LookBehind(bool verbose)
    {
        if (reader.AtEnd) throw new PythonRegexException("unexpected end of pattern");
        if (!reader.Skip('=') && !reader.Skip('!')) throw new PythonRegexException($"unknown extension ?<{reader.Take()}");
        var outer = groups.EnterLookBehind();
        var width = Alternatives(verbose, outermost: false);
        groups.LeaveLookBehind(outer);
        if (!width.IsFixed) throw new PythonRegexException("look-behind requires fixed-width pattern");
        return Closed(RegexWidth.Zero);
    }

    private RegexItem Condition(bool verbose)
    {
        groups.Condition(reader.Until(')'));
        var width = Branch(verbose);
        width = width.Or(reader.Skip('|') ? Branch(verbose) : RegexWidth.Zero);
        if (reader.IsNext('|')) throw new PythonRegexException("conditional backref with more than two branches");
        return Closed(width);
    }

    private RegexWidth Branch(bool verbose)
    {
        if (++depth > MaxDepth) throw new PythonRegexException("groups are nested too deeply");
        var width = Sequence(verbose, first: false);
        depth--;
        return width;
    }

    private RegexItem? Flags(char first, bool verbose, bool allowed, out bool whole)
    {
        var (on, off) = PythonRegexFlags.Read(reader, first, out whole);
        if (!whole) return Closed(Alternatives((verbose || on.Contains('x', StringComparison.Ordinal)) && !off.Contains('x', StringComparison.Ordinal), outermost: false));
        if (!allowed) throw new PythonRegexException("global flags not at the start of the expression");
        if (on.Contains('x', StringComparison.Ordinal)) verboseAll = true;
        return null;
    }
}
