using Reliably.GitOps.Deployments;
using Reliably.GitOps.Processes;
using Reliably.GitOps.Publishing;

namespace Reliably.GitOps.Executions;

/// <summary>Ends whatever container an execution has: how many there were, or why that cannot be known.</summary>
internal delegate Task<(int Ended, string? Problem)> LeftoverContainers(ContainerEngine engine, ExecutionId id);

/// <summary>
/// What is left of a service that did not end by itself: processes that still carry an execution's mark are ended first; then rollbacks
/// are played by policy, never against a living method; and every run record without an end becomes an interrupted execution in the outbox.
/// </summary>
internal sealed class CrashRecovery(RunBook book, Outbox outbox, LeftoverContainers containers, LeftoverSteps steps, TimeProvider clock)
{
    /// <summary>Returns the executions that were interrupted.</summary>
    public async Task<IReadOnlyList<ExecutionRecord>> RecoverAsync()
    {
        var interrupted = new List<ExecutionRecord>();
        var left = book.Read();
        var ended = left.ToDictionary(static record => record.Id, record => RunProcesses.Read(record.Id.Value, book.ProcessesOf(record.Id)).EndAll());
        foreach (var record in left)
        {
            var container = UnfinishedRecord.EngineOf(record) is { } engine ? await EndAsync(engine, record.Id) : default;
            var journal = outbox.Has(record.Id) ? null : await steps.Recall(record);
            steps.Wipe(record.Id);
            if (!outbox.Has(record.Id))
            {
                var rollbacks = !UnfinishedRecord.HasBegun(record) ? null : journal is null ? await RollBackAsync(record, container) : LeftJournal.Undoing;
                var run = UnfinishedRecord.Interrupted(record, ended[record.Id], rollbacks, clock.GetUtcNow());
                if (journal is not null) run = UnfinishedRecord.WithJournal(run, journal, clock.GetUtcNow());
                outbox.Add(run);
                interrupted.Add(run.Record);
            }

            book.End(record.Id);
        }

        return interrupted;
    }

    /// <summary>Ends everything of every execution at once, and waits for it.</summary>
    public static void EndAll(RunBook book, LeftoverContainers containers)
    {
        foreach (var record in book.Read())
        {
            RunProcesses.Read(record.Id.Value, book.ProcessesOf(record.Id)).EndAll();
            if (UnfinishedRecord.EngineOf(record) is { } engine) containers(engine, record.Id).GetAwaiter().GetResult();
        }
    }

    /// <summary>A container that cannot be ended now is ended once its engine answers (<see cref="LeftContainers"/>).</summary>
    private async Task<(int Ended, string? Problem)> EndAsync(ContainerEngine engine, ExecutionId id)
    {
        var end = await containers(engine, id);
        if (end.Problem is not null) book.NoteContainer(id, engine);
        return end;
    }

    /// <summary>Where it cannot be seen whether a container still runs, nothing is played against it.</summary>
    private async Task<Undoing> RollBackAsync(ExecutionRecord record, (int Ended, string? Problem) container)
    {
        if (container.Problem is { } problem)
        {
            var unknown = $"What it had changed may still be changed: its rollbacks were not played, because it cannot be seen whether its container still runs ({problem}). Look for the label {ContainerLaunch.Label}={record.Id}.";
            return new(unknown, [new(clock.GetUtcNow(), "rollback", $"No rollback was played: it cannot be seen whether its container still runs ({problem}).")]);
        }

        var undoing = await steps.RollBack(record);
        return container.Ended == 0 ? undoing : undoing with { Events = undoing.Events.Insert(0, new(clock.GetUtcNow(), "ended", "Its container was still there and was removed.")) };
    }
}

/// <summary>What is done about each execution that a service left.</summary>
/// <param name="Recall">Reads the journal that its engine finished; null where there is none. Then the engine has played its rollbacks, too.</param>
/// <param name="RollBack">Plays its rollbacks by policy.</param>
/// <param name="Wipe">Wipes its folder.</param>
internal sealed record LeftoverSteps(Func<ExecutionRecord, Task<LeftJournal?>> Recall, Func<ExecutionRecord, Task<Undoing>> RollBack, Action<ExecutionId> Wipe);
