using System.Globalization;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Git;
using Reliably.GitOps.Publishing;

namespace Reliably.GitOps.Schedules;

/// <summary>What the service does once a day, and what becomes of experiments with another name.</summary>
public sealed class DailyRoundTests : IDisposable
{
    private const string Badge = "reports/badges/experiments/a.svg";
    private readonly ServiceDriver world = new(ServiceDriver.Repository(ServiceDriver.Plan("hand", "{ type: manual }")));

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task A_new_day_is_published_when_a_band_changed_and_only_then()
    {
        world.Trigger("hand");
        await world.PassAsync();
        var published = world.Remote.Head;
        await NextDayAsync(1);
        world.Remote.Head.ShouldBe(published, "nothing changed");
        await NextDayAsync(3);
        world.Remote.Log()[0].ShouldBe("Bring the dashboard up to date: 1 experiment changed with time [skip ci]");
        world.Remote.Show(Badge).ShouldContain("good");
        world.Remote.Show("reports/README.md").ShouldContain("As of 2026-11-25");
        world.Remote.Show("reports/experiments/a.md").ShouldContain("freshness as of 2026-11-25");
        published = world.Remote.Head;
        await world.PassAsync();
        await NextDayAsync(1);
        world.Remote.Head.ShouldBe(published, "once");
        world.Ran.Count.ShouldBe(1, "a commit of its own starts nothing");
    }

    [Fact]
    public async Task A_restart_on_the_same_day_does_not_look_again()
    {
        world.Trigger("hand");
        await world.PassAsync();
        // Had it looked again, it would have put the badge right.
        world.Remote.Push("Scribble", (Badge, "scribble"));
        await world.PassAsync();
        world.Remote.Show(Badge).ShouldBe("scribble");
        await NextDayAsync(1);
        world.Remote.Show(Badge).ShouldContain("fresh");
    }

    [Fact]
    public async Task A_running_service_notices_midnight()
    {
        using var stop = new CancellationTokenSource();
        await using var service = world.Service();
        var running = service.RunAsync(stop.Token);
        world.Trigger("hand");
        await world.HearAsync<ServiceEvent.Published>(static published => published.Executions.Length == 1);
        world.Clock.Advance(TimeSpan.FromDays(4));
        await world.HearAsync<ServiceEvent.Published>(static published => published.Executions.IsEmpty);
        world.Remote.Show(Badge).ShouldContain("good");
        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Old_journals_go_in_one_commit_and_records_and_pages_stay()
    {
        var outbox = new Outbox(Folder.Outbox);
        for (var i = 0; i < 60; i++) outbox.Add(Old(i));
        await world.PassAsync();
        await world.PassAsync();
        world.Records.Length.ShouldBe(60);
        Files(".md").ShouldBe(60);
        Files(".journal.json").ShouldBe(50);
        world.Remote.Log().Count(static subject => subject.StartsWith("Remove 10 journals older than 90 days", StringComparison.Ordinal)).ShouldBe(1);
        var gone = ReportPaths.Journal(ExecutionId.Create(OldStart, 0));
        var last = GitRemoteDriver.Git(world.Remote.Url, "log", "-1", "--format=%H", "--diff-filter=D", "main", "--", gone);
        GitRemoteDriver.Git(world.Remote.Url, "show", $"{last}^:{gone}").ShouldContain("completed", Case.Sensitive, "as docs/reports.md says");
    }

    [Fact]
    public async Task A_renamed_experiment_keeps_its_history_and_its_old_page_leads_to_the_new_one()
    {
        for (var i = 0; i < 3; i++)
        {
            world.Trigger("hand");
            await world.PassAsync();
            world.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        world.Remote.Push("Rename", ("experiments/a.yaml", null), ("experiments/shop/b.yaml", ServiceDriver.Experiment), ("plans/hand.yaml", "title: hand\nexperiments: [shop/b]\nschedule: { type: manual }\n"));
        world.Trigger("hand");
        await world.PassAsync();
        world.Remote.Show("reports/experiments/shop/b.json").ShouldContain("\"executions\": 4");
        world.Remote.Show("reports/badges/experiments/shop/b.svg").ShouldContain("A 4/10");
        world.Remote.Show("reports/experiments/a.md").ShouldContain("This experiment is now [shop/b](shop/b.md)");
        world.Remote.Show(Badge).ShouldContain("moved");
        await NextDayAsync(4);
        world.Remote.Show(Badge).ShouldContain("moved");
        world.Remote.Show("reports/badges/experiments/shop/b.svg").ShouldContain("good");
    }

    private static readonly DateTimeOffset OldStart = new(2026, 3, 1, 3, 0, 0, TimeSpan.Zero);

    private RepositoryFolder Folder => RepositoryFolder.Of(world.Data, GitRemote.Create(world.Remote.Url, null, world.Folder), "main");

    private int Files(string extension) => world.Remote.Files("reports/executions").Count(path => path.EndsWith(extension, StringComparison.Ordinal));

    private async Task NextDayAsync(int days)
    {
        world.Clock.Advance(TimeSpan.FromDays(days));
        await world.PassAsync();
    }

    private static ExecutedRun Old(int number)
    {
        var start = OldStart.AddHours(number);
        return new(
            new()
            {
                Id = ExecutionId.Create(start, number),
                Experiment = Documents.Slug.Parse("a"),
                ExperimentPath = "experiments/a.yaml",
                Title = "Nothing breaks",
                ContentHash = "1",
                Deployment = Documents.Slug.Parse("local"),
                RollbackStrategy = new("always", "default"),
                HypothesisStrategy = new("default", "default"),
                Trigger = TriggerKind.Cron,
                Start = start,
                End = start.AddSeconds(1),
                Status = "completed",
                Verdict = Verdict.Passed,
                VerdictReason = "It passed " + number.ToString(CultureInfo.InvariantCulture) + ".",
            },
            "{\"status\": \"completed\"}");
    }
}
