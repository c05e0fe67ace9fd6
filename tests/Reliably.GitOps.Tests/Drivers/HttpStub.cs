using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Reliably.GitOps.Drivers;

/// <summary>An HTTP/1.1 server on loopback that answers by path, byte for byte, and echoes what it was sent.</summary>
internal sealed class HttpStub : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private int failuresLeft = 2;

    public HttpStub()
    {
        listener.Start();
        _ = AcceptAsync();
    }

    public string Url => "http://" + listener.LocalEndpoint;

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
            while (await ReadRequestAsync(stream) is { } request)
            {
                if (await AnswerAsync(request) is not { } answer) return;
                await stream.WriteAsync(answer, stop.Token);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            return;
        }
    }

    private static async Task<Request?> ReadRequestAsync(NetworkStream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (head.Count < 4 || Encoding.Latin1.GetString([.. head.TakeLast(4)]) != "\r\n\r\n")
        {
            if (await stream.ReadAsync(one) == 0) return null;
            head.Add(one[0]);
        }

        var lines = Encoding.Latin1.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(static line => line.Split(':', 2)).ToDictionary(static parts => parts[0], static parts => parts[1].Trim(), StringComparer.OrdinalIgnoreCase);
        var body = new byte[headers.TryGetValue("Content-Length", out var length) ? int.Parse(length) : 0];
        await stream.ReadExactlyAsync(body);
        var first = lines[0].Split(' ');
        return new(first[0], first[1], headers, Encoding.UTF8.GetString(body));
    }

    private async Task<byte[]?> AnswerAsync(Request request)
    {
        var path = request.Target.Split('?')[0];
        switch (path)
        {
            case "/json": return Answer("200 OK", "application/json", """{"name":"Ada","list":[1,2.5,true,null],"text":"é"}""");
            case "/bad-json": return Answer("200 OK", "application/json", "{oops");
            case "/latin": return Answer("200 OK", "text/plain", "caf\u00e9", Encoding.Latin1);
            case "/html": return Answer("200 OK", "text/html; charset=utf-8", "<p>café</p>");
            case "/none": return Encoding.ASCII.GetBytes("HTTP/1.1 204 No Content\r\nx-lower: yes\r\n\r\n");
            case "/headers": return Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nx-first: 1\r\ncontent-TYPE: application/json\r\nX-Twice: a\r\nContent-Length: 2\r\nX-Twice: b\r\n\r\n{}");
            case "/error": return Answer("503 Service Unavailable", "text/plain", "down");
            case "/slow": await Task.Delay(TimeSpan.FromSeconds(20), stop.Token); return null;
            case "/cut": return null;
            case "/flaky" when Interlocked.Decrement(ref failuresLeft) >= 0: return null;
            case "/flaky": return Answer("200 OK", "text/plain", "at last");
            case "/loop": return Redirect("302 Found", "/loop");
            case "/moved": return Redirect("302 Found", "/echo");
            case "/kept": return Redirect("307 Temporary Redirect", "/echo");
            case "/chunked": return Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
            default: return Answer("200 OK", "text/plain; charset=utf-8", Echo(request));
        }
    }

    /// <summary>What a client sent, without what differs between clients by design.</summary>
    private static string Echo(Request request)
    {
        var headers = request.Headers.Where(static header => header.Key.ToUpperInvariant() is not ("HOST" or "USER-AGENT" or "CONTENT-LENGTH"))
            .Select(static header => header.Key.ToUpperInvariant() + ": " + header.Value).Order(StringComparer.Ordinal);
        return $"{request.Method} {request.Target}\n{string.Join('\n', headers)}\n\n{request.Body}";
    }

    private static byte[] Redirect(string status, string location) => Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n");

    private static byte[] Answer(string status, string type, string body, Encoding? encoding = null)
    {
        var bytes = (encoding ?? Encoding.UTF8).GetBytes(body);
        return [.. Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {bytes.Length}\r\n\r\n"), .. bytes];
    }

    private sealed record Request(string Method, string Target, Dictionary<string, string> Headers, string Body);
}
