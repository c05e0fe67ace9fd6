using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Git;
using Reliably.GitOps.PullRequests;

namespace Reliably.GitOps.Docs;

/// <summary>What the page about runs on pull requests shows is what the program reads, writes and leaves in the repository.</summary>
public sealed partial class PullRequestRunsPageTests : IDisposable
{
    private static readonly string Page = File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "pull-request-runs.md"));
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_configuration_is_read_without_a_finding()
    {
        var reading = ServerConfigurationReader.Read(new("reliably-server.yaml", Encoding.UTF8.GetBytes(Blocks("yaml").Single())), ImmutableDictionary<string, string>.Empty);
        reading.Diagnostics.ShouldBeEmpty();
        reading.Configuration!.Repositories.Single().Grants.PullRequestDeployments.ShouldBe(["sandbox"]);
    }

    [Fact]
    public void The_line_to_type_is_a_command() =>
        CommandGrammar.Read(Blocks("text").First()).ShouldBeOfType<CommandReading.Read>().Command.ShouldBe(new PullRequestCommand.Run("checkout/replica-loss", "staging", false, null));

    [Fact]
    public void The_comment_is_what_such_a_run_gets()
    {
        var id = ExecutionId.Parse("20261122T120000Z-7f3a9c");
        var ticket = new RunTicket
        {
            Number = 12,
            Comment = 1,
            Head = CommitSha.Parse("0123456789abcdef0123456789abcdef01234567"),
            Base = CommitSha.Parse("fedcba9876543210fedcba9876543210fedcba98"),
            Branch = "main",
            Wish = new() { Number = 12, Target = "checkout/replica-loss", Environment = "staging", Actor = "ada" },
            Environment = Slug.Parse("staging"),
            Deployment = Slug.Parse("sandbox"),
            AskedAt = "https://github.com/acme/shop/pull/12#issuecomment-1",
            Granted = Start,
            Executions = [new(id, Slug.Parse("checkout/replica-loss"), null)],
        };
        RunEvent[] heard =
        [
            new RunEvent.ExperimentStarted("") { At = Start },
            new RunEvent.PhaseStarted(RunPhase.HypothesisBefore) { At = Start.AddSeconds(1) },
            new RunEvent.ActivityEnded(RunPhase.HypothesisBefore, "checkout answers", true, true, TimeSpan.FromSeconds(0.2)) { At = Start.AddSeconds(1) },
            new RunEvent.PhaseStarted(RunPhase.Method) { At = Start.AddSeconds(1) },
            new RunEvent.ActivityEnded(RunPhase.Method, "remove a replica", true, null, TimeSpan.FromSeconds(1.6)) { At = Start.AddSeconds(3) },
            new RunEvent.ActivityStarted(RunPhase.Method, "probe", "wait for the new replica") { At = Start.AddSeconds(3) },
        ];
        var progress = heard.Aggregate(RunProgress.Waiting, static (known, one) => known.After(one));
        var links = new RunLinks { Repository = new("https://github.com/acme/shop/"), Docs = "https://example.com/pull-request-runs.md" };
        var body = RunComment.Write(ticket, new Dictionary<ExecutionId, RunProgress> { [id] = progress }, links);
        Page.ShouldContain("````markdown\n" + body + "````\n");
    }

    [Fact]
    public async Task The_commands_show_the_runs_of_a_pull_request()
    {
        var remote = GitRemoteDriver.Create(folder.Path, ("a.txt", "kept"));
        var git = await GitCli.OpenAsync(Terminal.OfProcess().Variables, GitHome.Create(folder["home"], [remote.Url]), default);
        var publisher = new RunPublisher(git, GitRemote.Create(remote.Url, null, folder.Path), folder["published.git"], TimeProvider.System);
        await publisher.PublishAsync(12, [RunPublisherTests.Run(Start, 1)], 1 << 20, default);
        var said = "";
        foreach (var line in Blocks("console").Single().TrimEnd('\n').Split('\n')) said = GitRemoteDriver.Git(remote.Clone, line["$ git ".Length..].Split(' '));
        said.ShouldContain("# Runs of pull request 12");
    }

    private static IEnumerable<string> Blocks(string kind) => Block().Matches(Page).Where(match => match.Groups[1].Value == kind).Select(static match => match.Groups[2].Value);

    [GeneratedRegex("^```(\\w*)\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();
}
