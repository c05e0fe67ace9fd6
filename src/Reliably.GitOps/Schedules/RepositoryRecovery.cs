using Reliably.GitOps.Deployments;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Executions.Containers;
using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Schedules;

/// <summary>What an earlier service of a repository left: processes, containers, folders, executions without an end.</summary>
internal sealed class RepositoryRecovery(WorkerParts parts, SnapshotSource source, ServiceSurroundings surroundings, Action<ServiceEvent> say)
{
    private readonly LeftContainers containers = new(parts.Book, (engine, id) => EndContainerAsync(engine, id, surroundings), id => say(
        new ServiceEvent.Problem($"The container of {id} was still there and was removed.", "Its rollbacks were not played; its report says how to play them.")));

    /// <summary>Ends what still runs, and puts its executions into the outbox. Before anything else.</summary>
    public async Task RecoverAsync(CancellationToken stop)
    {
        parts.Book.Settle(parts.Claims.Has);
        var orders = new LeftoverOrders(parts.Mirror, source);
        var rollbacks = new LeftoverRollbacks(orders.FindAsync, parts.Experiment, parts.Book, surroundings);
        var recovery = new CrashRecovery(parts.Book, parts.Outbox, (engine, id) => EndContainerAsync(engine, id, surroundings), new(
            async record => parts.Recall is { } recall ? await recall.ReadAsync(record.Id, (await orders.FindAsync(record, stop)).Order, stop) : null,
            record => rollbacks.PlayAsync(record, stop),
            id => Wipe(id.Value, () => RunFolders.Wipe(id, parts.Folder.Work))), surroundings.Clock);
        foreach (var record in await recovery.RecoverAsync()) say(new ServiceEvent.ExecutionEnded(record));
        Wipe("earlier runs", () => PrivateFolder.Wipe(parts.Folder.Work)); // private folders, with secrets as files
        parts.Claims.Prune(surroundings.Clock.GetUtcNow().AddDays(-100));
    }

    /// <summary>Ends every process of every execution at once.</summary>
    public void KillProcesses() => CrashRecovery.EndAll(parts.Book, (engine, id) => EndContainerAsync(engine, id, surroundings));

    /// <summary>Ends containers whose engine did not answer before.</summary>
    /// <exception cref="CannotRunException">It still does not.</exception>
    public Task EndContainersAsync() => containers.EndAsync();

    private static Task<(int Ended, string? Problem)> EndContainerAsync(ContainerEngine engine, ExecutionId id, ServiceSurroundings surroundings) =>
        ContainerLeftovers.EndAsync(engine, id, surroundings.Variables);

    /// <summary>What another account left in it must not keep the service from starting.</summary>
    private void Wipe(string what, Action wipe)
    {
        try
        {
            wipe();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            say(new ServiceEvent.Problem($"The folder of {what} cannot be wiped: {exception.Message}", "Remove it as root: it may hold secrets."));
        }
    }
}
