using System.Globalization;
using System.Text;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

/// <summary>
/// Output that was too long: its beginning, a mark that says how much of how much is missing, its end. Half a secret may stand beside the
/// place where output was cut before secrets were hidden, so that much is taken away beside it afterwards (<see cref="TrimEdges"/>).
/// </summary>
public static class OutputCut
{
    /// <summary>Bytes on each side of a cut that was made before secrets were hidden: longer than any form of a secret's line.</summary>
    public const int Margin = 64 * 1024;

    private const string Opening = "\n[… ";
    private const string Between = " of ";
    private const string Closing = " bytes cut …]\n";

    /// <summary>What stands in the place of what is missing.</summary>
    public static string Mark(long missing, long original) =>
        Opening + missing.ToString(CultureInfo.InvariantCulture) + Between + original.ToString(CultureInfo.InvariantCulture) + Closing;

    /// <summary>Both ends of a text of at most so many bytes of UTF-8; the text itself where it is not longer. The original length outlives a second cut.</summary>
    public static string Cut(string text, int longest)
    {
        var size = Encoding.UTF8.GetByteCount(text);
        if (size <= longest) return text;
        var half = Math.Max(16, (longest - 80) / 2);
        if (Find(text) is not { } earlier) return Join(Encoding.UTF8.GetBytes(text), half, half, size);
        var head = Encoding.UTF8.GetBytes(text[..earlier.Start]);
        var tail = Encoding.UTF8.GetBytes(text[earlier.End..]);
        return Join([.. head, .. tail], Math.Min(half, head.Length), Math.Min(half, tail.Length), earlier.Original);
    }

    /// <summary>The journal, less what stands beside a cut of the outputs in it. To be called once, when secrets have been hidden.</summary>
    public static DataNode.Mapping TrimEdges(DataNode.Mapping journal) => (DataNode.Mapping)Trim(journal);

    private static DataNode Trim(DataNode node)
    {
        switch (node)
        {
            case DataNode.Text text:
                return Find(text.Value) is { } cut ? DataNode.Of(WithoutEdges(text.Value, cut)) : node;
            case DataNode.Sequence sequence:
                var items = sequence.Items;
                for (var i = 0; i < items.Length; i++)
                {
                    var item = Trim(items[i]);
                    if (!ReferenceEquals(item, items[i])) items = items.SetItem(i, item);
                }

                return items == sequence.Items ? node : new DataNode.Sequence(items) { Span = sequence.Span };
            case DataNode.Mapping mapping:
                var entries = mapping.Entries;
                for (var i = 0; i < entries.Length; i++)
                {
                    var value = Trim(entries[i].Value);
                    if (!ReferenceEquals(value, entries[i].Value)) entries = entries.SetItem(i, entries[i] with { Value = value });
                }

                return entries == mapping.Entries ? node : new DataNode.Mapping(entries) { Span = mapping.Span };
            default:
                return node;
        }
    }

    private static string WithoutEdges(string text, (int Start, int End, long Original) cut)
    {
        var head = Encoding.UTF8.GetBytes(text[..cut.Start]);
        var tail = Encoding.UTF8.GetBytes(text[cut.End..]);
        return Join([.. head, .. tail], Math.Max(0, head.Length - Margin), Math.Max(0, tail.Length - Margin), cut.Original);
    }

    /// <summary>The first and the last bytes, whole letters only, with the mark between them.</summary>
    private static string Join(byte[] bytes, int first, int last, long original)
    {
        var end = first;
        while (end > 0 && end < bytes.Length && (bytes[end] & 0xC0) == 0x80) end--;
        var start = bytes.Length - last;
        while (start < bytes.Length && (bytes[start] & 0xC0) == 0x80) start++;
        return Encoding.UTF8.GetString(bytes, 0, end) + Mark(original - end - (bytes.Length - start), original) + Encoding.UTF8.GetString(bytes, start, bytes.Length - start);
    }

    /// <summary>The last mark of a text. An activity may write one itself: it loses what stands beside it, and no more.</summary>
    private static (int Start, int End, long Original)? Find(string text)
    {
        for (var end = text.LastIndexOf(Closing, StringComparison.Ordinal); end >= 0; end = end == 0 ? -1 : text.LastIndexOf(Closing, end - 1, StringComparison.Ordinal))
        {
            var start = text.LastIndexOf(Opening, end, StringComparison.Ordinal);
            if (start < 0) return null;
            var numbers = text.AsSpan(start + Opening.Length, Math.Max(0, end - start - Opening.Length));
            var middle = numbers.IndexOf(Between, StringComparison.Ordinal);
            if (middle > 0 && IsNumber(numbers[..middle]) && IsNumber(numbers[(middle + Between.Length)..]))
                return (start, end + Closing.Length, long.Parse(numbers[(middle + Between.Length)..], CultureInfo.InvariantCulture));
        }

        return null;
    }

    private static bool IsNumber(ReadOnlySpan<char> text) => text.Length is > 0 and < 19 && !text.ContainsAnyExceptInRange('0', '9');
}
