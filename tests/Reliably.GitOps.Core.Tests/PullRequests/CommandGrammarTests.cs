using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.PullRequests;

public class CommandGrammarTests
{
    private const string Sha = "0123456789abcdef0123456789abcdef01234567";

    [Theory]
    [InlineData("/reliably help")]
    [InlineData("/reliably validate")]
    [InlineData("/reliably status")]
    [InlineData("/reliably explain")]
    [InlineData("/reliably explain checkout/replica-loss")]
    [InlineData("/reliably explain \"a name with blanks\"")]
    [InlineData("/reliably run checkout/replica-loss")]
    [InlineData("/reliably run nightly on staging dry at " + Sha)]
    [InlineData("/reliably run \"on\" on \"dry\"")]
    [InlineData("/reliably stop 20261121T030000Z-7f3a9c")]
    [InlineData("/reliably stop 7f3a9c skip-rollbacks")]
    [InlineData("/reliably stop all")]
    [InlineData("/reliably stop all skip-rollbacks")]
    [InlineData("/reliably pause 7f3a9c")]
    [InlineData("/reliably pause 7f3a9c 1h30m")]
    [InlineData("/reliably resume 7f3a9c")]
    [InlineData("/reliably approve 7f3a9c")]
    [InlineData("/reliably emergency-stop on")]
    [InlineData("/reliably emergency-stop off")]
    [InlineData("/reliably new kill-pod")]
    [InlineData("/reliably new kill-pod as checkout/kill selector=app=checkout title=\"It survives\"")]
    [InlineData("/reliably add http-latency to checkout/replica-loss method delay=200 url=http://x")]
    [InlineData("/reliably ask what does \"this do")]
    [InlineData("/reliably templatize checkout/replica-loss")]
    public void A_command_is_read_and_written_as_the_same_line(string line)
    {
        var command = Command(line);
        CommandText.Write(command).ShouldBe(line);
        line.ShouldStartWith($"/reliably {command.Verb}");
    }

    [Theory]
    [InlineData("/reliably help\n/reliably stop all")]
    [InlineData("/reliably help\r\nplease")]
    [InlineData("/reliably help  \t ")]
    [InlineData("/reliably \t help")]
    public void Only_the_first_line_counts(string body) => Command(body).ShouldBeOfType<PullRequestCommand.Help>();

