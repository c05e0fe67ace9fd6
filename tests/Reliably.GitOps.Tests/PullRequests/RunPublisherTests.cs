using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Git;
using Reliably.GitOps.Publishing;

namespace Reliably.GitOps.PullRequests;

public sealed class RunPublisherTests : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly ManualClock clock = new(new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
    private readonly GitRemoteDriver remote;

    public RunPublisherTests() => remote = GitRemoteDriver.Create(folder.Path, ("a.txt", "kept"));

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Publishes_once_forward_only_and_finds_what_another_service_wrote()
    {
        var (one, other) = (await OpenAsync("one.git"), await OpenAsync("two.git"));
        var (first, second) = (Run(1), Run(2));
        var commit = await one.PublishAsync(7, [first], 1 << 20, default);
        (await one.PublishAsync(7, [first], 1 << 20, default)).ShouldBe(commit);
        (await other.PublishAsync(7, [second], 1 << 20, default)).ShouldNotBe(commit);
        GitRemoteDriver.Git(remote.Url, "rev-list", "--count", "refs/reliably/pr/7").ShouldBe("2");
        GitRemoteDriver.Git(remote.Url, "rev-parse", "refs/reliably/pr/7^").ShouldBe(commit.Value);
        var list = GitRemoteDriver.Git(remote.Url, "show", "refs/reliably/pr/7:" + ReportPaths.Dashboard);
        list.ShouldContain(first.Record.Id.Value);
        list.ShouldContain(second.Record.Id.Value);
        remote.Files(".").ShouldBe(["a.txt"]);
        GitRemoteDriver.Git(remote.Url, "for-each-ref", "--format=%(refname)").ShouldBe("refs/heads/main\nrefs/reliably/pr/7");
    }

    [Fact]
    public async Task What_is_older_than_ninety_days_goes_and_a_reference_with_its_last_run()
    {
        var publisher = await OpenAsync("one.git");
        await publisher.PublishAsync(7, [Run(1)], 1 << 20, default);
        clock.Advance(TimeSpan.FromDays(60));
        await publisher.PublishAsync(7, [Run(2)], 1 << 20, default);
        await publisher.PublishAsync(8, [Run(3)], 1 << 20, default);
        (await publisher.CleanAsync(default)).ShouldBe(0);
        clock.Advance(TimeSpan.FromDays(31));
        (await publisher.CleanAsync(default)).ShouldBe(1);
        var left = GitRemoteDriver.Git(remote.Url, "ls-tree", "-r", "--name-only", "refs/reliably/pr/7", "reports/executions");
        left.ShouldNotContain("-000001");
        left.ShouldContain("-000002");
        (await publisher.CleanAsync(default)).ShouldBe(0);
        clock.Advance(TimeSpan.FromDays(60));
        (await publisher.CleanAsync(default)).ShouldBe(2);
        GitRemoteDriver.Git(remote.Url, "for-each-ref", "--format=%(refname)").ShouldBe("refs/heads/main");
        (await publisher.PublishAsync(7, [Run(4)], 1 << 20, default)).Value.ShouldBe(GitRemoteDriver.Git(remote.Url, "rev-parse", "refs/reliably/pr/7"));
    }

    [Fact]
    public async Task A_remote_that_refuses_is_told_with_what_to_allow()
    {
        var publisher = await OpenAsync("one.git");
        remote.Refuse("not here");
        var refused = await Should.ThrowAsync<CannotRunException>(publisher.PublishAsync(7, [Run(1)], 1 << 20, default));
        refused.Message.ShouldStartWith("The remote refuses the push to 'refs/reliably/pr/7': ");
        refused.WhatToDo.ShouldContain("refs/reliably/");
        remote.Accept();
        await publisher.PublishAsync(7, [Run(1)], 1 << 20, default);
    }

    private async Task<RunPublisher> OpenAsync(string name)
    {
        var git = await GitCli.OpenAsync(Terminal.OfProcess().Variables, GitHome.Create(folder["home"], [remote.Url]), default);
        return new(git, GitRemote.Create(remote.Url, null, folder.Path), folder[name], clock);
    }

    private ExecutedRun Run(int number) => Run(clock.GetUtcNow(), number);

    internal static ExecutedRun Run(DateTimeOffset now, int number)
    {
        var order = new ExecutionOrder
        {
            Id = ExecutionId.Create(now, number),
            Experiment = new() { Slug = Slug.Parse("a"), Path = "experiments/a.yaml", Experiment = Experiments.ExperimentReader.Read(DataNode.Mapping.Create(("title", DataNode.Of("A")), ("method", DataNode.Sequence.Empty))), Content = default, Extension = ".yaml", ContentHash = "0123456789abcdef0123456789abcdef" },
            Commit = CommitSha.Parse("1111111111111111111111111111111111111111"),
            Trigger = TriggerKind.PullRequest,
            PullRequest = new(7, CommitSha.Parse("2222222222222222222222222222222222222222")),
            Actor = "ada",
        };
        return ServiceDriver.Done(order);
    }
}
