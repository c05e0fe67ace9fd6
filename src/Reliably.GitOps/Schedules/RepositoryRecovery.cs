using Reliably.GitOps.Deployments;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Executions.Containers;
using Reliably.GitOps.Processes;
using Reliably.GitOps.Publishing;

namespace Reliably.GitOps.Schedules;

/// <summary>What an earlier service left in some books: processes, containers, folders, executions without an end.</summary>
internal sealed class RepositoryRecovery(RecoveryBooks books, ServiceSurroundings surroundings, Action<ServiceEvent> say)
{
    private readonly LeftContainers containers = new(books.Book, (engine, id) => EndContainerAsync(engine, id, surroundings), id => say(
        new ServiceEvent.Problem($"The container of {id} was still there and was removed.", "Its rollbacks were not played; its report says how to play them.")));

    /// <summary>Ends what still runs, and puts its executions into the outbox. Before anything else.</summary>
    public async Task RecoverAsync(CancellationToken stop)
    {
        books.Book.Settle(books.IsClaimed);
        var rollbacks = new LeftoverRollbacks(books.Find, books.Engine.Experiment, books.Book, surroundings);
        var recovery = new CrashRecovery(books.Book, books.Outbox, (engine, id) => EndContainerAsync(engine, id, surroundings), new(
            async record => books.Engine.Recall is { } recall ? await recall.ReadAsync(record.Id, (await books.Find(record, stop)).Order, stop) : null,
            record => rollbacks.PlayAsync(record, stop),
            id => Wipe(id.Value, () => RunFolders.Wipe(id, books.Work))), surroundings.Clock);
        foreach (var record in await recovery.RecoverAsync()) say(new ServiceEvent.ExecutionEnded(record));
        Wipe("earlier runs", () => PrivateFolder.Wipe(books.Work)); // private folders, with secrets as files
    }

    /// <summary>Ends every process of every execution at once.</summary>
    public void KillProcesses() => CrashRecovery.EndAll(books.Book, (engine, id) => EndContainerAsync(engine, id, surroundings));

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

/// <summary>Where a service writes down what it runs.</summary>
internal sealed record RecoveryBooks
{
    public required RunBook Book { get; init; }

    public required Outbox Outbox { get; init; }

    public required RunEngine Engine { get; init; }

    /// <summary>Where runs have their private folders.</summary>
    public required string Work { get; init; }

    /// <summary>Whether a claim was taken.</summary>
    public required Func<string, bool> IsClaimed { get; init; }

    /// <summary>Finds again what an execution was ordered to run.</summary>
    public required FindLeftOrder Find { get; init; }
}
