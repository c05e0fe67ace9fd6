namespace Reliably.GitOps.Documents;

/// <summary>A glob over paths: <c>*</c> and <c>?</c> stay within one segment, <c>**</c> spans any number of them.</summary>
internal static class GlobPattern
{
    public static bool Matches(string pattern, string path) =>
        Segments(pattern.Split('/'), 0, path.Split('/'), 0);

    private static bool Segments(string[] pattern, int p, string[] path, int s)
    {
        for (; p < pattern.Length; p++, s++)
        {
            if (pattern[p] == "**")
            {
                while (p + 1 < pattern.Length && pattern[p + 1] == "**") p++;
                if (p + 1 == pattern.Length) return true;
                for (var skip = s; skip < path.Length; skip++)
                {
                    if (Segments(pattern, p + 1, path, skip)) return true;
                }

                return false;
            }

            if (s >= path.Length || !Segment(pattern[p], path[s])) return false;
        }

        return s == path.Length;
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
