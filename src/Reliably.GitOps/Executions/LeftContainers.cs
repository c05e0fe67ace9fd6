using Reliably.GitOps.Executions.Containers;

namespace Reliably.GitOps.Executions;

/// <summary>
/// Containers that may still run although their execution was published as interrupted: their engine did not answer when the service started
/// again. They are ended as soon as it does.
/// </summary>
/// <param name="book">Where they are remembered.</param>
/// <param name="end">Ends the container of an execution.</param>
/// <param name="removed">Told of each that was still there.</param>
internal sealed class LeftContainers(RunBook book, LeftoverContainers end, Action<ExecutionId> removed)
{
    /// <summary>Ends all that are remembered.</summary>
    /// <exception cref="CannotRunException">An engine still does not answer.</exception>
    public async Task EndAsync()
    {
        foreach (var (id, engine) in book.NotedContainers())
        {
            var (ended, problem) = await end(engine, id);
            if (problem is not null) throw new CannotRunException($"It cannot be seen whether the container of {id} still runs ({problem}).", $"Start {ContainerCli.NameOf(engine)}, and give the service the right to use it. It is tried again.");
            book.ForgetContainer(id);
            if (ended > 0) removed(id);
        }
    }
}
