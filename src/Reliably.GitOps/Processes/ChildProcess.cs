using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;

namespace Reliably.GitOps.Processes;

/// <summary>
/// A running process. A loop drains both of its streams, so it can never block on a full pipe, and waits for its end; it can be told to let
/// go of a pipe that a grandchild holds open.
/// </summary>
public sealed class ChildProcess : IDisposable
{
    private readonly Lock gate = new();
    private readonly StopPolicy policy;
    private readonly OutputPump pump;
    private readonly ProcessLoop loop;
    private readonly WatchedProcess watched;
    private readonly TaskCompletionSource<ProcessResult> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool reaped;
    private bool disposed;
    private ProcessEnd end = ProcessEnd.Exited;

    private ChildProcess(int id, StopPolicy policy, OutputPump pump, ProcessLoop loop, Stream? input)
    {
        Id = id;
        this.policy = policy;
        this.pump = pump;
        this.loop = loop;
        Input = input;
        watched = new(id, pump, Finish, completion.SetException);
        loop.Add(watched);
    }

    public int Id { get; }

    /// <summary>Its standard input, where it was asked for.</summary>
    public Stream? Input { get; }

    /// <summary>Comes when it has ended and its streams are closed (or let go of, after it was stopped). Fails only where a reader of its output does.</summary>
    public Task<ProcessResult> Completion => completion.Task;

    /// <summary>Starts a process. Both streams are collected; a reader sees standard output or error as it comes.</summary>
    /// <exception cref="ProcessStartException">It cannot be started.</exception>
    public static ChildProcess Start(ProcessCommand command, ProcessReaders? readers = null)
    {
        ArgumentNullException.ThrowIfNull(command);
        var withInput = readers?.KeepInputOpen == true || !command.Input.IsEmpty;
        var input = withInput ? Posix.Pipe() : (Read: -1, Write: -1);
        var output = Posix.Pipe();
        var error = Posix.Pipe();
        int id;
        try
        {
            id = Spawn.Start(command, input.Read, output.Write, error.Write);
        }
        catch (ProcessStartException)
        {
            CloseAll(input.Read, input.Write, output.Read, output.Write, error.Read, error.Write);
            throw;
        }

        CloseAll(input.Read, output.Write, error.Write);
        return new(id, command.Stop, new OutputPump(output.Read, error.Read, readers, command.LongestOutput), ProcessLoop.For(readers), withInput ? OpenInput(input.Write) : null);
    }

    /// <summary>Sends a signal to the process itself; nothing where it has ended.</summary>
    public void Signal(int signal) => Send(signal, wholeTree: false);

    /// <summary>Ends it by its policy. Returns at once; <see cref="Completion"/> comes.</summary>
    public void Stop() => Stop(ProcessEnd.Stopped);

    /// <summary>Ends it and its process group at once.</summary>
    public void Kill()
    {
        Mark(ProcessEnd.Stopped);
        Send(Posix.SigKill, wholeTree: true);
        LetGo();
    }

    public void Dispose()
    {
        lock (gate)
        {
            if (disposed) return;
            disposed = true;
        }

        Input?.Dispose();
        LetGo();
    }

    internal void Stop(ProcessEnd why)
    {
        Mark(why);
        if (policy.Grace <= TimeSpan.Zero)
        {
            Send(Posix.SigKill, policy.WholeTree);
            LetGo();
            return;
        }

        Send(Posix.SigTerm, policy.WholeTree);
        _ = KillAfterGraceAsync();
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The stream owns the handle.")]
    private static FileStream OpenInput(int descriptor) => new(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Write, 0);

    private static void CloseAll(params int[] descriptors)
    {
        foreach (var descriptor in descriptors)
        {
            if (descriptor >= 0) _ = Posix.close(descriptor);
        }
    }

    private async Task KillAfterGraceAsync()
    {
        await Task.WhenAny(Completion, Task.Delay(policy.Grace));
        Send(Posix.SigKill, policy.WholeTree);
        LetGo();
    }

    private void Mark(ProcessEnd why)
    {
        lock (gate)
        {
            if (!reaped && end == ProcessEnd.Exited) end = why;
        }
    }

    private void Send(int signal, bool wholeTree)
    {
        lock (gate)
        {
            if (!reaped) _ = Posix.kill(wholeTree ? -Id : Id, signal);
        }
    }

    private void LetGo()
    {
        if (completion.Task.IsCompleted) return;
        watched.LetGo();
        loop.Wake();
    }

    private void Finish()
    {
        lock (gate)
        {
            // Whoever is left of the group of a process that was stopped goes with it; its number is still ours until it is reaped.
            if (end != ProcessEnd.Exited && policy.WholeTree) _ = Posix.kill(-Id, Posix.SigKill);
            var status = Posix.Reap(Id);
            reaped = true;
            completion.TrySetResult(new(status, pump.Output, pump.Error, end));
        }
    }
}

/// <summary>What its starter does with a process while it runs. Called on the thread that drains it: be quick.</summary>
public sealed record ProcessReaders
{
    /// <summary>Standard input stays open for <see cref="ChildProcess.Input"/>.</summary>
    public bool KeepInputOpen { get; init; }

    public Action<ReadOnlyMemory<byte>>? OnOutput { get; init; }

    public Action<ReadOnlyMemory<byte>>? OnError { get; init; }

    /// <summary>Standard output is only passed to <see cref="OnOutput"/> and not collected.</summary>
    public bool DiscardOutput { get; init; }
}
