namespace Reliably.GitOps.Executions;

/// <summary>Leaves the reading of a pattern at its first problem; never leaves <see cref="PythonRegexSyntax"/>.</summary>
internal sealed class PythonRegexException(string message) : Exception(message);

/// <summary>Steps through the text of a pattern.</summary>
internal sealed class PythonRegexReader(string pattern)
{
    public int At { get; set; }

    public bool AtEnd => At >= pattern.Length;

    public bool IsNext(char c) => At < pattern.Length && pattern[At] == c;

    public bool IsNextDigit => At < pattern.Length && char.IsAsciiDigit(pattern[At]);

    public bool IsNextOctal => At < pattern.Length && pattern[At] is >= '0' and <= '7';

    public char Take() => pattern[At++];

    public bool Skip(char c)
    {
        if (!IsNext(c)) return false;
        At++;
        return true;
    }

    public void SkipLowSurrogate()
    {
        if (At < pattern.Length && char.IsLowSurrogate(pattern[At])) At++;
    }

    public string Digits() => While(static c => char.IsAsciiDigit(c), int.MaxValue);

    /// <summary>The characters that follow and are of a kind, at most so many.</summary>
    public string While(Func<char, bool> isKind, int most)
    {
        var start = At;
        while (At < pattern.Length && At - start < most && isKind(pattern[At])) At++;
        return pattern[start..At];
    }

    /// <summary>The text up to an end that must come; a backslash hides the character behind it.</summary>
    public string Until(char end)
    {
        var start = At;
        while (!AtEnd && !IsNext(end)) Step();
        if (start == At) throw new PythonRegexException("missing group name");
        if (AtEnd) throw new PythonRegexException($"missing {end}, unterminated name");
        return pattern[start..At++];
    }

    public void SkipComment()
    {
        while (!IsNext(')'))
        {
            if (AtEnd) throw new PythonRegexException("missing ), unterminated comment");
            Step();
        }

        At++;
    }

    /// <summary>In a pattern with the flag x, blanks and what follows a '#' are no items.</summary>
    public bool SkipBlankOrComment()
    {
        if (At >= pattern.Length) return false;
        if (pattern[At] is ' ' or '\t' or '\n' or '\r' or '\v' or '\f')
        {
            At++;
            return true;
        }

        if (pattern[At] != '#') return false;
        while (!AtEnd && !IsNext('\n')) Step();
        if (!AtEnd) At++;
        return true;
    }

    private void Step()
    {
        if (pattern[At] == '\\' && At + 1 >= pattern.Length) throw new PythonRegexException("bad escape (end of pattern)");
        At += pattern[At] == '\\' ? 2 : 1;
    }
}
