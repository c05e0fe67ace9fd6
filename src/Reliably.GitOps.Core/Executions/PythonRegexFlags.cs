namespace Reliably.GitOps.Executions;

/// <summary>The flags in <c>(?aimsux-imsx:…)</c> and <c>(?aimsux)</c>.</summary>
internal static class PythonRegexFlags
{
    private const string Known = "iLmsxatu";

    /// <summary>The flags that are turned on and off; <paramref name="whole"/> says that they hold for the whole pattern.</summary>
    public static (string On, string Off) Read(PythonRegexReader reader, char first, out bool whole)
    {
        var (on, end) = first == '-' ? ("", '-') : TurnedOn(reader, first);
        whole = end == ')';
        if (whole) return (on, "");
        if (on.Contains('t', StringComparison.Ordinal)) throw new PythonRegexException("bad inline flags: cannot turn on global flag");
        var off = end == '-' ? TurnedOff(reader) : "";
        return on.Any(flag => off.Contains(flag, StringComparison.Ordinal)) ? throw new PythonRegexException("bad inline flags: flag turned on and off") : (on, off);
    }

    private static (string On, char End) TurnedOn(PythonRegexReader reader, char first)
    {
        var on = "";
        for (var flag = first; ; flag = Next(reader, "missing -, : or )"))
        {
            if (flag is ')' or ':' or '-') return (on, flag);
            CheckKnown(flag, "missing -, : or )");
            if (flag == 'L') throw new PythonRegexException("bad inline flags: cannot use 'L' flag with a str pattern");
            if ((flag == 'a' && on.Contains('u', StringComparison.Ordinal)) || (flag == 'u' && on.Contains('a', StringComparison.Ordinal)))
            {
                throw new PythonRegexException("bad inline flags: flags 'a', 'u' and 'L' are incompatible");
            }

            on += flag;
        }
    }

    private static string TurnedOff(PythonRegexReader reader)
    {
        var off = "";
        for (var flag = Next(reader, "missing flag"); ; flag = Next(reader, "missing :"))
        {
            if (flag == ':' && off.Length > 0) return off;
            CheckKnown(flag, off.Length == 0 ? "missing flag" : "missing :");
            if (flag is 'a' or 'u' or 'L') throw new PythonRegexException("bad inline flags: cannot turn off flags 'a', 'u' and 'L'");
            if (flag == 't') throw new PythonRegexException("bad inline flags: cannot turn off global flag");
            off += flag;
        }
    }

    private static void CheckKnown(char flag, string otherwise)
    {
        if (!Known.Contains(flag, StringComparison.Ordinal)) throw new PythonRegexException(char.IsLetter(flag) ? "unknown flag" : otherwise);
    }

    private static char Next(PythonRegexReader reader, string otherwise) => reader.AtEnd ? throw new PythonRegexException(otherwise) : reader.Take();
}
