using System.Buffers;

namespace Reliably.GitOps.Executions;

/// <summary>
/// A text without what programs put between the digits of an encoding: blanks, line ends (also as <c>\n</c> inside JSON), and for hexadecimal
/// colons, commas, hyphens, <c>\x</c> and <c>0x</c>. Knows where each of its characters stood.
/// </summary>
internal sealed class SqueezedText : IDisposable
{
    private readonly char[] letters;
    private readonly int[] places;
    private readonly int length;

    private SqueezedText(ReadOnlySpan<char> text, bool isHexadecimal)
    {
        letters = ArrayPool<char>.Shared.Rent(text.Length);
        places = ArrayPool<int>.Shared.Rent(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var skipped = Skipped(text[i..], isHexadecimal);
            if (skipped == 2) i++;
            if (skipped > 0) continue;
            letters[length] = text[i];
            places[length++] = i;
        }
    }

    /// <summary>Adds the stretches of the text, gaps included, in which the needles are found.</summary>
    public static void Find(ReadOnlySpan<char> text, NeedleIndex needles, bool isHexadecimal, List<(int Start, int End)> found)
    {
        using var squeezed = new SqueezedText(text, isHexadecimal);
        if (squeezed.length == text.Length)
        {
            needles.Find(text, found);
            return;
        }

        var first = found.Count;
        needles.Find(squeezed.letters.AsSpan(0, squeezed.length), found);
        for (var i = first; i < found.Count; i++) found[i] = (squeezed.places[found[i].Start], squeezed.places[found[i].End - 1] + 1);
    }

    public void Dispose()
    {
        ArrayPool<char>.Shared.Return(letters, clearArray: true);
        ArrayPool<int>.Shared.Return(places);
    }

    private static int Skipped(ReadOnlySpan<char> text, bool isHexadecimal) => text[0] switch
    {
        ' ' or '\n' or '\r' or '\t' => 1,
        ':' or ',' or '-' when isHexadecimal => 1,
        '\\' when text.Length > 1 && text[1] is 'n' or 'r' or 't' => 2,
        '\\' when text.Length > 1 && text[1] is '/' => 1,
        '\\' when isHexadecimal && text.Length > 1 && text[1] == 'x' => 2,
        '0' when isHexadecimal && text.Length > 1 && text[1] is 'x' => 2,
        _ => 0,
    };
}
