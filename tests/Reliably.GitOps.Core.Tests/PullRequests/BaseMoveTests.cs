using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.PullRequests;

public class BaseMoveTests
{
    private static readonly CommitSha Head = CommitSha.Parse(new string('a', 40));
    private static readonly CommitSha Base = CommitSha.Parse(new string('b', 40));

    [Fact]
    public void A_report_that_we_published_is_nothing_to_look_at_again() => Concerns(["experiments/a.yaml"], "reports/README.md", "reports/badges/resilience.svg").ShouldBeFalse();

    [Fact]
    public void What_lies_beside_the_change_is_nothing_to_look_at_again() => Concerns(["experiments/a.yaml"], "docs/notes.md", "experiments/b.yaml", "plans/other.yaml").ShouldBeFalse();

    [Fact]
    public void A_document_that_can_refer_to_nothing_is_no_reason_whatever_words_it_holds() =>
        BaseMove.Concerns(Memory(["experiments/a.yaml"]), ["experiments/b.yaml"], static _ => "title: a\n").ShouldBeFalse();

    [Theory]
    [InlineData("experiments/a.yaml")] // the document itself
    [InlineData("experiments/A.yml")] // one with nearly the same name
    [InlineData("reliably.yaml")] // what rules everything
    [InlineData("plans/refers.yaml")] // one that refers to it now
    public void What_touches_the_change_is_looked_at_again(string changed) => Concerns(["experiments/a.yaml"], "docs/notes.md", changed).ShouldBeTrue();

    [Fact]
    public void A_change_without_documents_is_not_looked_at_again_for_settings() => Concerns(["docs/notes.md"], "reliably.yaml").ShouldBeFalse();

    [Fact]
    public void A_document_that_was_removed_is_looked_at_again_where_the_change_refers_to_it() => Concerns(["plans/p.yaml", "environments/staging.yaml"], "environments/staging.yaml").ShouldBeTrue();

    [Fact]
    public void What_is_remembered_survives_the_disk()
    {
        var memory = Memory(["experiments/a.yaml", "plans/é \"quoted\".yaml"]);
        var read = ReviewMemoryJson.TryRead(Encoding.UTF8.GetBytes(ReviewMemoryJson.Write(memory))).ShouldNotBeNull();
        (read.Head, read.Base, read.Branch).ShouldBe((memory.Head, memory.Base, memory.Branch));
        read.Paths.ShouldBe(memory.Paths);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"head\": \"x\", \"base\": \"y\", \"branch\": \"main\", \"paths\": []}")]
    [InlineData("[1]")]
    public void What_is_not_ours_is_not_remembered(string text) => ReviewMemoryJson.TryRead(Encoding.UTF8.GetBytes(text)).ShouldBeNull();

    private static bool Concerns(ImmutableArray<string> paths, params string[] changed) =>
        BaseMove.Concerns(Memory(paths), changed, static path => path == "plans/refers.yaml" ? "experiments: [a]\n" : "a-b: [ba, a_]\ntitle: not one of them is it\n");

    private static ReviewMemory Memory(ImmutableArray<string> paths) => new() { Head = Head, Base = Base, Branch = "main", Paths = paths };
}
