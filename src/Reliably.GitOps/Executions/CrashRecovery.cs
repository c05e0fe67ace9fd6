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
internal sealed class CrashRecovery(
    RunBook book, Outbox outbox, LeftoverContainers containers, Func<ExecutionRecord, Task<Undoing>> rollBack, Action<ExecutionId> wipe, TimeProvider clock)
{
    /// <summary>Returns the executions that were interrupted.</summary>
    public async Task<IReadOnlyList<ExecutionRecord>> RecoverAsync()
    {
        var interrupted = new List<ExecutionRecord>();
        var left = book.Read();
        var ended = left.ToDictionary(static record => record.Id, record => RunProcesses.Read(record.Id.Value, book.ProcessesOf(record.Id)).EndAll());
        foreach (var record in left)
        {
            var container = UnfinishedRecord.EngineOf(record) is { } engine ? await containers(engine, record.Id) : default;
            wipe(record.Id);
            if (!outbox.Has(record.Id))
            {
                var rollbacks = UnfinishedRecord.HasBegun(record) ? await RollBackAsync(record, container) : null;
                var run = UnfinishedRecord.Interrupted(record, ended[record.Id], rollbacks, clock.GetUtcNow());
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

    /// <summary>Where it cannot be seen whether a container still runs, nothing is played against it.</summary>
    private async Task<Undoing> RollBackAsync(ExecutionRecord record, (int Ended, string? Problem) container)
    {
        if (container.Problem is { } problem)
        {
            var unknown = $"What it had changed may still be changed: its rollbacks were not played, because it cannot be seen whether its container still runs ({problem}). Look for the label {ContainerLaunch.Label}={record.Id}.";
            return new(unknown, [new(clock.GetUtcNow(), "rollback", $"No rollback was played: it cannot be seen whether its container still runs ({problem}).")]);
        }

        var undoing = await rollBack(record);
        return container.Ended == 0 ? undoing : undoing with { Events = undoing.Events.Insert(0, new(clock.GetUtcNow(), "ended", "Its container was still there and was removed.")) };
    }
}
