using System.Globalization;
using System.Text;

namespace Reliably.GitOps.Documents.Editing;

/// <summary>The difference of two texts in the unified format, which <c>git apply</c> and people read.</summary>
public static class LineDiff
{
    private const int Context = 3;

    /// <summary>Above so many cells of the table, what differs is shown as a whole.</summary>
    private const int MostCells = 4_000_000;

    /// <summary>The difference; empty where there is none.</summary>
    public static string Unified(string before, string after, string oldName, string newName)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (before == after) return "";
        var lines = Compare(Lines(before), Lines(after));
        var builder = new StringBuilder().Append("--- ").Append(oldName).Append("\n+++ ").Append(newName).Append('\n');
        for (var at = 0; at < lines.Count;)
        {
            if (lines[at].Mark == ' ')
            {
                at++;
                continue;
            }

            var end = EndOfHunk(lines, at);
            var start = Math.Max(0, at - Context);
            Hunk(builder, lines, start, Math.Min(lines.Count, end + Context));
            at = end;
        }

        return builder.ToString();
    }

    private static int EndOfHunk(List<(char Mark, string Text)> lines, int at)
    {
        var end = at;
        for (var i = at; i < lines.Count && i <= end + (2 * Context); i++)
        {
            if (lines[i].Mark != ' ') end = i + 1;
        }

        return end;
    }

    private static void Hunk(StringBuilder builder, List<(char Mark, string Text)> lines, int start, int end)
    {
        int Number(int upTo, char not) => lines.Take(upTo).Count(line => line.Mark != not);
        var (old, made) = (Number(end, '+') - Number(start, '+'), Number(end, '-') - Number(start, '-'));
        builder.Append(CultureInfo.InvariantCulture, $"@@ -{Number(start, '+') + (old > 0 ? 1 : 0)},{old} +{Number(start, '-') + (made > 0 ? 1 : 0)},{made} @@\n");
        foreach (var (mark, text) in lines.GetRange(start, end - start))
        {
            builder.Append(mark).Append(text);
            if (!text.EndsWith('\n')) builder.Append("\n\\ No newline at end of file\n");
        }
    }

    private static List<(char Mark, string Text)> Compare(string[] old, string[] made)
    {
        var head = 0;
        while (head < old.Length && head < made.Length && old[head] == made[head]) head++;
        var tail = 0;
        while (tail < old.Length - head && tail < made.Length - head && old[^(tail + 1)] == made[^(tail + 1)]) tail++;
        var lines = old.Take(head).Select(static line => (' ', line)).ToList();
        lines.AddRange(Middle(old[head..^tail], made[head..^tail]));
        lines.AddRange(old[^tail..].Select(static line => (' ', line)));
        return lines;
    }

    /// <summary>By the longest common subsequence of lines.</summary>
    private static List<(char Mark, string Text)> Middle(string[] old, string[] made)
    {
        if ((long)old.Length * made.Length > MostCells) return [.. old.Select(static line => ('-', line)), .. made.Select(static line => ('+', line))];
        var common = new int[old.Length + 1][];
        for (var i = old.Length; i >= 0; i--) common[i] = new int[made.Length + 1];
        for (var i = old.Length - 1; i >= 0; i--)
        {
            for (var j = made.Length - 1; j >= 0; j--) common[i][j] = old[i] == made[j] ? common[i + 1][j + 1] + 1 : Math.Max(common[i + 1][j], common[i][j + 1]);
        }

        var lines = new List<(char, string)>();
        for (int i = 0, j = 0; i < old.Length || j < made.Length;)
        {
            if (i < old.Length && j < made.Length && old[i] == made[j])
            {
                lines.Add((' ', old[i++]));
                j++;
            }
            else if (i < old.Length && (j == made.Length || common[i + 1][j] >= common[i][j + 1])) lines.Add(('-', old[i++]));
            else lines.Add(('+', made[j++]));
        }

        return lines;
    }

    /// <summary>Lines with their breaks.</summary>
    private static string[] Lines(string text)
    {
        var lines = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var end = text.IndexOf('\n', at) is var found and >= 0 ? found + 1 : text.Length;
            lines.Add(text[at..end]);
            at = end;
        }

        return [.. lines];
    }
}
