using System.Text;

namespace Reliably.GitOps.Executions.ChaosToolkit;

/// <summary>
/// Lines of the control module. Whoever is in the run's container can write to the socket, too: a line that is longer than any of ours is left
/// out, and never kept.
/// </summary>
internal sealed class ModuleLines(StreamReader reader)
{
    /// <summary>Letters of the longest line that is read: a name or a line of a log is far below.</summary>
    public const int Longest = 1 << 20;

    private readonly char[] buffer = new char[16 * 1024];
    private readonly StringBuilder line = new();
    private int at;
    private int end;
    private bool tooLong;

    /// <summary>The next line; null at the end.</summary>
    public async Task<string?> ReadAsync(CancellationToken stop)
    {
        while (true)
        {
            if (at == end)
            {
                (at, end) = (0, await reader.ReadAsync(buffer, stop));
                if (end == 0) return null;
            }

            var stretch = buffer.AsSpan(at, end - at);
            var stops = stretch.IndexOf('\n');
            Keep(stops < 0 ? stretch : stretch[..stops]);
            at += stops < 0 ? stretch.Length : stops + 1;
            if (stops < 0) continue;
            var whole = tooLong ? null : line.ToString();
            tooLong = false;
            line.Clear();
            if (whole is not null) return whole;
        }
    }

    private void Keep(ReadOnlySpan<char> letters)
    {
        tooLong |= line.Length + letters.Length > Longest;
        if (tooLong) line.Clear();
        else line.Append(letters);
    }
}
