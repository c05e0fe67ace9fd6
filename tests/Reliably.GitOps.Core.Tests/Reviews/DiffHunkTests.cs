using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Reviews;

public class DiffHunkTests
{
    [Fact]
    public void Reads_the_stretches_of_each_file_of_a_patch_whatever_the_lines_say()
    {
        const string Patch = "diff --git a/x b/x\nindex 1..2 100644\n--- a/x\n+++ b/x\n@@ -1 +1,2 @@ heading @@ -9,9 +9,9 @@\n-diff --git a/no b/no\n+@@ -7 +7 @@\n+b\n@@ -10,0 +12,3 @@\n+a\ndiff --git a/bin b/bin\nBinary files differ\ndiff --git a/y b/y\n@@ -0,0 +1 @@\n+x\n";
        var files = DiffHunk.OfPatch(Patch);
        files.Length.ShouldBe(3);
        files[0].ShouldBe([new(1, 1, 1, 2), new(10, 0, 12, 3)]);
        files[1].ShouldBeEmpty();
        files[2].ShouldBe([new(0, 0, 1, 1)]);
    }

    [Theory]
    [InlineData(1, 3, true)]
    [InlineData(3, 5, true)]
    [InlineData(0, 3, false)]
    [InlineData(4, 6, false)]
    public void Shows_lines_only_where_all_of_them_lie_in_it(int first, int last, bool shown) => new DiffHunk(1, 2, 1, 5).Shows(first, last).ShouldBe(shown);

    /// <summary>Lines are random words that differ; each line of the old text that is still there is found at its place in the new one.</summary>
    [Fact]
    public void A_line_that_stays_is_found_where_it_moved_to() => Seeded.Each(300, static random =>
    {
        var number = 0;
        var (old, now) = (new List<int>(), new List<int>());
        var hunks = System.Collections.Immutable.ImmutableArray.CreateBuilder<DiffHunk>();
        for (var i = 0; i < 6; i++)
        {
            for (var same = random.Next(1, 4); same > 0; same--)
            {
                old.Add(++number);
                now.Add(number);
            }

            var (gone, come) = (random.Next(3), random.Next(3));
            if (gone + come == 0) continue;
            hunks.Add(new(gone > 0 ? old.Count + 1 : old.Count, gone, come > 0 ? now.Count + 1 : now.Count, come));
            for (; gone > 0; gone--) old.Add(-++number);
            for (; come > 0; come--) now.Add(1000 + ++number);
        }

        var all = hunks.ToImmutable();
        for (var line = 1; line <= old.Count; line++)
        {
            var moved = DiffHunk.Moved(line, all);
            if (old[line - 1] > 0) now[moved - 1].ShouldBe(old[line - 1]);
            else moved.ShouldBeInRange(1, now.Count + 1);
        }
    });
}
