using System.Text;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

public class OutputCutTests
{
    [Fact]
    public void Keeps_both_ends_and_says_how_much_of_how_much_is_missing()
    {
        var cut = OutputCut.Cut(new string('a', 5000) + new string('b', 5000), 1080);
        cut.ShouldBe(new string('a', 500) + "\n[… 9000 of 10000 bytes cut …]\n" + new string('b', 500));
    }

    [Fact]
    public void Leaves_a_short_text_alone() => OutputCut.Cut("é", 2).ShouldBe("é");

    [Fact]
    public void Cuts_between_letters()
    {
        var cut = OutputCut.Cut(new string('é', 5000), 1083);
        cut.ShouldNotContain('\uFFFD');
        Encoding.UTF8.GetByteCount(cut).ShouldBeLessThanOrEqualTo(1083);
    }

    [Fact]
    public void Says_the_original_length_after_a_second_cut()
    {
        var twice = OutputCut.Cut(OutputCut.Cut(new string('a', 100_000), 10_000), 1000);
        twice.ShouldContain(" of 100000 bytes cut");
        twice.Split('…').Length.ShouldBe(3, "one mark and no other");
        Encoding.UTF8.GetByteCount(twice).ShouldBeLessThanOrEqualTo(1000);
    }

    [Fact]
    public void Takes_away_what_may_be_half_a_secret_beside_a_cut()
    {
        var text = new string('a', 70_000) + "hunt" + OutputCut.Mark(1_000_000, 1_140_008) + "er2!" + new string('b', 70_000);
        var journal = DataNode.Mapping.Create(("run", new DataNode.Sequence([DataNode.Mapping.Create(("output", DataNode.Mapping.Create(("stdout", DataNode.Of(text)))))])));
        var trimmed = (DataNode.Text)((DataNode.Mapping)((DataNode.Mapping)((DataNode.Sequence)OutputCut.TrimEdges(journal)["run"]!).Items[0])["output"]!)["stdout"]!;
        trimmed.Value.ShouldNotContain("hunt");
        trimmed.Value.ShouldNotContain("er2!");
        trimmed.Value.ShouldBe(new string('a', 4468) + OutputCut.Mark(1_140_008 - 8936, 1_140_008) + new string('b', 4468));
    }

    [Fact]
    public void Leaves_a_journal_without_cuts_as_it_is()
    {
        var journal = DataNode.Mapping.Create(("status", DataNode.Of("completed")), ("run", new DataNode.Sequence([DataNode.Of("[… many bytes cut …]\n")])));
        OutputCut.TrimEdges(journal).ShouldBeSameAs(journal);
    }
}
