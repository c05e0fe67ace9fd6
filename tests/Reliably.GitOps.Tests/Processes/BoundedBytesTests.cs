using System.Text;

namespace Reliably.GitOps.Processes;

public class BoundedBytesTests
{
    [Fact]
    public void Keeps_all_where_nothing_is_said()
    {
        var bytes = Filled(null, 3, 100_000);
        bytes.ToMemory().Length.ShouldBe(100_000);
        bytes.IsCut.ShouldBeFalse();
    }

    [Fact]
    public void Keeps_what_just_fits() => Text(Filled(10, 3, 10)).ShouldBe("0123456789");

    [Fact]
    public void Keeps_both_ends_of_what_is_too_long() => Text(Filled(10, 3, 26)).ShouldBe("01234\n[… 16 of 26 bytes cut …]\n12345");

    [Fact]
    public void Keeps_nothing_but_the_length_where_nothing_is_allowed() => Text(Filled(0, 7, 26)).ShouldBe("\n[… 26 of 26 bytes cut …]\n");

    [Fact]
    public void Never_cuts_a_letter()
    {
        var bytes = new BoundedBytes(11);
        foreach (var one in Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("é€", 20)))) bytes.Write([one]);
        Text(bytes).ShouldBe("é€\n[… 90 of 100 bytes cut …]\né€");
    }

    /// <summary>Whatever the pieces it comes in, it is what a cut of the whole would be.</summary>
    [Fact]
    public void Pieces_do_not_matter()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var round = 0; round < 300; round++)
        {
            var (longest, length) = (random.Next(0, 200), random.Next(0, 1000));
            Text(Filled(longest, random.Next(1, 300), length)).ShouldBe(Text(Filled(longest, 1, length)), $"seed {seed}, {longest} of {length}");
            if (length <= longest) Text(Filled(longest, 1, length)).Length.ShouldBe(length);
        }
    }

    [Fact]
    public async Task A_flood_takes_no_more_memory_than_is_kept()
    {
        var before = GC.GetTotalAllocatedBytes();
        var result = await new ProcessCommand
        {
            Program = "/bin/sh",
            Arguments = ["-c", "head -c 300000000 /dev/zero; echo end"],
            Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
            WorkingFolder = "/",
            LongestOutput = 1 << 16,
        }.RunAsync();
        result.OutputText.ShouldEndWith("end\n");
        result.OutputText.ShouldContain("of 300000004 bytes cut");
        result.Output.Length.ShouldBeLessThan((1 << 16) + 100);
        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(100_000_000);
    }

    private static BoundedBytes Filled(int? longest, int piece, int length)
    {
        var bytes = new BoundedBytes(longest);
        var all = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, length).Select(static i => (char)('0' + (i % 10)))));
        for (var at = 0; at < length; at += piece) bytes.Write(all.AsSpan(at, Math.Min(piece, length - at)));
        return bytes;
    }

    private static string Text(BoundedBytes bytes) => Encoding.UTF8.GetString(bytes.ToMemory().Span);
}
