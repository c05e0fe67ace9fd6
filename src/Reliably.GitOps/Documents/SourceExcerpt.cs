using System.Text;
using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Documents;

/// <summary>One line of a document as it is shown, with the cells under it that are marked. A long line is cut around the mark.</summary>
/// <param name="Line">What stands there, with tabs and characters without a look of their own replaced.</param>
/// <param name="Offset">Cells before the mark.</param>
/// <param name="Length">Cells of the mark, at least 1.</param>
internal sealed record SourceExcerpt(string Line, int Offset, int Length)
{
    private const char Cut = '…';

    /// <summary>The excerpt of the line that a span begins in; a span over several lines is marked to the end of its first.</summary>
    /// <param name="line">The whole line.</param>
    /// <param name="span">What is marked; columns count UTF-16 code units from 1.</param>
    /// <param name="width">Cells that may be used.</param>
    public static SourceExcerpt Of(ReadOnlySpan<char> line, SourceSpan span, int width)
    {
        var start = Math.Clamp(span.Start.Column - 1, 0, line.Length);
        var end = span.End.Line == span.Start.Line ? Math.Clamp(span.End.Column - 1, start, line.Length) : line.Length;
        var from = First(line, start, end, width);
        var builder = new StringBuilder();
        if (from > 0) builder.Append(Cut);
        var cell = builder.Length;
        var (offset, stop) = (cell, cell);
        for (var at = from; at < line.Length;)
        {
            Rune.DecodeFromUtf16(line[at..], out var rune, out var used);
            var cells = CellWidth.Of(rune, cell);
            if (cell + cells > width - 1 && !(at + used == line.Length && cell + cells <= width))
            {
                builder.Append(Cut);
                break;
            }

            CellWidth.Append(builder, rune, cell);
            at += used;
            cell += cells;
            if (at <= start) offset = cell;
            if (at <= end) stop = cell;
        }

        return new(builder.ToString().TrimEnd(' '), offset, Math.Max(1, stop - offset));
    }

    /// <summary>The first character that is shown: the line's own where the mark fits behind it, else a little before the mark.</summary>
    private static int First(ReadOnlySpan<char> line, int start, int end, int width)
    {
        if (line.Length <= width && Cells(line, 0) <= width) return 0;
        if (start < width && Cells(line[..start], 0) + Math.Min(Cells(line[start..Math.Min(end, start + width)], 0), width / 2) < width) return 0;
        var from = start;
        for (var room = width / 3; from > 0;)
        {
            Rune.DecodeLastFromUtf16(line[..from], out var rune, out var used);
            room -= CellWidth.Of(rune, 0);
            if (room < 0) break;
            from -= used;
        }

        return from;
    }

    private static int Cells(ReadOnlySpan<char> text, int cell)
    {
        foreach (var rune in text.EnumerateRunes()) cell += CellWidth.Of(rune, cell);
        return cell;
    }
}
