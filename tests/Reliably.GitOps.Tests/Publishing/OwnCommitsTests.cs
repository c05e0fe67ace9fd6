using System.Globalization;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Publishing;

public sealed class OwnCommitsTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_was_pushed_is_known_after_a_restart_by_its_name_and_by_what_it_did()
    {
        var own = new OwnCommits(folder["own"]);
        own.Add(new(Name(1), null, "a"));
        own.Add(new(Name(2), "a", "b"));
        var again = new OwnCommits(folder["own"]);
        again.Has(new(Name(2), "x", "y")).ShouldBeTrue();
        again.Has(new(Name(9), null, "b")).ShouldBeTrue();
        again.Has(new(null, "b", "a")).ShouldBeFalse();
        again.Has(new(Name(9), "a", "c")).ShouldBeFalse();
        again.Has(new(null, "x", "y")).ShouldBeFalse();
    }

    [Fact]
    public void A_pull_request_of_more_commits_than_are_remembered_is_still_known_as_a_whole()
    {
        const int commits = 3100;
        File.WriteAllLines(folder["own"], Enumerable.Range(1, commits).Select(number => string.Create(CultureInfo.InvariantCulture, $"{Name(number)} {(number == 1 ? "-" : "t" + (number - 1))} t{number}")));
        var own = new OwnCommits(folder["own"]);
        own.Add(new(Name(commits + 1), "t" + commits, "end"));
        File.ReadAllLines(folder["own"]).Length.ShouldBe(3000);
        own = new(folder["own"]);
        own.Has(new(null, null, "end")).ShouldBeTrue();
        own.Has(new(Name(1), "x", "y")).ShouldBeFalse();
    }

    private static CommitSha Name(int number) => CommitSha.Parse(number.ToString("x40", CultureInfo.InvariantCulture));
}
