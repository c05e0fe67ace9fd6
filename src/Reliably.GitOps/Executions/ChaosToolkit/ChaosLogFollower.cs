using System.Text;

namespace Reliably.GitOps.Executions.ChaosToolkit;

/// <summary>
/// Cuts the log of <c>chaos run</c> into lines and turns them into events. Where the control module tells of the run, only lines that it does not
/// tell are passed on.
/// </summary>
internal sealed class ChaosLogFollower(IProgress<RunEvent> progress, TimeProvider clock, Func<bool> toldOtherwise)
{
    private const int LongestLine = 16 * 1024;
    private const int LongestLog = 1024 * 1024;

    private readonly ChaosLog log = new();
    private readonly Decoder decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder all = new();
    private readonly StringBuilder line = new();

    /// <summary>The end of the log, a mebibyte at most.</summary>
    public string Text => all.ToString();

    public string? LastProblem => log.LastProblem;

    public void Read(ReadOnlyMemory<byte> bytes)
    {
        Span<char> letters = new char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
        foreach (var letter in letters[..decoder.GetChars(bytes.Span, letters, flush: false)])
        {
            if (letter == '\n') EndLine();
            else if (line.Length < LongestLine) line.Append(letter);
        }
    }

    public void End() => EndLine();

    private void EndLine()
    {
        var text = line.ToString();
        line.Clear();
        if (all.Length > LongestLog) all.Remove(0, LongestLog / 2);
        all.Append(text).Append('\n');
        foreach (var item in log.Read(text, clock.GetUtcNow()))
        {
            if (item is RunEvent.LogLine || !toldOtherwise()) progress.Report(item);
        }
    }
}
