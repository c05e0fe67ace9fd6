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

    public async Task RunAsync(PlanRun run, CancellationToken kill)
    {
        run.Running = true;
        NotRun? rest = null;
        foreach (var order in run.Orders)
        {
            rest ??= GivenUp(run);
            var (executed, stop) = rest is null ? await OneAsync(run, order, kill) : (UnfinishedRecord.NotRun(order, rest.Verdict, rest.Reason, clock.GetUtcNow()), null);
            if (kill.IsCancellationRequested) return;
            await KeepAsync(executed, kill);
            rest ??= GivenUp(run) ?? RestAfter(run, order, executed.Record, stop);
            listeners.Ended(executed.Record);
        }
    }

    private static NotRun? GivenUp(PlanRun run) => run.Interrupted.IsCancellationRequested ? new(Verdict.Interrupted, $"Not run: {run.Reason}.") : null;

    /// <summary>Why the later experiments of a plan do not run. Somebody who stops one does not want the next to begin; a timeout is each one's own.</summary>
    private static NotRun? RestAfter(PlanRun run, ExecutionOrder order, ExecutionRecord record, StopRequest? stop)
    {
        if (run.Due.Plan.StopOnDeviated && record.Deviated) return new(Verdict.Blocked, $"Not run: '{order.Experiment.Slug}' before it deviated (stop-on: deviated).");
        return stop is null or { Kind: "timeout" } ? null : new(Verdict.Interrupted, $"Not run: '{order.Experiment.Slug}' before it was stopped{(stop.Who is null ? "" : " by " + stop.Who)}.");
    }

    private async Task<(ExecutedRun Run, StopRequest? Stop)> OneAsync(PlanRun run, ExecutionOrder order, CancellationToken kill)
    {
        using var control = new RunControl(clock);
        await using var killing = kill.Register(() => control.Kill("the service", "it was told to end at once"));
        await using var interrupting = run.Interrupted.Register(() => control.Stop(new() { Who = "the service", Why = run.Reason }));
        using var kept = new KeptRecord(UnfinishedRecord.Of(order, clock.GetUtcNow()), book, control, listeners.Problem);
        running.Add(new(order, clock.GetUtcNow(), control));
        try
        {
            return (WithEvents(await CarriedOutAsync(order, control, kept, kill), control), control.Stopped);
        }
        finally
        {
            control.End();
            running.Remove(order.Id);
        }
    }

    /// <summary>What was asked of a run is in its record, also where its engine did not live to write one.</summary>
    private static ExecutedRun WithEvents(ExecutedRun executed, RunControl control)
    {
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
