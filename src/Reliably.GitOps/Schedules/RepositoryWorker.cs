using System.Collections.Immutable;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Git;
using Reliably.GitOps.Plans;
using Reliably.GitOps.Publishing;

namespace Reliably.GitOps.Schedules;

/// <summary>
/// Keeps one repository going: looks at its remote, starts what is due, publishes what has ended. Every step can be repeated: after a crash
/// or a failure the next pass finds what is left to do.
/// </summary>
internal sealed class RepositoryWorker : IAsyncDisposable
{
    private readonly WorkerParts parts;
    private readonly WatchedRepository repository;
    private readonly ServiceSurroundings surroundings;
    private readonly BackOff lookAgain;
    private readonly BackOff publishAgain;
    private readonly BackOff containersAgain;
    private readonly BackOff askAgain;
    private readonly RepositoryRecovery recovery;
    private readonly PlanRunner runner;
    private readonly PlanStarts starts;
    private readonly SnapshotSource source;
    private readonly RepositoryWatch watch;
    private readonly Publisher publisher;
    private readonly DailyRound round;
    private readonly BranchGuards guards;
    private readonly Attendance attendance;
    private PlanHistory history;
    private DateTimeOffset lastPublication = DateTimeOffset.MinValue;
    private DateTimeOffset? nextStart;
    private CancellationToken kill;

    public RepositoryWorker(WatchedRepository repository, WorkerParts parts, ServiceSurroundings surroundings)
    {
        this.parts = parts;
        this.repository = repository;
        this.surroundings = surroundings;
        lookAgain = new(surroundings.Clock);
        publishAgain = new(surroundings.Clock);
        containersAgain = new(surroundings.Clock);
        askAgain = new(surroundings.Clock);
        runner = new(parts.Experiment, parts.Book, parts.Outbox, new(
            order => Say(new ServiceEvent.ExecutionStarted(order)),
            (order, item) => Say(new ServiceEvent.ExecutionProgress(order, item)),
            Ended,
            Say), parts.Running, surroundings.Clock);
        starts = new(parts, new(runner.Expect, RunAsync), surroundings, Say);
        source = new(parts.Mirror, parts.Folder.GoodDocuments);
        recovery = new(parts.Books(new LeftoverOrders(parts.Mirror, source).FindAsync), surroundings, Say);
        watch = new(parts.Mirror, source, parts.Own, repository.Branch, Say) { Rebuild = parts.Rebuild };
        publisher = new(parts.Mirror, parts.Outbox, parts.Book, parts.Own, surroundings.Clock) { Proposal = parts.Proposal, Rebuild = parts.Rebuild };
        guards = new(parts.Mirror, parts.Obstacles, repository.Branch, surroundings.Clock, Say);
        round = new(parts.Folder.Day, surroundings.Clock);
        history = File.Exists(parts.Folder.Schedules) ? PlanHistoryJson.Read(File.ReadAllText(parts.Folder.Schedules)) : PlanHistory.Empty;
        attendance = new(surroundings.Clock);
    }

    private DateTimeOffset Now => surroundings.Clock.GetUtcNow();

    private string ReportsBranch => watch.Current?.Snapshot.Settings.ReportsBranch ?? repository.Branch;

    /// <summary>Ends what an earlier service left running, and puts its executions into the outbox. Before anything else.</summary>
    public async Task RecoverAsync(CancellationToken stop)
    {
        await TryAsync(containersAgain, recovery.EndContainersAsync);
        await recovery.RecoverAsync(stop);
        parts.Claims.Prune(Now.AddDays(-100));
    }

    /// <summary>Ends every process of every execution at once.</summary>
    public void KillProcesses() => recovery.KillProcesses();

    /// <summary>One whole pass: look, run all that is due to its end, publish. A failure passes to the caller.</summary>
    public async Task ReconcileAsync(CancellationToken stop, CancellationToken killing)
    {
        kill = killing;
        if (await parts.Standing.IsArchivedAsync(stop)) return;
        await using var registration = stop.Register(() => parts.Lanes.Interrupt(static _ => true, "the service was stopped"));
        await LookAsync(stop);
        await TryAsync(askAgain, () => parts.History.LookAsync(ReportsBranch, stop));
        await guards.WatchAsync(parts.Lanes.EmptyAsync(), stop);
        await PublishAllAsync(killing);
        if (round.IsDue) await PublishDayAsync(killing);
    }

