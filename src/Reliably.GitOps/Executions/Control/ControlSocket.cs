using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Text;
using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Executions.Control;

/// <summary>
/// A Unix socket through which the same account (or root) directs the executions of this process: one request a connection, one line each
/// way. The system says whose process asks.
/// </summary>
internal sealed class ControlSocket : IAsyncDisposable
{
    private const int LongestLine = 64 << 10;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly string path;
    private readonly ControlDesk desk;
    private readonly Socket listener;
    private readonly CancellationTokenSource stop = new();
    private readonly Task listening;

    private ControlSocket(string path, ControlDesk desk, Socket listener)
    {
        (this.path, this.desk, this.listener) = (path, desk, listener);
        listening = ListenAsync();
    }

    /// <summary>Listens; a socket file that somebody left there is replaced.</summary>
    /// <exception cref="IOException">It cannot.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "What listens owns its socket.")]
    public static ControlSocket Open(string path, RunningExecutions running)
    {
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            File.Delete(path);
            listener.Bind(new UnixDomainSocketEndPoint(path));
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, OwnerOnly);
            listener.Listen(16);
            return new(path, new(running), listener);
        }
        catch (Exception exception) when (exception is SocketException or UnauthorizedAccessException)
        {
            listener.Dispose();
            throw new IOException(exception.Message, exception);
        }
    }

    /// <summary>Asks one thing of the process behind a socket. Null where none answers there.</summary>
    public static async Task<ControlReply?> AskAsync(string path, ControlRequest request, CancellationToken stop)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(stop);
        late.CancelAfter(Patience);
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), late.Token);
            if (!IsOurs(socket)) return null;
            await SendAsync(socket, ControlMessages.Write(request), late.Token);
            return await ReceiveAsync(socket, late.Token) is { } line ? ControlMessages.ReadReply(line) : null;
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(path); // its process did not live to remove it
            return null;
        }
        catch (Exception exception) when (exception is SocketException or IOException || exception is OperationCanceledException && !stop.IsCancellationRequested)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await listening;
        File.Delete(path);
        stop.Dispose();
    }

    private async Task ListenAsync()
    {
        var answering = new List<Task>();
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var caller = await listener.AcceptAsync(stop.Token);
                answering.RemoveAll(static task => task.IsCompleted);
                answering.Add(AnswerAsync(caller));
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                if (!stop.IsCancellationRequested) await Task.Delay(TimeSpan.FromSeconds(1)); // no descriptors left, for example
            }
        }

        await Task.WhenAll(answering);
    }

    private async Task AnswerAsync(Socket caller)
    {
        using var late = new CancellationTokenSource(Patience);
        try
        {
            using (caller)
            {
                if (!IsOurs(caller)) return;
                var request = await ReceiveAsync(caller, late.Token) is { } line ? ControlMessages.ReadRequest(line) : null;
                var reply = request is null
                    ? new() { Answer = new(false, "This process does not understand what was asked: it is of another version.") }
                    : desk.Answer(request with { Who = request.Who ?? (Posix.PeerOf(caller) is { } user ? Posix.NameOf(user) : null) });
                await SendAsync(caller, ControlMessages.Write(reply), late.Token);
            }
        }
        catch (Exception exception) when (exception is SocketException or IOException or OperationCanceledException)
        {
            return; // the caller went away: what it asked for was done
        }
    }

    /// <summary>The same account, or the one that may do everything anyway.</summary>
    private static bool IsOurs(Socket socket) => Posix.PeerOf(socket) is { } user && (user == Posix.geteuid() || user == 0);

    private static async Task SendAsync(Socket socket, string line, CancellationToken stop)
    {
        ReadOnlyMemory<byte> bytes = Encoding.UTF8.GetBytes(line + "\n");
        while (!bytes.IsEmpty) bytes = bytes[await socket.SendAsync(bytes, stop)..];
    }

    /// <summary>A line; null where it ends too early or is too long.</summary>
    private static async Task<byte[]?> ReceiveAsync(Socket socket, CancellationToken stop)
    {
        var buffer = new byte[LongestLine];
        var length = 0;
        while (length < buffer.Length)
        {
            var count = await socket.ReceiveAsync(buffer.AsMemory(length), stop);
            if (count == 0) return null;
            var end = buffer.AsSpan(length, count).IndexOf((byte)'\n');
            if (end >= 0) return buffer[..(length + end)];
            length += count;
        }

        return null;
    }
}
