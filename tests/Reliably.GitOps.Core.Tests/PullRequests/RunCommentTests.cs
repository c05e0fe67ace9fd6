using System.Collections.Immutable;
using System.Net;
using System.Text.RegularExpressions;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.PullRequests;

public partial class RunCommentTests
{
    private static readonly MarkdownPipeline Generous = new MarkdownPipelineBuilder().UsePipeTables().UseAutoLinks().UseEmojiAndSmiley().UseTaskLists().UseFootnotes().Build();
    private static readonly DateTimeOffset Now = Records.Time("2026-11-22T12:00:00Z");
    private static readonly RunLinks Links = new() { Repository = new("https://git.example.com/shop/chaos/"), Docs = "https://docs.example.com/pull-request-runs.md" };

    [Fact]
    public void Says_who_asked_for_what_at_which_commit_and_how_to_end_it()
    {
        var ticket = Ticket("shop/a");
        var body = RunComment.Write(ticket, ImmutableDictionary<ExecutionId, RunProgress>.Empty, Links);
        body.ShouldStartWith($"<!-- reliably-run {ticket.Executions[0].Id} -->\n### 🕓 `shop/a` at `1111111`: waits for its turn\n");
        body.ShouldContain("[Asked for](https://git.example.com/shop/chaos/pull/7#issuecomment-1) by `ada`.");
        body.ShouldContain("environment `staging`, deployment `sandbox`, guards and settings are those of `main` at [`2222222`](https://git.example.com/shop/chaos/commit/2222222222222222222222222222222222222222)");
        body.ShouldContain($"```text\n/reliably stop {ticket.Executions[0].Id}\n```");
        body.ShouldContain("It counts for no score");
    }

    [Fact]
    public void Follows_a_run()
    {
        var ticket = Ticket("shop/a");
        var progress = RunProgress.Waiting;
        Title().ShouldBe("### 🕓 `shop/a` at `1111111`: waits for its turn");
        Hear(new RunEvent.ExperimentStarted("t") { At = Now });
        Hear(new RunEvent.PhaseStarted(RunPhase.Method) { At = Now });
        Hear(new RunEvent.ActivityStarted(RunPhase.Method, "action", "kill") { At = Now });
        Title().ShouldBe("### ⏳ `shop/a` at `1111111`: running");
        Body().ShouldContain("| running | kill |");
        Hear(new RunEvent.ActivityEnded(RunPhase.Method, "kill", true, null, TimeSpan.FromSeconds(2)) { At = Now.AddSeconds(2) });
        Hear(new RunEvent.Intervened(new(Now.AddSeconds(3), "paused", "until it is resumed", "bob"), "paused") { At = Now.AddSeconds(3) });
        Title().ShouldBe("### ⏳ `shop/a` at `1111111`: paused");
        Body().ShouldContain("12:00:00 method\n12:00:02 ✓ kill (2.0 s)\n12:00:03 ! paused by bob: until it is resumed\n");
        Hear(new RunEvent.PhaseStarted(RunPhase.Rollbacks) { At = Now.AddSeconds(4) });
        Title().ShouldBe("### ⏳ `shop/a` at `1111111`: rolling back");
        void Hear(RunEvent heard) => progress = progress.After(heard);
        string Body() => RunComment.Write(ticket, new Dictionary<ExecutionId, RunProgress> { [ticket.Executions[0].Id] = progress }, Links);
        string Title() => Body().Split('\n')[1];
    }

    [Fact]
    public void Samples_during_the_method_do_not_fill_the_steps()
    {
        var progress = RunProgress.Waiting;
        for (var i = 0; i < 1000; i++)
        {
            progress = progress.After(new RunEvent.ActivityStarted(RunPhase.HypothesisDuring, "probe", "front") { At = Now });
            progress = progress.After(new RunEvent.ActivityEnded(RunPhase.HypothesisDuring, "front", true, true, null) { At = Now });
        }

        progress.Steps.ShouldBeEmpty();
        for (var i = 0; i < 100; i++) progress = progress.After(new RunEvent.ActivityEnded(RunPhase.Method, $"a{i}", true, null, null) { At = Now });
        (progress.Steps.Length, progress.Dropped, progress.Steps[^1].Text).ShouldBe((40, 60, "a99"));
    }

    [Fact]
    public void Ends_with_the_worst_verdict_first_and_links_to_what_was_published()
    {
        var ticket = Ticket("shop/a", "shop/b");
        var commit = CommitSha.Parse("3333333333333333333333333333333333333333");
        ticket = ticket.With(ticket.Executions[0].Id, new(Verdict.Passed, "It held.", TimeSpan.FromSeconds(42), true, commit));
        ticket.IsOver.ShouldBeFalse();
        ticket = ticket.With(ticket.Executions[1].Id, new(Verdict.Deviated, "It did not hold.", TimeSpan.FromSeconds(3), false, null));
        (ticket.IsOver, ticket.IsPublished).ShouldBe((true, false));
        var body = RunComment.Write(ticket, ImmutableDictionary<ExecutionId, RunProgress>.Empty, Links with { Problem = "The remote says no." });
        body.Split('\n')[1].ShouldBe("### ❌ `shop/a` at `1111111`: 1 deviated, 1 passed");
        var id = ticket.Executions[0].Id.Value;
        body.ShouldContain($"[report](https://git.example.com/shop/chaos/blob/{commit.Value}/reports/executions/2026/11/22/{id}.md) · [journal](https://git.example.com/shop/chaos/blob/{commit.Value}/reports/executions/2026/11/22/{id}.journal.json)");
        body.ShouldContain("> The reports are not published yet: The remote says no. They are kept, and it is tried again.");
        body.ShouldNotContain("/reliably stop");
        var later = ticket.With(ticket.Executions[1].Id, new(Verdict.Deviated, "It did not hold.", TimeSpan.FromSeconds(3), false, commit));
        later.IsPublished.ShouldBeTrue();
        later.With(ticket.Executions[1].Id, new(Verdict.Deviated, "It did not hold.", TimeSpan.FromSeconds(3), false, null)).IsPublished.ShouldBeTrue("what is published stays so");
    }

