namespace Reliably.GitOps.Documents;

/// <summary>A glob over paths: <c>*</c> and <c>?</c> stay within one segment, <c>**</c> spans any number of them, also none. Case counts.</summary>
public static class GlobPattern
{
    public static bool Matches(string pattern, string path) =>
        Segments(pattern.Split('/'), path.Split('/'));

    /// <summary>All segments, with backtracking to the last <c>**</c> only: no pattern of a repository can make it slow.</summary>
    private static bool Segments(string[] pattern, string[] path)
    {
        var (p, s, star, mark) = (0, 0, -1, 0);
        while (s < path.Length)
        {
            if (p < pattern.Length && pattern[p] == "**")
            {
                star = p++;
                mark = s;
            }
            else if (p < pattern.Length && Segment(pattern[p], path[s]))
            {
                p++;
                s++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                s = ++mark;
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == "**") p++;
        return p == pattern.Length;
    }

    /// <summary>One segment, with backtracking to the last star only, so it costs at most the product of the lengths.</summary>
    private static bool Segment(string pattern, string text)
    {
        var (p, t, star, mark) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                mark = t;
            }
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == text[t]))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++mark;
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == '*') p++;
        return p == pattern.Length;
    }
}