    /// <summary>Works until it is stopped; then interrupts what runs, waits for the rollbacks, and publishes.</summary>
    public async Task RunAsync(TimeSpan pollInterval, CancellationToken stop, CancellationToken killing)
    {
        kill = killing;
        using var watching = parts.Inbox.Watch(parts.News.Wake.Set);
        var nextLook = Now;
        while (await parts.Standing.WritableAsync(stop))
        {
            if (containersAgain.Allows) await TryAsync(containersAgain, recovery.EndContainersAsync);
            if (parts.News.Take() || Now >= nextLook || nextStart <= Now || parts.Inbox.Read().Length > 0)
            {
                attendance.NoticeGap(pollInterval);
                await TryAsync(lookAgain, () => LookAsync(stop));
                if (askAgain.Allows) await TryAsync(askAgain, () => parts.History.LookAsync(ReportsBranch, stop));
                nextLook = lookAgain.Allows ? Now + BranchGuards.Interval(pollInterval, !parts.Lanes.Active.IsEmpty) : lookAgain.NotBefore;
                Say(new ServiceEvent.Idle(nextStart));
            }

            if (PublishNotBefore() is { } moment && moment <= Now)
            {
                await TryAsync(publishAgain, () => PublishAsync(stop));
                if (parts.Lanes.Active.IsEmpty) IdleMemory.Release();
            }

            if (DayNotBefore() is { } dawn && dawn <= Now) await TryAsync(publishAgain, () => PublishDayAsync(stop));
            if (attendance.WasSetBack()) (nextLook, lastPublication) = (Now, DateTimeOffset.MinValue);
            await parts.News.Wake.WaitAsync(Earliest(Now + Attendance.Longest(pollInterval), nextLook, nextStart, PublishNotBefore(), DayNotBefore()), surroundings.Clock, stop);
        }

        parts.Lanes.Interrupt(static _ => true, "the service was stopped");
        await parts.Lanes.EmptyAsync();
        if (!parts.Standing.IsArchived) await TryAsync(publishAgain, () => PublishAllAsync(killing));
    }

    /// <summary>A published file as it is in the remote, as far as we know; null where there is none.</summary>
    public async Task<ReadOnlyMemory<byte>?> ReadReportAsync(string path, CancellationToken stop)
    {
        var branch = ReportsBranch;
        var commit = parts.History.Of(branch) ?? await parts.Mirror.FetchAsync(branch, stop);
        return commit is null ? null : await parts.Mirror.Objects.ReadAsync($"{commit}:{path}", stop);
    }

    public ValueTask DisposeAsync() => parts.Mirror.DisposeAsync();

    private async Task LookAsync(CancellationToken stop)
    {
        RepositoryLook look;
        CannotRunException? unreachable = null;
        try
        {
            look = await watch.LookAsync(history.Watermark, stop);
        }
        catch (CannotRunException exception)
        {
            // Clocks go on without the remote.
            unreachable = exception;
            look = new(await watch.RecallAsync(history.Watermark, stop), CommitArrival.None, false);
        }

        attendance.Looked();
        if (look.Read is not null) await guards.SeeAsync(look.Read.Snapshot, stop);
        if (look.Read is not null) Start(look.Read, look.Arrival);
        if (unreachable is not null) throw unreachable;
    }

    private void Start(ReadSnapshot read, CommitArrival arrival)
    {
        var requests = parts.Inbox.Read();
        var decision = DuePlans.Decide(new() { Snapshot = read.Snapshot, History = history, Now = Now, AliveSince = attendance.Since, Arrival = arrival, Requests = requests });
        nextStart = decision.NextStart;
        if (starts.Start(decision.Due, read) is { } kept) throw Unexpected(kept); // what was not claimed is decided again
        var memory = PlanHistoryJson.Write(decision.History);
        if (memory != PlanHistoryJson.Write(history)) DurableFile.Replace(parts.Folder.Schedules, memory);
        history = decision.History;
        foreach (var request in requests) parts.Inbox.Remove(request.Id);
        foreach (var note in decision.Notes.Where(static note => note is not PlanNote.Waiting)) Say(Worded(note));
        if (decision.Notes.OfType<PlanNote.Waiting>().Select(static note => note.Plan).ToImmutableArray() is { IsEmpty: false } waiting) Say(new ServiceEvent.PlansWaiting(waiting));
    }

