using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Text;

namespace Reliably.GitOps.Executions.ChaosToolkit;

/// <summary>
/// Our end of the control module's socket. It passes on what the module tells, and answers what it asks: an activity may begin unless the run
/// is paused or being stopped. One connection is taken, the first: nothing of the experiment runs before it.
/// </summary>
internal sealed class ModuleChannel : IAsyncDisposable
{
    /// <summary>How long the last lines may take after the Chaos Toolkit has ended.</summary>
    private static readonly TimeSpan ToLastLines = TimeSpan.FromSeconds(2);

    /// <summary>How many questions may wait for their answer before no more are heard: more than an experiment has activities in the background.</summary>
    private const int MostAnswers = 10_000;

    private readonly ModuleSocket socket;
    private readonly ModuleDuties duties;
    private readonly CancellationTokenSource end = new();
    private readonly CancellationTokenSource stop;
    private readonly List<Task> answers = [];
    private readonly Lock writing = new();
    private readonly Task service;
    private Action<byte[]>? send;
    private Task? beforeRollbacks;

    private ModuleChannel(ModuleSocket socket, ModuleDuties duties)
    {
        this.socket = socket;
        this.duties = duties;
        stop = CancellationTokenSource.CreateLinkedTokenSource(duties.Signals.Interrupt, duties.Signals.Kill, end.Token);
        service = ServeAsync();
    }

    /// <summary>Who speaks; null until somebody does.</summary>
    public ModuleMessage.Hello? Hello { get; private set; }

    /// <summary>Number of the Chaos Toolkit's process, as the system says; null where it is not known.</summary>
    public int? ProcessId { get; private set; }

    /// <summary>Listens in a folder; null where the system has no such sockets.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The channel owns the socket.")]
    public static ModuleChannel? Open(string folder, ModuleDuties duties) => ModuleSocket.Listen(folder) is { } socket ? new(socket, duties) : null;

    /// <summary>Waits for the last lines of a Chaos Toolkit that has ended.</summary>
    public async Task EndAsync()
    {
        if (Hello is not null) await Task.WhenAny(service, Task.Delay(ToLastLines));
        await end.CancelAsync();
        await service;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        socket.Dispose();
        stop.Dispose();
        end.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            using var connection = await socket.AcceptAsync(end.Token);
            socket.Dispose();
            await using var stream = new NetworkStream(connection);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            var lines = new ModuleLines(reader);
            send = bytes => stream.Write(bytes);
            ProcessId = PeerOf(connection);
            while (await lines.ReadAsync(end.Token) is { } line)
            {
                Take(ModuleMessage.Read(line, duties.Clock.GetUtcNow()));
                if (answers.Count > MostAnswers) await Task.WhenAny(answers);
                answers.RemoveAll(static answer => answer.IsCompletedSuccessfully);
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            send = null; // the Chaos Toolkit ended, or never came: its log tells the rest
        }

        await end.CancelAsync();
        await Task.WhenAll(answers);
    }

    private void Take(ModuleMessage? message)
    {
        switch (message)
        {
            case ModuleMessage.Hello hello:
                Hello = hello;
                Write("{\"welcome\": 1}");
                break;
            case ModuleMessage.Told told:
                duties.Progress.Report(told.Event);
                break;
            case ModuleMessage.Asked { BeforeRollbacks: true } asked:
                answers.Add(AnswerRollbacksAsync(asked.Number));
                break;
            case ModuleMessage.Asked asked:
                answers.Add(AnswerActivityAsync(asked.Number));
                break;
        }
    }

    private async Task AnswerActivityAsync(long number)
    {
        try
        {
            var passing = duties.Signals.Pauses.PassAsync(stop.Token);
            if (passing.IsCompleted)
            {
                await passing;
            }
            else
            {
                Write("{\"paused\": true}");
                await passing;
                Write("{\"paused\": false}");
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Write("{\"paused\": false}");
        }

        Answer(number, go: !duties.Signals.Interrupt.IsCancellationRequested);
    }

    private async Task AnswerRollbacksAsync(long number)
    {
        await (beforeRollbacks ??= Task.Run(duties.BeforeRollbacks)); // once, however often it is asked
        Answer(number, go: !duties.Signals.NoRollbacks.IsCancellationRequested);
    }

    private void Answer(long number, bool go) => Write(ModuleMessage.Answer(number, go, rollbacks: !duties.Signals.NoRollbacks.IsCancellationRequested));

    private void Write(string line)
    {
        lock (writing)
        {
            try
            {
                send?.Invoke(Encoding.UTF8.GetBytes(line + "\n"));
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException)
            {
                send = null; // it ended while it was answered
            }
        }
    }

    /// <summary>SO_PEERCRED: the process at the other end, in our own numbers, whatever it says of itself.</summary>
    private static int? PeerOf(Socket connection)
    {
        const int SocketLevel = 1;
        const int PeerCredentials = 17;
        if (!OperatingSystem.IsLinux()) return null;
        var credentials = new byte[12];
        return connection.GetRawSocketOption(SocketLevel, PeerCredentials, credentials) >= sizeof(int) && BitConverter.ToInt32(credentials) is > 0 and var pid ? pid : null;
    }
}

/// <summary>What the channel does for the run it belongs to.</summary>
internal sealed record ModuleDuties
{
    public required IProgress<RunEvent> Progress { get; init; }

    public required RunSignals Signals { get; init; }

    public required TimeProvider Clock { get; init; }

    /// <summary>Called when the first rollback is about to begin: those of an interrupted run never play against a living method.</summary>
    public required Action BeforeRollbacks { get; init; }
}
