namespace Reliably.GitOps.Processes;

/// <summary>Runs a process from start to end.</summary>
public static class ProcessRun
{
    /// <summary>Runs a process to its end; see the other overload.</summary>
    /// <exception cref="ProcessStartException">It cannot be started.</exception>
    public static Task<ProcessResult> RunAsync(this ProcessCommand command, CancellationToken stop = default) => command.RunAsync(null, stop);

    /// <summary>Runs a process to its end, or until it takes too long or is stopped; which of these is in the result.</summary>
    /// <param name="command">What to run.</param>
    /// <param name="readers">Who sees its output as it comes.</param>
    /// <param name="stop">Ends it by its policy.</param>
    /// <exception cref="ProcessStartException">It cannot be started.</exception>
    public static async Task<ProcessResult> RunAsync(this ProcessCommand command, ProcessReaders? readers, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(command);
        using var child = ChildProcess.Start(command, readers);
        await using var stopping = stop.Register(child.Stop);
        using var clock = command.Timeout is { } timeout ? StartClock(child, timeout) : null;
        if (!command.Input.IsEmpty) await FeedAsync(child, command.Input);
        return await child.Completion;
    }

    private static Timer StartClock(ChildProcess child, TimeSpan timeout) =>
        new(static state => ((ChildProcess)state!).Stop(ProcessEnd.TimedOut), child, timeout < TimeSpan.Zero ? TimeSpan.Zero : timeout, System.Threading.Timeout.InfiniteTimeSpan);

    /// <summary>A process may close its input early: that is its right.</summary>
    private static async Task FeedAsync(ChildProcess child, ReadOnlyMemory<byte> input)
    {
        try
        {
            await child.Input!.WriteAsync(input);
        }
        catch (IOException)
        {
            return;
        }
        finally
        {
            await child.Input!.DisposeAsync();
        }
    }
}
