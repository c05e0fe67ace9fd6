using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Reliably.GitOps.Drivers;

/// <summary>An endpoint of a guard on loopback: a test decides what it answers to each question.</summary>
internal sealed class GuardEndpoint : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private int asked;

    public GuardEndpoint()
    {
        listener.Start();
        _ = AcceptAsync();
    }

    public string Url => "http://" + listener.LocalEndpoint + "/calm";

    /// <summary>How many questions came.</summary>
    public int Asked => Volatile.Read(ref asked);

    /// <summary>The whole answer, from the status on, to a question by its number from 1 and its headers; null never answers.</summary>
    public Func<int, string, string?> Answers { get; set; } = static (_, _) => Yes();

    public static string Yes(string reason = "all is calm") => Json($$"""{"ok": true, "reason": "{{reason}}"}""");

    public static string No(string reason) => Json($$"""{"ok": false, "reason": "{{reason}}"}""");

    public static string Json(string body, string status = "200 OK", string type = "application/json") =>
        $"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}";

    public void Dispose()
    {
        stop.Cancel();
        listener.Dispose();
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await listener.AcceptTcpClientAsync(stop.Token));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            return;
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        try
        {
            await using var stream = client.GetStream();
            var head = new StringBuilder();
            var one = new byte[1];
            while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                if (await stream.ReadAsync(one, stop.Token) == 0) return;
                head.Append((char)one[0]);
            }

            if (Answers(Interlocked.Increment(ref asked), head.ToString()) is { } answer) await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), stop.Token);
            else await Task.Delay(Timeout.Infinite, stop.Token);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            return;
        }
    }
}
