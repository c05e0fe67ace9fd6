using System.Collections.Concurrent;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.GitHub;

namespace Reliably.GitOps.Webhooks;

public sealed class LaneWorkerTests : IAsyncLifetime
{
    private readonly TestFolder folder = new();
    private readonly ManualClock clock = new(new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero));
    private readonly List<string> reports = [];
    private readonly ConcurrentQueue<PullRequestLane> looks = new();
    private readonly CancellationTokenSource stop = new();
    private readonly WebhookInbox inbox;

    public LaneWorkerTests() => inbox = WebhookInbox.Open(folder["inbox"], clock, 1000, reports.Add);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await inbox.DisposeAsync();
        stop.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Fifty_pushes_at_once_are_two_looks_at_most()
    {
        var began = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        var working = Start(async (_, _) =>
        {
            began.TrySetResult();
            await go.Task;
        });
        await inbox.AddAsync(Push("first", 7));
        await began.Task;
        for (var i = 0; i < 50; i++) await inbox.AddAsync(Push($"push-{i}", 7));
        go.SetResult();
        await DoneAsync();
        looks.Count.ShouldBe(2);
        await EndAsync(working);
    }

    [Fact]
    public async Task What_comes_in_one_second_is_two_looks_at_most_however_short_they_are()
    {
        var working = Start(static (_, _) => Task.CompletedTask);
        await inbox.AddAsync(Push("first", 7));
        await DoneAsync(0);
        for (var i = 0; i < 49; i++)
        {
            await inbox.AddAsync(Push($"push-{i}", 7));
            clock.Advance(TimeSpan.FromMilliseconds(20));
        }

        looks.Count.ShouldBe(1);
        await DoneAsync();
        looks.Count.ShouldBe(2);
        await EndAsync(working);
    }

    [Fact]
    public async Task Each_pull_request_has_a_lane_of_its_own_and_only_so_many_are_worked_on()
    {
        var now = 0;
        var most = 0;
        var working = Start(async (_, _) =>
        {
            var here = Interlocked.Increment(ref now);
            lock (looks) most = Math.Max(most, here);
            await Task.Delay(5, CancellationToken.None);
            Interlocked.Decrement(ref now);
        });
        var random = new Random(4);
        var deliveries = Enumerable.Range(1, 20).SelectMany(static number => Enumerable.Range(0, 5).Select(_ => Push("delivery-" + number, number))).OrderBy(_ => random.Next());
        await Task.WhenAll(deliveries.Select(one => inbox.AddAsync(one).AsTask()));
        await DoneAsync();
        looks.Distinct().Count().ShouldBe(20);
        looks.Count.ShouldBe(20);
        most.ShouldBeInRange(1, 4);
        await EndAsync(working);
    }

    [Fact]
    public async Task A_look_that_fails_is_tried_again_when_the_limit_is_over()
    {
        var failures = new Queue<Exception>([new GitHubException(GitHubFailure.Limited, "Too much") { Until = clock.GetUtcNow().AddMinutes(3) }, new IOException("disk")]);
        var working = Start((_, _) => failures.TryDequeue(out var failure) ? Task.FromException(failure) : Task.CompletedTask);
        await inbox.AddAsync(Push("one", 7));
        while (inbox.Count > 0)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1);
        }

        looks.Count.ShouldBe(3);
        (clock.GetUtcNow() - new DateTimeOffset(2026, 11, 22, 9, 3, 0, TimeSpan.Zero)).ShouldBeGreaterThanOrEqualTo(TimeSpan.Zero);
        reports.ShouldBeEmpty();
        await EndAsync(working);
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_and_a_redelivery_tries_again()
    {
        var broken = true;
        var working = Start((_, _) => broken ? Task.FromException(new CannotRunException("No such commit.", "Push it.")) : Task.CompletedTask);
        await inbox.AddAsync(Push("one", 7));
        while (reports.Count == 0)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1);
        }

        reports.ShouldHaveSingleItem().ShouldContain("acme/shop#7 could not be reviewed: No such commit.");
        inbox.Count.ShouldBe(1);
        broken = false;
        await inbox.AddAsync(Push("one", 7));
        await DoneAsync();
        await EndAsync(working);
    }

    [Fact]
    public async Task What_asks_for_nothing_is_done_at_once()
    {
        var working = Start(static (_, _) => Task.CompletedTask);
        await inbox.AddAsync(Push("one", 7) with { Action = "labeled" });
        await inbox.AddAsync(new() { Id = "two", Event = "check_run", Action = "created", Repository = "acme/shop" });
        await DoneAsync();
        looks.ShouldBeEmpty();
        await EndAsync(working);
    }

    [Fact]
    public async Task A_stop_in_the_middle_leaves_the_delivery_for_the_next_start()
    {
        var began = new TaskCompletionSource();
        var working = Start(async (_, token) =>
        {
            began.TrySetResult();
            await Task.Delay(Timeout.Infinite, token);
        });
        await inbox.AddAsync(Push("one", 7));
        await began.Task;
        await EndAsync(working);
        inbox.Count.ShouldBe(1);
    }

    private static WebhookDelivery Push(string id, int number) => new() { Id = id, Event = "pull_request", Action = "synchronize", Repository = "acme/shop", Installation = 100, Number = number };

    private async Task Start(Func<PullRequestLane, CancellationToken, Task> look)
    {
        using var worker = new LaneWorker(inbox, Look, reports.Add, clock);
        await worker.RunAsync(stop.Token);

        Task Look(PullRequestLane lane, IReadOnlyList<WebhookDelivery> deliveries, CancellationToken token)
        {
            looks.Enqueue(lane);
            return look(lane, token);
        }
    }

    private async Task DoneAsync(int seconds = 1)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (inbox.Count > 0)
        {
            DateTime.UtcNow.ShouldBeLessThan(deadline);
            clock.Advance(TimeSpan.FromSeconds(seconds));
            await Task.Delay(5);
        }
    }

    private async Task EndAsync(Task working)
    {
        await stop.CancelAsync();
        await working;
    }
}