    private static ServiceEvent Worded(PlanNote note) => note switch
    {
        PlanNote.Missed missed => new ServiceEvent.PlanSkipped(missed.Plan, $"its time {ExecutionRecordJson.TimeText(missed.Instant)} passed while the service was away (missed: skip)"),
        PlanNote.NoSuchPlan none => new ServiceEvent.Problem($"Somebody asked for plan '{none.Request.Plan}', which is not there or broken.", "'reliably plan list' names the plans."),
        _ => throw new ArgumentOutOfRangeException(nameof(note)),
    };

    private async Task RunAsync(PlanRun run)
    {
        try
        {
            await runner.RunAsync(run, kill);
        }
        catch (OperationCanceledException) when (kill.IsCancellationRequested)
        {
            // The run record stays: the next start publishes it as interrupted.
        }
        catch (Exception exception)
        {
            // The run record stays, so it is published in any case.
            Say(Unexpected(exception));
        }
        finally
        {
            parts.News.Wake.Set();
        }
    }

    private static CannotRunException Unexpected(Exception exception) => exception switch
    {
        IOException or UnauthorizedAccessException => new($"The data folder cannot be used: {exception.Message}", "Look at its space and permissions. Nothing is lost: it is tried again.", exception),
        _ => new($"Something went wrong that should not: {exception}", "Please report it. The service goes on and tries again.", exception),
    };

    private void Ended(ExecutionRecord record)
    {
        Say(new ServiceEvent.ExecutionEnded(record));
        parts.News.Wake.Set();
    }

    private DateTimeOffset? PublishNotBefore()
    {
        if (!parts.Outbox.List().Any(id => !parts.Book.Has(id))) return null;
        var rested = lastPublication == DateTimeOffset.MinValue ? DateTimeOffset.MinValue : lastPublication + surroundings.PublishInterval;
        return rested > publishAgain.NotBefore ? rested : publishAgain.NotBefore;
    }

    /// <summary>Executions are published first; without the repository's documents there is nothing to compare with.</summary>
    private DateTimeOffset? DayNotBefore()
    {
        if (watch.Current is null || PublishNotBefore() is not null) return null;
        return round.NotBefore > publishAgain.NotBefore ? round.NotBefore : publishAgain.NotBefore;
    }

    private async Task PublishDayAsync(CancellationToken stop)
    {
        if (watch.Current is not { } read) return;
        var day = round.Today;
        if (await publisher.PublishDayAsync(new(read.Snapshot, repository.Branch), stop) is { } commit)
        {
            lastPublication = Now;
            Say(new ServiceEvent.Published(commit, []));
        }

        round.Done(day);
        await parts.Mirror.CollectAsync(stop);
    }

    private async Task PublishAllAsync(CancellationToken stop)
    {
        while (await PublishAsync(stop))
        {
        }
    }

    private async Task<bool> PublishAsync(CancellationToken stop)
    {
        // Without the repository's settings it is not known where reports go.
        if (await watch.RecallAsync(history.Watermark, stop) is not { } read) return false;
        var batch = await publisher.PublishAsync(new(read.Snapshot, repository.Branch), stop);
        if (batch.Commit is not { } commit) return false;
        lastPublication = Now;
        Say(new ServiceEvent.Published(commit, batch.Executions));
        return true;
    }

    private async Task TryAsync(BackOff again, Func<Task> step)
    {
        try
        {
            await step();
            again.Succeeded();
        }
        catch (OperationCanceledException)
        {
            // Stopped: the loop ends.
        }
        catch (CannotRunException exception)
        {
            again.Failed();
            if (!await parts.Standing.IsArchivedAsync(kill)) Say(exception); // of that something better was said
        }
        catch (Exception exception)
        {
            again.Failed();
            Say(Unexpected(exception));
        }
    }

    private void Say(CannotRunException exception) => Say(new ServiceEvent.Problem(exception.Message, exception.WhatToDo));

    private void Say(ServiceEvent item) => parts.Progress.Report(item with { Repository = GitRemote.Shown(repository.Url) });

    private static DateTimeOffset Earliest(DateTimeOffset first, params ReadOnlySpan<DateTimeOffset?> others)
    {
        foreach (var other in others)
        {
            if (other < first) first = other.Value;
        }

        return first;
    }
}
