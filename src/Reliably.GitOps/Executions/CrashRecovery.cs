using Reliably.GitOps.Processes;
using Reliably.GitOps.Publishing;

namespace Reliably.GitOps.Executions;

/// <summary>
/// What is left of a service that did not end by itself: processes that still carry an execution's mark are ended first; then rollbacks
/// are played by policy, never against a living method; and every run record without an end becomes an interrupted execution in the outbox.
/// </summary>
internal sealed class CrashRecovery(RunBook book, Outbox outbox, Func<ExecutionRecord, Task<Undoing>> rollBack, Action<ExecutionId> wipe, TimeProvider clock)
{
    /// <summary>Returns the executions that were interrupted.</summary>
    public async Task<IReadOnlyList<ExecutionRecord>> RecoverAsync()
    {
        var interrupted = new List<ExecutionRecord>();
        var left = book.Read();
        var ended = left.ToDictionary(static record => record.Id, record => RunProcesses.Read(record.Id.Value, book.ProcessesOf(record.Id)).EndAll());
        foreach (var record in left)
        {
            wipe(record.Id);
            if (!outbox.Has(record.Id))
            {
                var rollbacks = UnfinishedRecord.HasBegun(record) ? await rollBack(record) : null;
                var run = UnfinishedRecord.Interrupted(record, ended[record.Id], rollbacks, clock.GetUtcNow());
                outbox.Add(run);
                interrupted.Add(run.Record);
            }

            book.End(record.Id);
        }

        return interrupted;
    }
}
