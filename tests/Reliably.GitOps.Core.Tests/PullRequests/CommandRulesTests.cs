using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.PullRequests;

public class CommandRulesTests
{
    private static readonly CommitSha Head = CommitSha.Parse("0123456789abcdef0123456789abcdef01234567");
    private static readonly CommitSha Older = CommitSha.Parse("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    private static readonly DateTimeOffset Written = Records.Time("2026-11-22T12:00:00Z");

    [Theory]
    [InlineData("admin", "admin", RepositoryRole.Admin)]
    [InlineData("maintain", "write", RepositoryRole.Maintain)]
    [InlineData("write", "write", RepositoryRole.Write)]
    [InlineData("triage", "read", RepositoryRole.Triage)]
    [InlineData("read", "read", RepositoryRole.Read)]
    [InlineData("none", "none", RepositoryRole.None)]
    [InlineData("security-champion", "write", RepositoryRole.Write)]
    [InlineData("security-champion", "read", RepositoryRole.Read)]
    [InlineData("Admin", "none", RepositoryRole.None)]
    [InlineData("owner", "owner", RepositoryRole.None)]
    [InlineData(null, "admin", RepositoryRole.Admin)]
    [InlineData(null, null, RepositoryRole.None)]
    public void A_role_is_what_the_forge_says_and_nothing_where_nobody_knows_it(string? role, string? level, RepositoryRole expected) => RepositoryRoles.Of(role, level).ShouldBe(expected);

    [Fact]
    public void Each_command_is_for_its_role_and_for_no_lesser_one()
    {
        foreach (var (line, needed) in new[]
        {
            ("help", RepositoryRole.Read), ("status", RepositoryRole.Read), ("explain x", RepositoryRole.Read), ("validate", RepositoryRole.Triage),
            ("run x", RepositoryRole.Write), ("stop all", RepositoryRole.Write), ("pause 7f3a9c", RepositoryRole.Write), ("resume 7f3a9c", RepositoryRole.Write),
            ("emergency-stop on", RepositoryRole.Write), ("emergency-stop off", RepositoryRole.Write), ("new t", RepositoryRole.Write), ("add s to x", RepositoryRole.Write), ("templatize x", RepositoryRole.Write),
        })
        {
            foreach (var role in Enum.GetValues<RepositoryRole>())
            {
                var refusal = CommandRules.Refuse(Command(line), Situation() with { Role = role });
                (refusal is null).ShouldBe(role >= needed, $"{line} as {role}: {refusal?.Markdown}");
            }
        }
    }

    [Fact]
    public void What_is_not_there_yet_says_so()
    {
        CommandRules.Refuse(Command("ask why"), Situation())!.Markdown.ShouldContain("does not answer questions yet");
        CommandRules.Refuse(Command("approve 7f3a9c"), Situation())!.Markdown.ShouldContain("Nothing can be approved yet");
    }

    [Fact]
    public void A_run_without_a_commit_means_the_head_that_was_checked_before_the_comment()
    {
        CommandRules.CommitOf(Command("run x"), Situation()).ShouldBe(Head);
        CommandRules.CommitOf(Command($"run x at {Head}"), Situation(checkedAt: null)).ShouldBe(Head);
    }

    [Fact]
    public void A_branch_that_was_taken_back_to_a_commit_of_before_is_not_what_the_comment_means()
    {
        foreach (var moment in new[] { Written, Written.AddSeconds(30) })
        {
            var situation = Situation() with { Pull = new(new(Head, false, Written.AddHours(-2), ForcePushed: moment), true) };
            CommandRules.CommitOf(Command("run x"), situation).ShouldBeNull();
            CommandRules.Refuse(Command("run x"), situation)!.Markdown.ShouldContain("force-pushed after the comment was written");
            CommandRules.CommitOf(Command($"run x at {Head}"), situation).ShouldBe(Head);
        }

        CommandRules.CommitOf(Command("run x"), Situation() with { Pull = new(new(Head, false, Written.AddSeconds(-5), ForcePushed: Written.AddSeconds(-20)), true) }).ShouldBe(Head);
    }

    [Fact]
    public void A_head_that_was_checked_after_the_comment_or_in_the_same_second_is_not_meant()
    {
        foreach (var moment in new DateTimeOffset?[] { null, Written, Written.AddSeconds(1) })
        {
            CommandRules.CommitOf(Command("run x"), Situation(checkedAt: moment)).ShouldBeNull();
            var refusal = CommandRules.Refuse(Command("run x on staging"), Situation(checkedAt: moment)).ShouldNotBeNull();
            refusal.Done.ShouldBeFalse();
            refusal.Markdown.ShouldContain($"```text\n/reliably run x on staging at {Head}\n```");
            CommandRules.Refuse(Command("templatize x"), Situation(checkedAt: moment)).ShouldNotBeNull();
            CommandRules.Refuse(Command("stop all"), Situation(checkedAt: moment)).ShouldBeNull();
        }
    }

    [Fact]
    public void A_commit_that_is_the_head_no_more_is_refused()
    {
        CommandRules.CommitOf(Command($"run x at {Older}"), Situation()).ShouldBeNull();
        CommandRules.Refuse(Command($"run x at {Older}"), Situation())!.Markdown.ShouldContain("is not the head");
    }

    [Fact]
    public void The_commit_of_a_fork_is_always_named()
    {
        var fork = Situation() with { Pull = new(new(Head, true, Written.AddMinutes(-5)), true) };
        CommandRules.Refuse(Command("run x"), fork)!.Markdown.ShouldContain($"/reliably run x at {Head}");
        CommandRules.Refuse(Command($"run x at {Head}"), fork).ShouldBeNull();
        CommandRules.Refuse(Command("templatize x"), fork).ShouldBeNull();
    }

    [Fact]
    public void What_is_read_late_is_left_alone()
    {
        CommandRules.Refuse(Command("stop all"), Situation() with { Now = Written + CommandRules.OrdersCountFor }).ShouldBeNull();
        CommandRules.Refuse(Command("stop all"), Situation() with { Now = Written + CommandRules.OrdersCountFor + TimeSpan.FromSeconds(1) }).ShouldNotBeNull();
        CommandRules.Refuse(Command("help"), Situation() with { Now = Written + TimeSpan.FromHours(2) }).ShouldBeNull();
        CommandRules.Refuse(Command("help"), Situation() with { Now = Written + TimeSpan.FromHours(25) }).ShouldNotBeNull();
    }

    [Fact]
    public void A_closed_pull_request_and_an_issue_take_what_is_not_about_their_documents()
    {
        var closed = Situation() with { Pull = new(new(Head, false, Written.AddMinutes(-5)), false) };
        var issue = Situation() with { Pull = null };
        foreach (var line in new[] { "help", "status", "stop all", "emergency-stop on" })
        {
            CommandRules.Refuse(Command(line), closed).ShouldBeNull(line);
            CommandRules.Refuse(Command(line), issue).ShouldBeNull(line);
        }

        foreach (var line in new[] { "run x", "validate" })
        {
            CommandRules.Refuse(Command(line), closed).ShouldNotBeNull(line);
            CommandRules.Refuse(Command(line), issue).ShouldNotBeNull(line);
        }

        CommandRules.Refuse(Command("new t"), issue).ShouldBeNull();
        CommandRules.Refuse(Command("new t"), closed).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("ada", false, false, true)]
    [InlineData("reliably[bot]", false, false, false)]
    [InlineData("Reliably[bot]", true, false, false)]
    [InlineData("dependabot[bot]", false, false, false)]
    [InlineData("robot", true, false, false)]
    [InlineData("ada", false, true, false)]
    [InlineData("", false, false, false)]
    public void Bots_we_ourselves_and_edited_comments_are_not_heard(string author, bool isBot, bool isEdited, bool heard) =>
        (Comment(1, author) with { IsBot = isBot, IsEdited = isEdited }).Read("reliably[bot]").ShouldBeOfType(heard ? typeof(CommandReading.Read) : typeof(CommandReading.None));

    [Fact]
    public void A_comment_is_edited_where_its_times_are_more_than_a_second_apart()
    {
        CommandComment.IsChanged(Written, Written).ShouldBeFalse();
        CommandComment.IsChanged(Written, Written.AddSeconds(1)).ShouldBeFalse();
        CommandComment.IsChanged(Written, Written.AddSeconds(2)).ShouldBeTrue();
    }

    [Fact]
    public void The_eleventh_command_of_ten_minutes_is_too_much()
    {
        var memory = CommandMemory.Empty;
        for (var i = 0; i < CommandMemory.MostOfAPerson; i++)
        {
            memory.IsTooMuch("ada", i, Written).ShouldBeFalse();
            memory = memory.With(new(i, "ada", Written.AddSeconds(i), CommandState.Settled));
        }

        memory.IsTooMuch("Ada", 10, Written.AddSeconds(10)).ShouldBeTrue();
        memory.IsTooMuch("bob", 10, Written.AddSeconds(10)).ShouldBeFalse();
        memory.IsTooMuch("ada", 10, Written + CommandMemory.Window).ShouldBeFalse("the first of them is ten minutes old");
        var passed = memory.With(new(10, "ada", Written.AddSeconds(10), CommandState.Settled) { IsPassedOver = true });
        passed.IsTooMuch("ada", 11, Written + CommandMemory.Window).ShouldBeFalse("what is passed over does not count");
    }

    [Fact]
    public void A_memory_survives_its_file_and_stays_small()
    {
        var memory = CommandMemory.Empty.With(new(1, "ada", Written, CommandState.Taken)).With(new(2, "a\"b\n", Written, CommandState.Answered) { Reply = new(true, "é\n```\n") });
        var read = CommandMemory.Read(System.Text.Encoding.UTF8.GetBytes(memory.Write()));
        (read.Of(1), read.Of(2)).ShouldBe((memory.Of(1), memory.Of(2)));
        CommandMemory.Read("{ half"u8).Count.ShouldBe(0);
        for (var i = 3; i < CommandMemory.Most + 500; i++) memory = memory.With(new(i, "ada", Written, CommandState.Settled));
        memory.Count.ShouldBe(CommandMemory.Most);
        memory.Of(1).ShouldNotBeNull("what is unfinished is not forgotten");
    }

    [Fact]
    public void The_newest_ten_answers_are_shown_once_each_whatever_they_hold() => Seeded.Each(300, static random =>
    {
        string? body = null;
        var count = random.Next(1, 16);
        for (var i = 1; i <= count; i++)
        {
            var reply = random.Next(3) == 0 ? CommandReply.Refused(random.Nasty(), random.Nasty(), random.Nasty()) : new(true, Reports.MarkdownText.Fence(CommandReplies.Marker + " 1:2 -->\n" + random.Nasty() + new string('x', random.Next(6_000))));
            body = CommandReplies.With(body, Comment(i, "ada"), "/reliably " + random.Nasty(), reply);
            CommandReplies.With(body.Replace("\n", random.Pick("\n", "\r\n"), StringComparison.Ordinal), Comment(i, "ada"), "/reliably x", reply).Length.ShouldBeLessThanOrEqualTo(60_000);
        }

        CommandReplies.Is(body!).ShouldBeTrue();
        body!.Length.ShouldBeLessThanOrEqualTo(60_000);
        for (var i = 1; i <= count; i++) CommandReplies.Shows(body, i).ShouldBe(i > count - CommandReplies.Most);
        body.Split("<details open>").Length.ShouldBe(2);
    });

    [Fact]
    public void The_same_answer_again_changes_nothing_and_a_damaged_comment_begins_anew()
    {
        var first = CommandReplies.With(null, Comment(1, "ada"), "/reliably help", CommandReply.Carried("Yes."));
        var second = CommandReplies.With(first, Comment(2, "ada"), "/reliably status", CommandReply.Carried("No."));
        CommandReplies.With(second, Comment(1, "ada"), "/reliably help", CommandReply.Carried("Yes.")).ShouldBe(second);
        second.ShouldContain("Yes.");
        var damaged = CommandReplies.With(second.Replace("Yes.", "Something else", StringComparison.Ordinal), Comment(3, "ada"), "/reliably help", CommandReply.Carried("Well."));
        damaged.ShouldNotContain("Something else");
        damaged.ShouldContain("Well.");
    }

    [Fact]
    public void An_answer_mentions_nobody_and_holds_no_markup_of_others()
    {
        var body = CommandReplies.With(null, Comment(1, "ada"), "/reliably run @everyone</summary><img src=x>", CommandHelp.Of(new("There is no command '@everyone <b>'.", "/reliably help")));
        body.ShouldNotContain("@everyone");
        body.ShouldNotContain("<img");
        body.ShouldNotContain("<b>");
    }

    [Theory]
    [InlineData("/reliably run checkout/replica-loss on staging", "/reliably run checkout/replica-loss on staging")]
    [InlineData("/reliably new t token=hunter2 url=http://a:b@c", "/reliably new t token=… url=…")]
    [InlineData("/reliably new t title=\"a b\"", "/reliably new t title=…")]
    [InlineData("/reliably run ghp_0123456789abcdefghijABCDEFGHIJ0123456789", "/reliably run …")]
    [InlineData("/reliably ask is hunter2 my password", "/reliably ask …")]
    [InlineData("/reliably new t \"open", "/reliably …")]
    public void The_log_keeps_no_values(string line, string kept) => AuditEntry.Redacted(line).ShouldBe(kept);

    [Fact]
    public void An_entry_of_the_log_is_one_line_that_reads_back()
    {
        var entry = new AuditEntry { At = Written, Repository = "acme/shop", Number = 5, Comment = 7, Actor = "a\nb", Command = "/reliably help", Decision = "done", Reason = "x\u001b[31m\n" };
        entry.Write().ShouldNotContain("\n");
        AuditEntry.Read(System.Text.Encoding.UTF8.GetBytes(entry.Write())).ShouldBe(entry with { Actor = "a b", Reason = "x" });
        AuditEntry.Read("{\"at\":\"2026-"u8).ShouldBeNull();
    }

    [Fact]
    public void An_explanation_says_what_a_document_does_and_names_the_nearest_where_there_is_none()
    {
        var input = new ChangeBuilder().With("experiments/kill.yaml", ChangeBuilder.Experiment).Change("experiments/new.yaml", ChangeBuilder.Experiment.Replace("method", "methd", StringComparison.Ordinal)).ToInput();
        var known = DocumentExplanation.Write(input, "kill");
        known.Done.ShouldBeTrue();
        known.Markdown.ShouldContain("```mermaid");
        known.Markdown.ShouldContain("shop.example.com");
        DocumentExplanation.Write(input, "experiments/kill.yaml").Markdown.ShouldBe(known.Markdown);
        DocumentExplanation.Write(input, null).Markdown.ShouldContain("`new`");
        var unknown = DocumentExplanation.Write(input, "kil");
        unknown.Done.ShouldBeFalse();
        unknown.Markdown.ShouldContain("/reliably explain kill");
    }

    private static CommandSituation Situation(DateTimeOffset? checkedAt) => Situation() with { Pull = new(new(Head, false, checkedAt), true) };

    private static CommandSituation Situation() => new() { Role = RepositoryRole.Write, Pull = new(new(Head, false, Written.AddMinutes(-5)), true), Written = Written, Now = Written.AddSeconds(2) };

    private static CommandComment Comment(long id, string author) => new() { Id = id, Author = author, Body = "/reliably help", Written = Written, Url = "https://github.com/acme/shop/pull/5#issuecomment-1" };

    private static PullRequestCommand Command(string words) => CommandGrammar.Read("/reliably " + words).ShouldBeOfType<CommandReading.Read>().Command;
}
