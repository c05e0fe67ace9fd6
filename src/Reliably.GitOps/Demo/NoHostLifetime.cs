namespace Reliably.GitOps.Demo;

/// <summary>Signals belong to the verb, not to a web host inside it: the default lifetime would answer Ctrl-C on its own.</summary>
internal sealed class NoHostLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
