using System.Text.RegularExpressions;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.PullRequests;

namespace Reliably.GitOps.Docs;

/// <summary>What the page about commands shows is what the grammar takes and the log prints.</summary>
public sealed partial class CommandsPageTests : IDisposable
{
    private static readonly string Page = File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "commands.md"));

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_table_names_every_command_with_the_role_it_needs()
    {
        var rows = Page.Split('\n').Where(static line => line.StartsWith("| `/reliably ", StringComparison.Ordinal));
        rows.ShouldBe(CommandGrammar.Usages.Select(static usage => $"| `/reliably {usage.Line.Replace("|", "\\|", StringComparison.Ordinal)}` | {RepositoryRoles.NameOf(Example(usage.Verb).Needs)} | {usage.Does} |"));
    }

    [Fact]
    public void Every_comment_on_the_page_is_a_command()
    {
        var lines = Blocks("text").Select(static block => block.TrimEnd('\n')).ToList();
        lines.Count.ShouldBe(2);
        foreach (var line in lines) CommandGrammar.Read(line).ShouldBeOfType<CommandReading.Read>(line);
        CommandGrammar.Read("/reliably run \"a name\"").ShouldBeOfType<CommandReading.Read>();
    }

    [Fact]
    public async Task The_log_prints_what_the_page_shows()
    {
        folder.Write("data/lock", "");
        var log = new AuditLog(folder["data"]);
        var entry = new AuditEntry { At = new(2026, 11, 22, 12, 0, 5, TimeSpan.Zero), Repository = "acme/shop", Number = 5, Comment = 1, Actor = "ada", Role = "write", Command = "/reliably run checkout/replica-loss", Commit = new('0', 40), Decision = "done" };
        log.Append(entry with { Commit = "0123456789abcdef0123456789abcdef01234567" });
        log.Append(entry with { At = new(2026, 11, 22, 12, 3, 11, TimeSpan.Zero), Comment = 2, Actor = "mallory", Role = "read", Command = "/reliably stop all", Commit = null, Decision = "refused", Reason = "'stop' needs the role 'write' in this repository." });
        using var output = new StringWriter();
        (await GitOpsApp.RunAsync(["audit", "--data", folder["data"]], Terminal.OfProcess() with { Output = output, Error = output })).ShouldBe(0);
        output.ToString().ShouldBe(Blocks("audit").Single());
    }

    private static PullRequestCommand Example(string verb) => verb switch
    {
        "help" => new PullRequestCommand.Help(),
        "validate" => new PullRequestCommand.Validate(),
        "status" => new PullRequestCommand.Status(),
        "explain" => new PullRequestCommand.Explain(null),
        "ask" => new PullRequestCommand.Ask("why"),
        _ => new PullRequestCommand.Stop(null, false),
    };

    private static IEnumerable<string> Blocks(string kind) => Block().Matches(Page).Where(match => match.Groups[1].Value == kind).Select(static match => match.Groups[2].Value);

    [GeneratedRegex("^```(\\w*)\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();
}
