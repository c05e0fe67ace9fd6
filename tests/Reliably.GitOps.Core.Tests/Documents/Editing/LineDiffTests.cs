using System.Text;
using System.Text.RegularExpressions;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Documents.Editing;

public class LineDiffTests
{
    [Fact]
    public void Shows_three_lines_around_and_a_missing_final_newline() => LineDiff.Unified("1\n2\n3\n4\n5\n6\n7\n8", "1\n2\n3\n4\nfive\n6\n7\n8", "a", "b").ShouldBe(
        "--- a\n+++ b\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n\\ No newline at end of file\n");

    [Fact]
    public void Says_nothing_of_two_texts_that_are_the_same() => LineDiff.Unified("1\n", "1\n", "a", "b").ShouldBeEmpty();

    [Fact]
    public void A_difference_applied_to_the_old_text_gives_the_new_one() => Seeded.Each(300, static random =>
    {
        var (before, after) = (Text(random), Text(random));
        Applied(before, LineDiff.Unified(before, after, "a", "b")).ShouldBe(after);
    });

    private static string Text(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(25)).Select(_ => random.Pick("a", "b", "c", "", "d d") + random.Pick("\n", "\n", "\r\n"))) + (random.Next(3) == 0 ? "end" : "");

    /// <summary>By the line numbers of the hunks, as <c>git apply</c> does.</summary>
    private static string Applied(string before, string difference)
    {
        var old = Regex.Matches(before, "[^\n]*\n|[^\n]+$").Select(static line => line.Value).ToList();
        var made = new StringBuilder();
        var at = 0;
        var lines = Regex.Matches(difference, "[^\n]*\n").Select(static line => line.Value).ToList();
        for (var i = 2; i < lines.Count; i++)
        {
            if (Regex.Match(lines[i], @"^@@ -(\d+),(\d+)") is { Success: true } hunk)
            {
                var start = int.Parse(hunk.Groups[1].Value) - (hunk.Groups[2].Value == "0" ? 0 : 1);
                while (at < start) made.Append(old[at++]);
            }
            else if (lines[i][0] != '\\')
            {
                var text = i + 1 < lines.Count && lines[i + 1][0] == '\\' ? lines[i][1..^1] : lines[i][1..];
                if (lines[i][0] != '+') old[at++].ShouldBe(text);
                if (lines[i][0] != '-') made.Append(text);
            }
        }

        while (at < old.Count) made.Append(old[at++]);
        return made.ToString();
    }
}
