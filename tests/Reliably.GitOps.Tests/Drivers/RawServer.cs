using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Reliably.GitOps.Drivers;

/// <summary>An HTTP server on loopback that answers each path as a test says, and remembers the heads of the requests.</summary>
internal sealed class RawServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Dictionary<string, Func<byte[]?>> answers = [];

    public RawServer()
    {
        listener.Start();
        _ = AcceptAsync();
    }

    public string Url => "http://" + listener.LocalEndpoint;

    public List<string> Heads { get; } = [];

    public RawServer Answers(string path, string type, string body, string status = "200 OK", string? header = null)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var head = $"HTTP/1.1 {status}\r\n{(type.Length > 0 ? $"Content-Type: {type}\r\n" : "")}{(header is null ? "" : header + "\r\n")}Content-Length: {bytes.Length}\r\nConnection: close\r\n\r\n";
        answers[path] = () => [.. Encoding.ASCII.GetBytes(head), .. bytes];
        return this;
    }

    public RawServer Redirects(string path, string location) => Answers(path, "", "", "302 Found", "Location: " + location);

    /// <summary>Takes the request and says nothing.</summary>
    public RawServer KeepsSilent(string path)
    {
        answers[path] = static () => null;
        return this;
    }

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
            var stream = client.GetStream();
            var head = new StringBuilder();
            var one = new byte[1];
            while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, stop.Token) > 0) head.Append((char)one[0]);
            lock (Heads) Heads.Add(head.ToString());
            var path = head.ToString().Split(' ')[1].Split('?')[0];
            var answer = answers.TryGetValue(path, out var known) ? known() : "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray();
            if (answer is null) await Task.Delay(Timeout.Infinite, stop.Token);
            else await stream.WriteAsync(answer, stop.Token);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            return;
        }
    }
}
