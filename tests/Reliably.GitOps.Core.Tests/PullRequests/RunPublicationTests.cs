using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Publishing;

namespace Reliably.GitOps.PullRequests;

public class RunPublicationTests
{
    private static readonly DateTimeOffset Now = Records.Time("2026-11-21T03:00:00Z");

    [Fact]
    public void Holds_record_journal_page_and_a_list_and_nothing_that_counts()
    {
        var run = Run(1, "2026-11-21T03:00:00Z");
        var written = RunPublication.Decide(7, [run], [], 1 << 20);
        var id = run.Record.Id;
        written.Files.Keys.Where(static path => !path.StartsWith(ReportPaths.Assets, StringComparison.Ordinal))
            .ShouldBe([ReportPaths.Dashboard, ReportPaths.Journal(id), ReportPaths.ExecutionPage(id), ReportPaths.Record(id)], ignoreOrder: true);
        ExecutionRecordJson.Read(written.Files[ReportPaths.Record(id)]).PullRequest.ShouldBe(run.Record.PullRequest);
        var page = written.Files[ReportPaths.ExecutionPage(id)];
        page.ShouldContain("\\#7, not merged: it counts for no score");
        page.ShouldContain("the base branch at `222222222222`");
        page.ShouldNotContain("reports/experiments");
        page.ShouldContain("[Runs of pull request 7](../../../../README.md)");
        foreach (System.Text.RegularExpressions.Match link in System.Text.RegularExpressions.Regex.Matches(page, @"\]\(([^)]+)\)"))
            written.Files.Keys.ShouldContain(Resolve(ReportPaths.ExecutionPage(id), link.Groups[1].Value));
        written.Files[ReportPaths.Dashboard].ShouldContain($"[`{id}`](executions/2026/11/21/{id}.md)");
        written.Message.ShouldContain("Reliably-Execution: " + id);
        RunPublication.RefOf(7).ShouldBe("refs/reliably/pr/7");
    }

    [Fact]
    public void The_list_keeps_what_was_there_and_the_newest_stands_first()
    {
        var (old, young) = (Run(1, "2026-11-20T03:00:00Z"), Run(2, "2026-11-21T03:00:00Z"));
        var list = RunPublication.Decide(7, [young], [old.Record, young.Record], 1 << 20).Files[ReportPaths.Dashboard];
        list.IndexOf(young.Record.Id.Value, StringComparison.Ordinal).ShouldBeLessThan(list.IndexOf(old.Record.Id.Value, StringComparison.Ordinal));
        list.Split(young.Record.Id.Value + "`").Length.ShouldBe(2);
    }

    [Fact]
    public void A_journal_that_is_too_long_is_withheld_and_the_record_says_so()
    {
        var run = Run(1, "2026-11-21T03:00:00Z") with { JournalText = new string('x', 5000) };
        var written = RunPublication.Decide(7, [run], [], 1000);
        written.Files.ShouldNotContainKey(ReportPaths.Journal(run.Record.Id));
        ExecutionRecordJson.Read(written.Files[ReportPaths.Record(run.Record.Id)]).JournalWithheld.ShouldBeTrue();
    }

    [Fact]
    public void Runs_go_after_ninety_days_and_the_reference_with_the_last_of_them()
    {
        var (old, young) = (Run(1, "2026-11-20T03:00:00Z"), Run(2, "2026-11-21T03:00:00Z"));
        var paths = RunPublication.Decide(7, [old, young], [], 1 << 20).Files.Keys.ToList();
        ExecutionRecord[] records = [old.Record, young.Record];
        RunPublication.Clean(7, paths, records, Now.AddDays(89)).ShouldBeNull();
        var removal = RunPublication.Clean(7, paths, records, Now.AddDays(90)).ShouldNotBeNull().Commit.ShouldNotBeNull();
        removal.Removed.ShouldAllBe(path => path.Contains(old.Record.Id.Value, StringComparison.Ordinal));
        removal.Removed.Length.ShouldBe(paths.Count(path => path.Contains(old.Record.Id.Value, StringComparison.Ordinal)));
        removal.Files[ReportPaths.Dashboard].ShouldNotContain(old.Record.Id.Value);
        RunPublication.Clean(7, [.. paths.Except(removal.Removed)], [young.Record], Now.AddDays(90)).ShouldBeNull();
        RunPublication.Clean(7, paths, records, Now.AddDays(92)).ShouldNotBeNull().Commit.ShouldBeNull();
        RunPublication.Clean(7, ["README.md", "reports/executions/x.record.json"], [], Now.AddYears(1)).ShouldBeNull("it is not ours");
    }

    private static string Resolve(string from, string link)
    {
        var parts = from.Split('/').SkipLast(1).ToList();
        foreach (var part in link.Split('/'))
        {
            if (part == "..") parts.RemoveAt(parts.Count - 1);
            else parts.Add(part);
        }

        return string.Join('/', parts);
    }

    private static ExecutedRun Run(int number, string start) => new(
        Records.Of(Verdict.Passed, start, "shop/a", number) with { Plan = null, Actor = "ada", Trigger = TriggerKind.PullRequest, PullRequest = new(7, CommitSha.Parse("2222222222222222222222222222222222222222")) },
        "{}");
}
