using System.Net.Sockets;
using System.Text;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions.Control;

/// <summary>
/// The inner end of a control socket: <c>reliably run --remote SOCKET</c> in a container. It tells how the run goes, and asks outside before each
/// activity. Where nobody listens any more a run goes on, unless it is held: then nobody is left to resume it, and it is stopped.
/// </summary>
internal sealed class RemoteControl : IProgress<RunEvent>, IDisposable
{
    private readonly Socket socket;
    private readonly Stream stream;
    private readonly RunControl control;
    private readonly Lock gate = new();
    private readonly Dictionary<long, TaskCompletionSource<DataNode.Mapping?>> waiting = [];
    private long asked;
    private bool lost;
    private bool paused;

    private RemoteControl(Socket socket, RunControl control)
    {
        this.socket = socket;
        this.control = control;
        stream = new NetworkStream(socket);
    }

    /// <summary>Connects a run to whoever directs it.</summary>
    /// <exception cref="CannotRunException">Nobody listens.</exception>
    public static RemoteControl Connect(string path, string library, RunControl control)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            var remote = new RemoteControl(socket, control);
            remote.Write(ModuleMessageWriting.Hello(library, Environment.ProcessId));
            control.Signals.Pauses.Beyond = remote.AskAsync;
            _ = remote.ListenAsync();
            return remote;
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            socket.Dispose();
            throw new CannotRunException($"Nobody listens at {path}: {exception.Message}", "--remote is for the service alone.", exception);
        }
    }

    public void Report(RunEvent value)
    {
        if (ModuleMessageWriting.Event(value) is { } line) Write(line);
    }

    public void Dispose()
    {
        stream.Dispose();
        socket.Dispose();
    }

    /// <summary>Comes when the next activity may begin.</summary>
    private async Task AskAsync(CancellationToken stop)
    {
        var answer = new TaskCompletionSource<DataNode.Mapping?>(TaskCreationOptions.RunContinuationsAsynchronously);
        long number;
        lock (gate)
        {
            if (lost) return;
            waiting[number = ++asked] = answer;
        }

        Write(ModuleMessageWriting.Ask(number));
        if (await answer.Task.WaitAsync(stop) is not { } told || told["go"] is not DataNode.Boolean { Value: false }) return;
        control.Stop(new() { Who = "the service", Rollbacks = told["rollbacks"] is not DataNode.Boolean { Value: false } });
        stop.ThrowIfCancellationRequested();
    }

    private async Task ListenAsync()
    {
        try
        {
            using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
            while (await reader.ReadLineAsync() is { } line)
            {
                if (JsonReader.TryParse(Encoding.UTF8.GetBytes(line), out _) is not DataNode.Mapping message) continue;
                if (message["paused"] is DataNode.Boolean held) paused = held.Value;
                if (message["answer"] is DataNode.Integer number) Answer((long)number.Value, message);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // Whoever listened is gone; what follows is the same as after a last line.
        }

        Lose();
    }

    private void Answer(long number, DataNode.Mapping? message)
    {
        TaskCompletionSource<DataNode.Mapping?>? answer;
        lock (gate)
        {
            if (!waiting.Remove(number, out answer)) return;
        }

        answer.TrySetResult(message);
    }

    private void Lose()
    {
        long[] left;
        lock (gate)
        {
            lost = true;
            left = [.. waiting.Keys];
        }

        if (paused) control.Stop(new() { Who = "the container", Why = "the control of a paused run was lost" });
        foreach (var number in left) Answer(number, null);
    }

    private void Write(string line)
    {
        try
        {
            lock (gate) stream.Write(Encoding.UTF8.GetBytes(line + "\n"));
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            Lose();
        }
    }
}