    [Theory]
    [InlineData("> /reliably help")]
    [InlineData("    /reliably help")]
    [InlineData("\t/reliably help")]
    [InlineData(" /reliably help")]
    [InlineData("\n/reliably help")]
    [InlineData("`/reliably help`")]
    [InlineData("```\n/reliably help\n```")]
    [InlineData("please /reliably help")]
    [InlineData("/reliablyhelp")]
    [InlineData("/reliably-help")]
    [InlineData("/Reliably help")]
    [InlineData("\uFEFF/reliably help")]
    [InlineData("@reliably help")]
    [InlineData("<!-- -->/reliably help")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_quoted_is_code_or_begins_otherwise_does_not_speak_to_us(string? body) => CommandGrammar.Read(body).ShouldBeOfType<CommandReading.None>();

    [Theory]
    [InlineData("/reliably vlidate", "/reliably validate")]
    [InlineData("/reliably Status", "/reliably status")]
    [InlineData("/reliably emergencystop on", "/reliably emergency-stop on|off")]
    [InlineData("/reliably", "/reliably help")]
    [InlineData("/reliably xyzzy", "/reliably help")]
    [InlineData("/reliably stop", "/reliably stop <execution|all> [skip-rollbacks]")]
    [InlineData("/reliably stop all now", "/reliably stop <execution|all> [skip-rollbacks]")]
    [InlineData("/reliably help me", "/reliably help")]
    [InlineData("/reliably ask", "/reliably ask <question>")]
    public void A_mistyped_command_gets_the_nearest_one(string line, string hint) => Wrong(line).Hint.ShouldBe(hint);

    [Theory]
    [InlineData("/reliably run x at 0123456")]
    [InlineData("/reliably run x at " + Sha + "0")]
    [InlineData("/reliably run x at main")]
    [InlineData("/reliably run x dry dry")]
    [InlineData("/reliably run x on")]
    [InlineData("/reliably run x on a on b")]
    [InlineData("/reliably run x y")]
    [InlineData("/reliably run x; rm -rf /")]
    [InlineData("/reliably run x=y")]
    [InlineData("/reliably run \"\"")]
    [InlineData("/reliably stop \"all\"")]
    [InlineData("/reliably stop abc")]
    [InlineData("/reliably stop $(id)")]
    [InlineData("/reliably stop ../../x")]
    [InlineData("/reliably pause 7f3a9c 0s")]
    [InlineData("/reliably pause 7f3a9c 25h")]
    [InlineData("/reliably pause 7f3a9c soon")]
    [InlineData("/reliably emergency-stop ON")]
    [InlineData("/reliably new t a=1 a=2")]
    [InlineData("/reliably new t a")]
    [InlineData("/reliably new t $(a)=1")]
    [InlineData("/reliably add s x")]
    [InlineData("/reliably add s to x elsewhere a=1")]
    [InlineData("/reliably new t a=\"open")]
    [InlineData("/reliably new t a=\"x\"y")]
    [InlineData("/reliably new t a\"x\"")]
    [InlineData("/reliably run x\u202Ey")]
    [InlineData("/reliably run x\u200By")]
    [InlineData("/reliably run x\u2028y")]
    [InlineData("/reliably run x\0y")]
    public void What_the_grammar_does_not_hold_is_refused(string line) => Wrong(line).Message.ShouldNotBeEmpty();

    [Fact]
    public void A_line_that_nobody_types_is_refused() => Wrong("/reliably ask " + new string('x', CommandGrammar.LongestLine)).Message.ShouldContain("longer");

    [Fact]
    public void A_commit_may_be_typed_in_capitals() => ((PullRequestCommand.Run)Command("/reliably run x at " + Sha.ToUpperInvariant())).At.ShouldBe(CommitSha.Parse(Sha));

    [Fact]
    public void Every_usage_is_a_command_and_every_command_is_in_the_help()
    {
        var help = CommandHelp.Write("https://docs.example.com/");
        help.Markdown.Length.ShouldBeLessThanOrEqualTo(CommandReply.Longest);
        foreach (var usage in CommandGrammar.Usages)
        {
            help.Markdown.ShouldContain("/reliably " + usage.Line.Replace("|", "\\|", StringComparison.Ordinal));
            if (usage.Verb != "ask") Wrong($"/reliably {usage.Verb} | |").Hint.ShouldBe("/reliably " + usage.Line);
        }
    }

    [Fact]
    public void Any_command_survives_being_written_and_read() => Seeded.Each(3_000, static random =>
    {
        var command = RandomCommand(random);
        if (CommandText.Write(command) is not { } line) return; // a name with a double quote: no line can say it
        if (line.Length > CommandGrammar.LongestLine) return;
        CommandText.Write(Command(line)).ShouldBe(line);
        Command(line).GetType().ShouldBe(command.GetType());
    });

    [Fact]
    public void No_text_harms_the_grammar_and_nothing_but_its_own_lines_is_a_command() => Seeded.Each(20_000, static random =>
    {
        var body = random.Pick("/reliably ", "/reliably", "", "> ", "\n", "/reliably run ", "/reliably add ", "/reliably new x ", "/reliably stop ") + random.Nasty() + random.Pick("", " ", "\n", "=\"", " to ") + random.Nasty();
        var reading = CommandGrammar.Read(body);
        if (!body.StartsWith("/reliably", StringComparison.Ordinal)) reading.ShouldBeOfType<CommandReading.None>();
        if (reading is CommandReading.Wrong wrong) (wrong.Hint ?? "/reliably ").ShouldStartWith("/reliably ");
        if (reading is not CommandReading.Read read) return;
        CommandText.Write(read.Command).ShouldNotBeNull();
        CommandText.Write(read.Command)!.IndexOfAny(['\r', '\n', '\0']).ShouldBe(-1);
        CommandText.Write(Command(CommandText.Write(read.Command)!)).ShouldBe(CommandText.Write(read.Command));
    });

    private static PullRequestCommand RandomCommand(Random random) => random.Next(9) switch
    {
        0 => new PullRequestCommand.Explain(Name(random)),
        1 => new PullRequestCommand.Run(Name(random), random.Next(2) == 0 ? Name(random) : null, random.Next(2) == 0, random.Next(2) == 0 ? CommitSha.Parse(Sha) : null),
        2 => new PullRequestCommand.Stop(random.Next(2) == 0 ? null : "7f3a9c", random.Next(2) == 0),
        3 => new PullRequestCommand.Pause("20261121T030000Z-7f3a9c", random.Next(2) == 0 ? null : TimeSpan.FromMilliseconds(random.Next(1, 86_400_000))),
        4 => new PullRequestCommand.Edit.New(Name(random), random.Next(2) == 0 ? null : Name(random), Values(random)),
        5 => new PullRequestCommand.Edit.Add(Name(random), Name(random), random.Pick(null, "hypothesis", "method", "rollbacks"), Values(random)),
        6 => new PullRequestCommand.Edit.Templatize(Name(random)),
        7 => new PullRequestCommand.EmergencyStop(random.Next(2) == 0),
        _ => new PullRequestCommand.Status(),
    };

    private static string Name(Random random) => random.Pick("checkout/replica-loss", "on", "to", "as", "all", "dry", "at", "a b", "a=b", "é/日本語", "-x", "a,b", "x\ty", "$(id)", "`id`", "a;b|c&d", "experiments/a.yaml");

    private static ImmutableDictionary<string, string> Values(Random random) =>
        Enumerable.Range(0, random.Next(4)).ToImmutableDictionary(static i => $"name_{i}", _ => random.Pick("", "1", "a b", "app=checkout", "http://x/?a=b", "on", "é", " x ", "say \"hi\""));

    private static PullRequestCommand Command(string body) => CommandGrammar.Read(body).ShouldBeOfType<CommandReading.Read>(body).Command;

    private static CommandReading.Wrong Wrong(string line) => CommandGrammar.Read(line).ShouldBeOfType<CommandReading.Wrong>(line);
}
