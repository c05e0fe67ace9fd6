namespace Reliably.GitOps.Diagnostics;

/// <summary>Finds the name that somebody probably meant.</summary>
public static class Nearest
{
    /// <summary>The nearest candidate by edits (insert, remove, change, swap); null where none is near. Case does not count.</summary>
    public static string? To(string name, IEnumerable<string> candidates)
    {
        var limit = Math.Max(1, Math.Min(3, (name.Length + 1) / 3));
        string? nearest = null;
        foreach (var candidate in candidates)
        {
            if (Math.Abs(candidate.Length - name.Length) > limit) continue;
            var distance = Distance(name.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (distance > limit) continue;
            limit = distance - 1;
            nearest = candidate;
            if (limit < 0) break;
        }

        return nearest;
    }

    /// <summary>"Did you mean …?", or what can be said where nothing is near.</summary>
    public static string Hint(string name, IReadOnlyCollection<string> candidates, string otherwise) =>
        To(name, candidates) is { } nearest ? $"Did you mean '{nearest}'?" : otherwise;

    private static int Distance(string left, string right)
    {
        if (left.Length > 80 || right.Length > 80) return int.MaxValue;
        int[] beforeLast = [];
        int[] last = [.. Enumerable.Range(0, right.Length + 1)];
        for (var i = 1; i <= left.Length; i++)
        {
            var row = new int[right.Length + 1];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var change = left[i - 1] == right[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(last[j] + 1, row[j - 1] + 1), last[j - 1] + change);
                var swapped = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
                if (swapped) row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
            }

            (beforeLast, last) = (last, row);
        }

        return last[right.Length];
    }
}
