using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

public class JournalShorteningTests
{
    private const int Longest = 64;

    [Fact]
    public void Keeps_both_ends_of_a_long_string_and_says_how_much_is_missing()
    {
        var shortened = Shorten("{\"output\": \"" + new string('a', 100) + new string('b', 100) + "\"}", piece: 7);
        shortened["output"].ShouldBe(DataNode.Of(new string('a', 32) + "\n[… 136 of 200 bytes cut …]\n" + new string('b', 32)));
    }

    [Fact]
    public void Cuts_no_character_and_no_escape_in_two()
    {
        string[] parts = ["é", "€", "😀", "\\n", "\\\"", "\\\\", "\\u00e9", "\\ud83d\\ude00", "x"];
        foreach (var part in parts)
        {
            for (var before = 0; before < 13; before++)
            {
                var text = new string('.', before) + string.Concat(Enumerable.Repeat(part, 200));
                var value = ((DataNode.Text)Shorten("{\"k\": \"" + text + "\"}", piece: 5)["k"]!).Value;
                var whole = ((DataNode.Text)((DataNode.Mapping)JsonReader.Parse("{\"k\": \"" + text + "\"}"))["k"]!).Value;
                var ends = value.Split('\n').Length > 2 ? value.Split("\n[… ") : [value];
                whole.ShouldStartWith(ends[0], customMessage: part);
                whole.ShouldEndWith(ends[^1][(ends[^1].IndexOf("…]\n", StringComparison.Ordinal) + 3)..], customMessage: part);
            }
        }
    }

    [Fact]
    public void A_text_without_long_strings_stays_as_it_is_byte_for_byte() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>().Filter(static text => text is not null && text.Length < 40), ArbMap.Default.ArbFor<PositiveInt>(), static (text, piece) =>
        {
            var json = JsonWriter.Indented(DataNode.Mapping.Create(("k", DataNode.Of(Whole(text))), ("n", DataNode.Of(5)), ("list", new DataNode.Sequence([DataNode.Of("\"\\"), DataNode.None]))));
            var shortening = new JournalShortening(1000, int.MaxValue);
            foreach (var part in Encoding.UTF8.GetBytes(json).Chunk(piece.Get)) shortening.Add(part).ShouldBeTrue();
            return Encoding.UTF8.GetString(shortening.Text) == json;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Says_when_too_much_would_be_left()
    {
        var shortening = new JournalShortening(Longest, 100);
        shortening.Add("[1,2,3"u8).ShouldBeTrue();
        shortening.Add(new byte[200]).ShouldBeFalse();
        shortening.Text.Length.ShouldBeLessThanOrEqualTo(101);
    }

    private static DataNode.Mapping Shorten(string json, int piece)
    {
        var shortening = new JournalShortening(Longest, int.MaxValue);
        foreach (var part in Encoding.UTF8.GetBytes(json).Chunk(piece)) shortening.Add(part).ShouldBeTrue();
        return (DataNode.Mapping)(JsonReader.TryParse(shortening.Text, out var problem) ?? throw new InvalidOperationException(problem!.Message + Encoding.UTF8.GetString(shortening.Text)));
    }

    /// <summary>Half a surrogate pair has no bytes of its own.</summary>
    private static string Whole(string text) => string.Concat(text.EnumerateRunes());
}
