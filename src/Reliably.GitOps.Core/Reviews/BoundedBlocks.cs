using System.Text;

namespace Reliably.GitOps.Reviews;

/// <summary>Whole blocks of Markdown, as many as there is room for. What is left out is counted, never cut in the middle.</summary>
internal static class BoundedBlocks
{
    /// <summary>The blocks that fit, in their order, and a word about the others.</summary>
    /// <param name="blocks">Each a whole: nothing that it opens stays open.</param>
    /// <param name="room">Characters, the closing word included.</param>
    /// <param name="more">The closing word for so many that do not fit.</param>
    public static string Fit(IReadOnlyCollection<string> blocks, int room, Func<int, string> more)
    {
        var builder = new StringBuilder();
        var reserve = more(blocks.Count).Length;
        var added = 0;
        foreach (var block in blocks)
        {
            var isLast = added == blocks.Count - 1;
            if (builder.Length + block.Length > room - (isLast ? 0 : reserve)) break;
            builder.Append(block);
            added++;
        }

        if (added < blocks.Count && reserve <= room) builder.Append(more(blocks.Count - added));
        return builder.ToString();
    }
}
