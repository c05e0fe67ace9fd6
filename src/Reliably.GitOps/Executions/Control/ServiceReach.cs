namespace Reliably.GitOps.Executions.Control;

/// <summary>Makes the executions of a service reachable: where every run of its account is looked for, and through its data folder.</summary>
internal sealed class ServiceReach : IAsyncDisposable
{
    private readonly List<ControlSocket> sockets = [];

    /// <param name="dataFolder">The service's own folder.</param>
    /// <param name="running">What can be asked for.</param>
    /// <param name="variables">The environment of the service.</param>
    /// <param name="problem">Told why nobody can reach it, where that is so.</param>
    public ServiceReach(string dataFolder, RunningExecutions running, IReadOnlyDictionary<string, string> variables, Action<string> problem)
    {
        var why = Try(() => ControlSocket.Open(ControlFolder.NewSocket(variables), running));
        var own = ControlFolder.OfService(dataFolder);
        if (ControlFolder.Fits(own)) why = Try(() => ControlSocket.Open(own, running)) ?? why;
        if (sockets.Count == 0) problem(why ?? "");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var socket in sockets) await socket.DisposeAsync();
    }

    /// <summary>Says why not.</summary>
    private string? Try(Func<ControlSocket> open)
    {
        try
        {
            sockets.Add(open());
            return null;
        }
        catch (IOException exception)
        {
            return exception.Message;
        }
    }
}
