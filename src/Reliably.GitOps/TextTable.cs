using System.Text;

namespace Reliably.GitOps;

/// <summary>Rows as lines of text with aligned columns, for people and for <c>grep</c>: blanks only, none at the end of a line.</summary>
internal static class TextTable
{
    public static string Aligned(IReadOnlyList<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in rows) text.Append(string.Join("  ", row.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd()).Append('\n');
        return text.ToString();
    }
}
