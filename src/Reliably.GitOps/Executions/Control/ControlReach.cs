namespace Reliably.GitOps.Executions.Control;

/// <summary>
/// Makes the executions of a process reachable from other terminals while it lives. A run that is over in an instant opens nothing: nobody
/// could ask anything of it, and it would cost a tenth of its time.
/// </summary>
internal sealed class ControlReach : IAsyncDisposable
{
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(150);
    private readonly CancellationTokenSource over = new();
    private readonly RunningExecutions running;
    private readonly IReadOnlyDictionary<string, string> variables;
    private readonly Action<string> problem;
    private readonly Task<ControlSocket?> opening;

    private ControlReach(RunningExecutions running, IReadOnlyDictionary<string, string> variables, Action<string> problem)
    {
        (this.running, this.variables, this.problem) = (running, variables, problem);
        opening = OpenAsync();
    }

    /// <param name="running">What can be asked for.</param>
    /// <param name="variables">The environment of the process.</param>
    /// <param name="problem">Told why nobody can reach it, where that is so.</param>
    public static ControlReach Soon(RunningExecutions running, IReadOnlyDictionary<string, string> variables, Action<string> problem) => new(running, variables, problem);

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        if (await opening is { } socket) await socket.DisposeAsync();
        over.Dispose();
    }

    private async Task<ControlSocket?> OpenAsync()
    {
        await Task.Delay(Instant, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (over.IsCancellationRequested) return null;
        try
        {
            return ControlSocket.Open(ControlFolder.NewSocket(variables), running);
        }
        catch (IOException exception)
        {
            problem(exception.Message);
            return null;
        }
    }
}
