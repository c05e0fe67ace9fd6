using System.Collections.Concurrent;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.GitHub;
using Reliably.GitOps.Schedules;

namespace Reliably.GitOps.Webhooks;

public sealed class LaneWorkerTests : IAsyncLifetime
{
    private readonly TestFolder folder = new();
    private readonly ManualClock clock = new(new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero));
    private readonly Heard heard = new();
    private readonly ConcurrentQueue<PullRequestLane> looks = new();
    private readonly CancellationTokenSource stop = new();
    private readonly WebhookInbox inbox;

    public LaneWorkerTests() => inbox = WebhookInbox.Open(folder["inbox"], clock, 1000, static _ => { });

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
        var failures = new Queue<Exception>([new GitHubException(GitHubFailure.Limited, "Too much") { Until = clock.GetUtcNow().AddMinutes(3) }, new CannotRunException("The disk is full.", "Free some of it.")]);
        var working = Start((_, _) => failures.TryDequeue(out var failure) ? Task.FromException(failure) : Task.CompletedTask);
        await inbox.AddAsync(Push("one", 7));
        await DoneAsync();
        looks.Count.ShouldBe(3);
        (clock.GetUtcNow() - new DateTimeOffset(2026, 11, 22, 9, 3, 0, TimeSpan.Zero)).ShouldBeGreaterThanOrEqualTo(TimeSpan.Zero);
        heard.Lines.ShouldBe(
        [
            "Pull request acme/shop#7 could not be reviewed: Too much The work waits until the limit is over.",
            "Pull request acme/shop#7 could not be reviewed: The disk is full. Free some of it. It is tried again by itself.",
            "Pull request acme/shop#7 can be looked at again.",
        ]);
        await EndAsync(working);
    }

    [Fact]
    public async Task A_GitHub_that_is_down_is_one_trouble_however_many_pull_requests_meet_it_and_its_end_is_said_when_all_are_looked_at()
    {
        var left = 9;
        var working = Start((_, _) => Interlocked.Decrement(ref left) >= 0 ? Task.FromException(new GitHubException(GitHubFailure.Unreachable, $"GitHub answered 50{left % 4}")) : Task.CompletedTask);
        for (var number = 1; number <= 4; number++) await inbox.AddAsync(Push("change-" + number, number));
        await DoneAsync();
        await EndAsync(working);
        heard.Lines.Count.ShouldBe(2, string.Join('\n', heard.Lines));
        heard.Lines[0].ShouldContain("could not be reviewed: GitHub answered 50");
        heard.Lines[1].ShouldEndWith("can be looked at again, as can 3 more.");
    }

    [Fact]
    public async Task What_GitHub_takes_a_moment_for_is_not_said_when_it_passes()
    {
        var failures = new Queue<Exception>([new GitHubException(GitHubFailure.Unreachable, "git does not have it yet") { Passes = true }]);
        var working = Start((_, _) => failures.TryDequeue(out var failure) ? Task.FromException(failure) : Task.CompletedTask);
        await inbox.AddAsync(Push("one", 7));
        await DoneAsync();
        await EndAsync(working);
        looks.Count.ShouldBe(2);
        heard.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_at_once_and_when_it_is_given_up_and_a_redelivery_tries_again()
    {
        var (broken, failed) = (true, 0);
        var working = Start((_, _) => broken && Interlocked.Increment(ref failed) > 0 ? Task.FromException(new CannotRunException("No such commit.", "Push it.")) : Task.CompletedTask);
        await inbox.AddAsync(Push("one", 7));
        await UntilAsync(() => heard.Lines.Count == 2);
        await inbox.AddAsync(Push("one", 7));
        await UntilAsync(() => failed == 12);
        inbox.Count.ShouldBe(1);
        broken = false;
        await inbox.AddAsync(Push("one", 7));
        await DoneAsync();
        await EndAsync(working);
        heard.Lines.ShouldBe(
        [
            "Pull request acme/shop#7 could not be reviewed: No such commit. Push it. It is tried again by itself.",
            "Pull request acme/shop#7 could not be reviewed: No such commit. A push, a redelivery or the next round tries again.",
            "Pull request acme/shop#7 can be looked at again.",
        ]);
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
        using var worker = new LaneWorker(inbox, Look, new(heard, clock), clock);
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

    private async Task UntilAsync(Func<bool> happened)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (!happened())
        {
            DateTime.UtcNow.ShouldBeLessThan(deadline, string.Join('\n', heard.Lines));
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1);
        }
    }

    private async Task EndAsync(Task working)
    {
        await stop.CancelAsync();
        await working;
    }

    /// <summary>What an operator is told.</summary>
    private sealed class Heard : IProgress<ServiceEvent>
    {
        private readonly ConcurrentQueue<string> lines = new();

        public IReadOnlyList<string> Lines => [.. lines];

        public void Report(ServiceEvent value) => lines.Enqueue(value switch
        {
            ServiceEvent.Problem problem => $"{problem.Message} {problem.WhatToDo}",
            ServiceEvent.Recovered recovered => recovered.Sentence,
            _ => value.ToString(),
        });
    }
}
