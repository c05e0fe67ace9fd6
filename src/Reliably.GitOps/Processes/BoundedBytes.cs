using System.Text;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Processes;

/// <summary>What a process writes: all of it, or the first and the last bytes of it and how long it was. Memory is taken as bytes come.</summary>
/// <param name="longest">Bytes that are kept; null keeps all, zero none.</param>
internal sealed class BoundedBytes(int? longest)
{
    private readonly int first = longest is { } most ? most - (most / 2) : int.MaxValue;
    private readonly int last = (longest ?? 0) / 2;
    private byte[] head = new byte[256];
    private int filled;
    private byte[] ring = [];
    private long beyond;

    /// <summary>How many bytes came.</summary>
    public long Length => filled + beyond;

    /// <summary>Something is missing.</summary>
    public bool IsCut => beyond > last;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        var room = first - filled;
        if (room > 0)
        {
            var taken = Math.Min(room, bytes.Length);
            if (head.Length - filled < taken) Array.Resize(ref head, (int)Math.Min(Array.MaxLength, Math.Max((long)filled + taken, head.Length * 2L)));
            bytes[..taken].CopyTo(head.AsSpan(filled));
            filled += taken;
            bytes = bytes[taken..];
        }

        if (bytes.Length > 0) WriteRing(bytes);
    }

    /// <summary>The bytes; where some are missing, with the mark in their place and whole letters beside it.</summary>
    public ReadOnlyMemory<byte> ToMemory()
    {
        if (beyond == 0) return head.AsMemory(0, filled);
        var start = Tail();
        ReadOnlySpan<byte> end = head.AsSpan(0, filled);
        if (!IsCut) return (byte[])[.. end, .. start];
        while (end.Length > 0 && IsInsideLetter(end)) end = end[..^1];
        var from = 0;
        while (from < start.Length && (start[from] & 0xC0) == 0x80) from++;
        var kept = end.Length + start.Length - from;
        return (byte[])[.. end, .. Encoding.UTF8.GetBytes(OutputCut.Mark(Length - kept, Length)), .. start.AsSpan(from)];
    }

    /// <summary>True where the last letter has not all its bytes.</summary>
    private static bool IsInsideLetter(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(4, bytes.Length); back++)
        {
            var one = bytes[^back];
            if ((one & 0xC0) == 0x80) continue;
            var needed = one switch { >= 0xF0 => 4, >= 0xE0 => 3, >= 0xC0 => 2, _ => 1 };
            return needed > back;
        }

        return false;
    }

    private void WriteRing(ReadOnlySpan<byte> bytes)
    {
        var at = beyond;
        beyond += bytes.Length;
        if (last == 0) return;
        Grow();
        if (bytes.Length > last)
        {
            at += bytes.Length - last;
            bytes = bytes[^last..];
        }

        var place = (int)(at % last);
        var before = Math.Min(bytes.Length, last - place);
        bytes[..before].CopyTo(ring.AsSpan(place));
        bytes[before..].CopyTo(ring);
    }

    private void Grow()
    {
        if (ring.Length >= Math.Min(beyond, last)) return;
        Array.Resize(ref ring, (int)Math.Min(last, Math.Max(4096, Math.Min(beyond, last) * 2)));
    }

    private byte[] Tail()
    {
        if (beyond <= last) return ring[..(int)beyond];
        if (last == 0) return [];
        var place = (int)(beyond % last);
        return [.. ring.AsSpan(place, last - place), .. ring.AsSpan(0, place)];
    }
}
