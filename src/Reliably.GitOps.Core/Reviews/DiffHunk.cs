using System.Collections.Immutable;
using System.Globalization;

namespace Reliably.GitOps.Reviews;

/// <summary>A stretch of a difference between two texts. Lines start at 1; a stretch of no lines stands behind the line that its start names.</summary>
public readonly record struct DiffHunk(int OldStart, int OldCount, int NewStart, int NewCount)
{
    /// <summary>Whether all of these lines of the new text are shown in it.</summary>
    public bool Shows(int first, int last) => NewCount > 0 && first >= NewStart && last < NewStart + NewCount;

    /// <summary>
    /// The stretches of each file of a patch, in the order of the files. Only headings and <c>@@</c> lines are looked at: every other line of a
    /// patch begins with a blank, a sign or a backslash.
    /// </summary>
    public static ImmutableArray<ImmutableArray<DiffHunk>> OfPatch(string patch)
    {
        var files = ImmutableArray.CreateBuilder<ImmutableArray<DiffHunk>>();
        var hunks = ImmutableArray.CreateBuilder<DiffHunk>();
        var inside = false;
        foreach (var line in patch.AsSpan().EnumerateLines())
        {
            if (line.StartsWith("diff --git "))
            {
                if (inside) files.Add(hunks.ToImmutable());
                hunks.Clear();
                inside = true;
            }
            else if (line.StartsWith("@@ -") && TryRead(line) is { } hunk)
            {
                hunks.Add(hunk);
            }
        }

        if (inside) files.Add(hunks.ToImmutable());
        return files.ToImmutable();
    }

    /// <summary>The line of the new text that a line of the old one became; of a line that is gone, the one that stands in its place.</summary>
    public static int Moved(int line, ImmutableArray<DiffHunk> hunks)
    {
        var shift = 0;
        foreach (var hunk in hunks)
        {
            var first = hunk.OldCount == 0 ? hunk.OldStart + 1 : hunk.OldStart;
            if (line < first) break;
            if (line < first + hunk.OldCount) return Math.Max(1, hunk.NewStart + Math.Min(line - first, Math.Max(0, hunk.NewCount - 1)));
            shift += hunk.NewCount - hunk.OldCount;
        }

        return Math.Max(1, line + shift);
    }

    /// <summary>Reads <c>@@ -1,3 +2,5 @@</c>, where a count of one is left out.</summary>
    private static DiffHunk? TryRead(ReadOnlySpan<char> line)
    {
        Span<Range> words = stackalloc Range[4];
        if (line.Split(words, ' ') < 3) return null;
        return TryRead(line[words[1]][1..], out var oldStart, out var oldCount) && TryRead(line[words[2]][1..], out var newStart, out var newCount)
            ? new(oldStart, oldCount, newStart, newCount)
            : null;
    }

    private static bool TryRead(ReadOnlySpan<char> range, out int start, out int count)
    {
        var comma = range.IndexOf(',');
        count = 1;
        return int.TryParse(comma < 0 ? range : range[..comma], NumberStyles.None, CultureInfo.InvariantCulture, out start)
            && (comma < 0 || int.TryParse(range[(comma + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out count));
    }
}