    [Fact]
    public void Is_bounded_balanced_and_holds_nothing_of_others_but_as_text() => Seeded.Each(100, static random =>
    {
        var ticket = Ticket([.. Enumerable.Range(0, random.Next(1, 80)).Select(_ => Name(random))]) with { Branch = random.Nasty(), AskedAt = random.Pick("javascript:alert(1)", "https://git.example.com/shop/chaos/)x[y](https://evil.example", null) };
        ticket = ticket with { Wish = ticket.Wish with { Actor = random.Nasty(), Target = random.Nasty() }, Plan = random.Pick(null, Slug.Parse(Name(random))) };
        var progress = new Dictionary<ExecutionId, RunProgress>();
        foreach (var entry in ticket.Executions)
        {
            var known = RunProgress.Waiting;
            for (var i = random.Next(60); i > 0; i--) known = known.After(new RunEvent.ActivityEnded(RunPhase.Method, random.Nasty(), random.Next(2) == 0, null, null) { At = Now });
            progress[entry.Id] = known.After(new RunEvent.ActivityStarted(RunPhase.Method, "probe", random.Nasty()) { At = Now });
            if (random.Next(2) == 0) ticket = ticket.With(entry.Id, new(random.Pick(Enum.GetValues<Verdict>()), random.Nasty(), TimeSpan.FromSeconds(1), true, null));
        }

        ShouldBeOurs(RunComment.Write(ticket, progress, Links with { Problem = random.Nasty() }));
    });

    [Fact]
    public void Is_written_ninety_times_in_an_hour_at_most()
    {
        var (written, times) = (Now, 0);
        for (; written < Now.AddHours(1); times++) written = RunCommentPace.Next(Now, written);
        times.ShouldBeInRange(60, 100);
        RunCommentPace.Next(Now, Now).ShouldBe(Now.AddSeconds(5));
        RunCommentPace.Next(Now, Now.AddHours(5)).ShouldBe(Now.AddHours(5).AddMinutes(1));
    }

    private static string Name(Random random)
    {
        var name = random.Nasty().Replace("\0", "", StringComparison.Ordinal).Replace("/", "_", StringComparison.Ordinal);
        return name is "" or "." or ".." ? "x" : name;
    }

    private static RunTicket Ticket(params string[] experiments) => new()
    {
        Number = 7,
        Comment = 1,
        Head = CommitSha.Parse("1111111111111111111111111111111111111111"),
        Base = CommitSha.Parse("2222222222222222222222222222222222222222"),
        Branch = "main",
        Wish = new() { Number = 7, Target = experiments[0], Actor = "ada" },
        Environment = Slug.Parse("staging"),
        Deployment = Slug.Parse("sandbox"),
        AskedAt = "https://git.example.com/shop/chaos/pull/7#issuecomment-1",
        Granted = Now,
        JournalLimit = 1 << 20,
        Executions = [.. experiments.Select(static (name, i) => new RunTicketEntry(ExecutionId.Create(Now, i), Slug.Parse(name), null))],
    };

    private static void ShouldBeOurs(string body)
    {
        body.Length.ShouldBeLessThanOrEqualTo(65_536);
        var document = Markdown.Parse(body, Generous);
        foreach (var html in document.Descendants<HtmlBlock>()) foreach (var line in html.Lines.ToString().Split('\n').Where(static line => line.Length > 0)) OwnLine().IsMatch(line).ShouldBeTrue(line);
        foreach (var html in document.Descendants<HtmlInline>()) html.Tag.ShouldBe("<br>");
        foreach (var link in document.Descendants<LinkInline>()) (link.Url!.StartsWith("https://git.example.com/shop/chaos/", StringComparison.Ordinal) || link.Url == Links.Docs).ShouldBeTrue(link.Url);
        document.Descendants<AutolinkInline>().ShouldBeEmpty();
        var shown = document.ToHtml(Generous);
        shown.Split("<details>").Length.ShouldBe(shown.Split("</details>").Length);
        WebUtility.HtmlDecode(CodeText().Replace(shown, "")).ShouldNotMatch("@[A-Za-z0-9]");
        body.ShouldContain("It counts for no score");
        for (var i = 0; i < body.Length; i++)
        {
            if (char.IsHighSurrogate(body[i])) char.IsLowSurrogate(body[++i]).ShouldBeTrue();
            else char.IsLowSurrogate(body[i]).ShouldBeFalse();
        }
    }

    [GeneratedRegex("^(<!-- reliably-run [0-9TZa-f-]+ -->|<details><summary>Steps of [^<>]* \\(UTC\\)</summary>|</details>)$")]
    private static partial Regex OwnLine();

    [GeneratedRegex("<code.*?</code>", RegexOptions.Singleline)]
    private static partial Regex CodeText();
}
