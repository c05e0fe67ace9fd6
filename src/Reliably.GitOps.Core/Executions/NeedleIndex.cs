using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Reliably.GitOps.Executions;

/// <summary>Finds many texts in one pass. At each place the longest counts; overlapping ones are all found.</summary>
internal sealed class NeedleIndex
{
    private const int Head = 4;

    private readonly Dictionary<ulong, string[]> byHead;
    private readonly SearchValues<string> search;

    /// <param name="needles">Texts of at least four characters; shorter ones are left out.</param>
    public NeedleIndex(IEnumerable<string> needles)
    {
        Needles = [.. needles.Where(static needle => needle.Length >= Head).Distinct(StringComparer.Ordinal)];
        byHead = Needles.GroupBy(static needle => HeadOf(needle)).ToDictionary(static group => group.Key, static group => group.OrderByDescending(static needle => needle.Length).ToArray());
        search = SearchValues.Create(Needles.AsSpan(), StringComparison.Ordinal);
    }

    public ImmutableArray<string> Needles { get; }

    /// <summary>Adds a stretch for each place where one begins, in order.</summary>
    public void Find(ReadOnlySpan<char> text, List<(int Start, int End)> places)
    {
        for (var at = 0; text[at..].IndexOfAny(search) is var hit and >= 0; at++)
        {
            at += hit;
            var rest = text[at..];
            foreach (var needle in byHead[HeadOf(rest)])
            {
                if (!rest.StartsWith(needle, StringComparison.Ordinal)) continue;
                places.Add((at, at + needle.Length));
                break;
            }
        }
    }

    private static ulong HeadOf(ReadOnlySpan<char> text) => MemoryMarshal.Read<ulong>(MemoryMarshal.AsBytes(text[..Head]));
}
