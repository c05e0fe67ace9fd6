using System.Buffers;
using System.Text;

namespace Reliably.GitOps.Executions;

/// <summary>
/// Reads a JSON text piece by piece and keeps of each long string its two ends, with a mark between them (<see cref="OutputCut"/>): a journal of
/// any size is read with the memory of a small one. Nothing else of the text is touched, and no character or escape is cut in two.
/// </summary>
/// <param name="longest">Longest string, in bytes as they stand in the text.</param>
/// <param name="most">Longest text that is left, in bytes.</param>
public sealed class JournalShortening(int longest, int most)
{
    private readonly ArrayBufferWriter<byte> kept = new();
    private readonly byte[] tail = new byte[longest / 2];
    private readonly bool[] starts = new bool[longest / 2];
    private bool inString;
    private bool inHead;
    private int headLength;
    private long tailLength;
    private int escaped;
    private int escapeValue;
    private bool pairs;

    /// <summary>What is left of the text.</summary>
    public ReadOnlySpan<byte> Text => kept.WrittenSpan;

    /// <summary>Takes the next piece. False where too much would be left: what was read then is no whole text.</summary>
    public bool Add(ReadOnlySpan<byte> piece)
    {
        foreach (var letter in piece)
        {
            if (inString) AddOfString(letter);
            else AddOutside(letter);
        }

        return kept.WrittenCount <= most;
    }

    private void AddOutside(byte letter)
    {
        Keep(letter);
        if (letter != '"') return;
        (inString, inHead, headLength, tailLength, pairs) = (true, true, 0, 0, false);
    }

    private void AddOfString(byte letter)
    {
        if (escaped == 0 && letter == '"')
        {
            EndString();
            return;
        }

        var begins = escaped == 0 && (letter & 0xC0) != 0x80 && !(pairs && letter == '\\');
        Follow(letter);
        if (inHead && headLength >= tail.Length && begins) inHead = false;
        if (inHead)
        {
            Keep(letter);
            headLength++;
            return;
        }

        var at = (int)(tailLength++ % tail.Length);
        tail[at] = letter;
        starts[at] = begins;
    }

    /// <summary>Follows escapes: <c>escaped</c> is how many bytes of one are still to come, or -1 right after its backslash.</summary>
    private void Follow(byte letter)
    {
        switch (escaped)
        {
            case 0:
                if (letter == '\\') escaped = -1;
                else pairs = false;
                break;
            case -1:
                (escaped, escapeValue) = (letter == 'u' ? 4 : 0, 0);
                if (letter != 'u') pairs = false;
                break;
            default:
                escapeValue = escapeValue * 16 + (char.IsAsciiHexDigit((char)letter) ? Convert.ToInt32(((char)letter).ToString(), 16) : 0);
                if (--escaped == 0) pairs = escapeValue is >= 0xD800 and < 0xDC00;
                break;
        }
    }

    private void EndString()
    {
        inString = false;
        var from = Math.Max(0, tailLength - tail.Length);
        if (from > 0)
        {
            while (from < tailLength && !starts[from % tail.Length]) from++;
            foreach (var letter in Encoding.UTF8.GetBytes(OutputCut.Mark(from, headLength + tailLength).Replace("\n", "\\n", StringComparison.Ordinal))) Keep(letter);
        }

        for (; from < tailLength; from++) Keep(tail[from % tail.Length]);
        Keep((byte)'"');
    }

    private void Keep(byte letter)
    {
        if (kept.WrittenCount > most) return;
        kept.GetSpan(1)[0] = letter;
        kept.Advance(1);
    }
}
