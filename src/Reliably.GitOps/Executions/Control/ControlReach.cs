namespace Reliably.GitOps.Executions.Control;

/// <summary>
/// Makes the executions of a process reachable from other terminals while it lives. A run that is over in an instant opens nothing: nobody
/// could ask anything of it, and it would cost a tenth of its time.
/// </summary>
internal sealed class ControlReach : IAsyncDisposable
{
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(150);
    private readonly Lock gate = new();
    private readonly RunningExecutions running;
    private readonly IReadOnlyDictionary<string, string> variables;
    private readonly Action<string> problem;
    private readonly Timer opening; // not an async method: the runtime compiles each of those anew at every start
    private ControlSocket? socket;
    private bool over;

    private ControlReach(RunningExecutions running, IReadOnlyDictionary<string, string> variables, Action<string> problem)
    {
        (this.running, this.variables, this.problem) = (running, variables, problem);
        opening = new(static reach => ((ControlReach)reach!).Open(), this, Instant, Timeout.InfiniteTimeSpan);
    }

    /// <param name="running">What can be asked for.</param>
    /// <param name="variables">The environment of the process.</param>
    /// <param name="problem">Told why nobody can reach it, where that is so.</param>
    public static ControlReach Soon(RunningExecutions running, IReadOnlyDictionary<string, string> variables, Action<string> problem) => new(running, variables, problem);

    public ValueTask DisposeAsync()
    {
        opening.Dispose();
        lock (gate) over = true; // waits for an opening that has begun
        return socket?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    private void Open()
    {
        lock (gate)
        {
            if (over) return;
            try
            {
                socket = ControlSocket.Open(ControlFolder.NewSocket(variables), running);
            }
            catch (IOException exception)
            {
                problem(exception.Message);
            }
        }
    }
}
