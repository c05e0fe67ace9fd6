using Reliably.GitOps.Executions.Control;
using Reliably.GitOps.Processes;
using Reliably.GitOps.Publishing;

namespace Reliably.GitOps.Executions;

/// <summary>Carries out one experiment; the engine behind it never throws for a bad experiment and hands out nothing that is not redacted.</summary>
internal delegate Task<ExecutedRun> RunExperiment(ExecutionOrder order, IProgress<RunEvent> progress, RunControl control);

/// <summary>Who hears about executions.</summary>
internal sealed record RunListeners(Action<ExecutionOrder> Started, Action<ExecutionOrder, RunEvent> Progress, Action<ExecutionRecord> Ended, Action<CannotRunException> Problem);

/// <summary>
/// Runs the experiments of a plan in order, under one claim. Each result is in the outbox before its run record goes: whenever the service
/// dies, each execution is in one of the two.
/// </summary>
internal sealed class PlanRunner(RunExperiment experiment, RunBook book, Outbox outbox, RunListeners listeners, RunningExecutions running, TimeProvider clock)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    /// <summary>Makes the executions of a run known, from its claim on: those that wait can be stopped and held too.</summary>
    public void Expect(PlanRun run)
    {
        if (!run.Awaited.IsEmpty) return;
        run.Awaited = [.. run.Orders.Select(order => new AwaitedExecution(order, book, clock, listeners.Problem))];
        foreach (var item in run.Awaited)
        {
            item.Control.Happened += happened => TellOfWaiting(item, happened);
            running.Add(new(item.Order, clock.GetUtcNow(), item.Control));
        }
    }

    /// <summary>Once it runs, its events come from the run itself.</summary>
    private void TellOfWaiting(AwaitedExecution item, ExecutionEvent happened)
    {
        if (item.Control.Waiting) listeners.Progress(item.Order, new RunEvent.Intervened(happened, item.Control.Status) { At = happened.At });
    }

    public async Task RunAsync(PlanRun run, CancellationToken kill)
    {
        Expect(run);
        run.Running = true;
        NotRun? rest = null;
        try
        {
            foreach (var item in run.Awaited)
            {
                rest ??= GivenUp(run);
                var executed = rest is null ? await OneAsync(run, item, kill) : Ended(item, NotRunOf(item, rest));
                if (kill.IsCancellationRequested) return;
                await KeepAsync(executed, kill);
                rest ??= GivenUp(run) ?? RestAfter(run, item.Order, executed.Record, item.Control.Stopped);
                listeners.Ended(executed.Record);
            }
        }
        finally
        {
            foreach (var item in run.Awaited) running.Remove(item.Order.Id);
        }
    }

    private static NotRun? GivenUp(PlanRun run) => run.Interrupted.IsCancellationRequested ? new(Verdict.Interrupted, $"Not run: {run.Reason}.") : null;

    /// <summary>Why the later experiments of a plan do not run. Somebody who stops one does not want the next to begin; a timeout is each one's own.</summary>
    private static NotRun? RestAfter(PlanRun run, ExecutionOrder order, ExecutionRecord record, StopRequest? stop)
    {
        if (run.Due.Plan.StopOnDeviated && record.Deviated) return new(Verdict.Blocked, $"Not run: '{order.Experiment.Slug}' before it deviated (stop-on: deviated).");
        return stop is null or { Kind: "timeout" } ? null : new(Verdict.Interrupted, $"Not run: '{order.Experiment.Slug}' before it was stopped{(stop.Who is null ? "" : " by " + stop.Who)}.");
    }

    private async Task<ExecutedRun> OneAsync(PlanRun run, AwaitedExecution item, CancellationToken kill)
    {
        var control = item.Control;
        await using var killing = kill.Register(() => control.Kill("the service", "it was told to end at once"));
        await using var interrupting = run.Interrupted.Register(() => control.Stop(new() { Who = "the service", Why = run.Reason }));
        if (await item.TurnAsync() is { } why) return Ended(item, NotRunOf(item, GivenUp(run) ?? new(Verdict.Interrupted, why)));
        running.Remove(item.Order.Id);
        running.Add(new(item.Order, clock.GetUtcNow(), control));
        return Ended(item, await CarriedOutAsync(item.Order, control, item.Kept, kill));
    }

    private ExecutedRun NotRunOf(AwaitedExecution item, NotRun rest) => UnfinishedRecord.NotRun(item.Order, rest.Verdict, rest.Reason, clock.GetUtcNow());

    /// <summary>Nothing can be asked of it any more. What was asked is in its record, also where its engine did not live to write one.</summary>
    private ExecutedRun Ended(AwaitedExecution item, ExecutedRun executed)
    {
        var control = item.Control;
        control.End();
        item.Kept.Dispose();
        running.Remove(item.Order.Id);
        var known = executed.Record.Events;
        var missing = control.Events.Where(item => !known.Any(other => other.At == item.At && other.Kind == item.Kind));
        return executed with { Record = executed.Record with { Events = [.. known.Concat(missing).OrderBy(static item => item.At)] } };
    }

    /// <summary>Where the machine does not let an experiment run, that is its result: the error is published, and the next one has its turn.</summary>
    private async Task<ExecutedRun> CarriedOutAsync(ExecutionOrder order, RunControl control, KeptRecord kept, CancellationToken kill)
    {
        var start = clock.GetUtcNow();
        var listener = new Listener(order, listeners.Progress, book);
        try
        {
            kept.Update(UnfinishedRecord.Started(order, start));
            listeners.Started(order);
            return await experiment(order, listener, control);
        }
        catch (CannotRunException exception) when (!kill.IsCancellationRequested)
        {
            listeners.Problem(exception);
            return Failed(order, start, exception.Message, listener.MethodBegan);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException && !kill.IsCancellationRequested)
        {
            listeners.Problem(new($"{order.Id} cannot run: {exception.Message}", "Look at the space and the permissions of the data folder.", exception));
            return Failed(order, start, exception.Message, listener.MethodBegan);
        }
    }

    private ExecutedRun Failed(ExecutionOrder order, DateTimeOffset start, string reason, bool methodBegan)
    {
        var killed = RunProcesses.Read(order.Id.Value, book.ProcessesOf(order.Id)).EndAll();
        var now = clock.GetUtcNow();
        var ended = UnfinishedRecord.NotRun(order, Verdict.Error, methodBegan ? reason + " What the experiment had changed may still be changed." : reason, now);
        return ended with { Record = ended.Record with { Start = start, Events = killed == 0 ? [] : [UnfinishedRecord.Killed(killed, now)] } };
    }

    /// <summary>Puts a result into the outbox, however long the disk is full: it is not lost as long as we live.</summary>
    private async Task KeepAsync(ExecutedRun executed, CancellationToken kill)
    {
        while (true)
        {
            try
            {
                outbox.Add(executed);
                book.End(executed.Record.Id);
                return;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                listeners.Problem(new($"The result of {executed.Record.Id} cannot be written: {exception.Message}", "Free some space below the data folder. It is kept in memory and tried again.", exception));
            }

            await Task.Delay(RetryAfter, clock, kill);
        }
    }

    /// <summary>What is recorded of an experiment that does not get its turn.</summary>
    private sealed record NotRun(Verdict Verdict, string Reason);

    private sealed class Listener(ExecutionOrder order, Action<ExecutionOrder, RunEvent> hear, RunBook book) : IProgress<RunEvent>
    {
        public bool MethodBegan { get; private set; }

        public void Report(RunEvent value)
        {
            MethodBegan |= value is RunEvent.PhaseStarted { Phase: RunPhase.Method } or RunEvent.ActivityStarted { Phase: RunPhase.Method };
            if (value is RunEvent.ActivityEnded { Phase: RunPhase.Rollbacks } ended) book.NoteRollback(order.Id, ended.Name);
            hear(order, value);
        }
    }
}
