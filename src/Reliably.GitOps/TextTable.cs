using System.Text;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps;

/// <summary>
/// Rows as lines of text with aligned columns, for people and for <c>grep</c>: blanks only, none at the end of a line, and nothing in a cell
/// that could move the cursor.
/// </summary>
internal static class TextTable
{
    public static string Aligned(IReadOnlyList<string[]> rows)
    {
        string[][] shown = [.. rows.Select(static row => Array.ConvertAll(row, CellWidth.Visible))];
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => shown.Max(row => WidthOf(row[column]))).ToArray();
        var text = new StringBuilder();
        foreach (var row in shown) text.Append(string.Join("  ", row.Select((cell, i) => cell + new string(' ', widths[i] - WidthOf(cell)))).TrimEnd()).Append('\n');
        return text.ToString();
    }

    private static int WidthOf(string cell)
    {
        var width = 0;
        foreach (var rune in cell.EnumerateRunes()) width += CellWidth.Of(rune, width);
        return width;
    }
}
