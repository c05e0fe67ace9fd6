using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Reliably.GitOps.Drivers;

/// <summary>An HTTP/1.1 server on loopback that answers by path, byte for byte, and echoes what it was sent.</summary>
internal sealed class HttpStub : IDisposable
{
    /// <summary>Bytes of the answer of <c>/huge</c>.</summary>
    public const long Huge = 1L << 30;

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
                await WriteAsync(stream, request, answer);
                if (HttpStubAnswers.EndsWithTheConnection(request.Target)) return;
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            return;
        }
    }

    private async Task WriteAsync(NetworkStream stream, Request request, byte[] answer)
    {
        var head = answer.AsSpan().IndexOf("\r\n\r\n"u8) + 4;
        await stream.WriteAsync(answer.AsMemory(0, head), stop.Token);
        if (request.Method == "HEAD") return;
        var block = request.Target == "/huge" ? new byte[1 << 20] : [];
        block.AsSpan().Fill((byte)'x');
        for (long left = request.Target == "/huge" ? Huge : 0; left > 0; left -= block.Length) await stream.WriteAsync(block, stop.Token);
        var pieces = request.Target == "/drip" ? 4 : 1;
        foreach (var piece in answer[head..].Chunk(Math.Max(1, (answer.Length - head) / pieces)))
        {
            if (pieces > 1) await Task.Delay(TimeSpan.FromMilliseconds(500), stop.Token);
            await stream.WriteAsync(piece, stop.Token);
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
        switch (request.Target.Split('?')[0])
        {
            case "/slow": await Task.Delay(TimeSpan.FromSeconds(20), stop.Token); return null;
            case "/cut": return null;
            case "/huge": return Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Huge}\r\n\r\n");
            case "/flaky" when Interlocked.Decrement(ref failuresLeft) >= 0: return null;
            case "/flaky": return HttpStubAnswers.Answer("200 OK", "text/plain", "at last");
            case var path: return HttpStubAnswers.Of(path) ?? HttpStubAnswers.Answer("200 OK", "text/plain; charset=utf-8", Echo(request));
        }
    }

    /// <summary>What a client sent, without what differs between clients by design.</summary>
    private static string Echo(Request request)
    {
        var headers = request.Headers.Where(static header => header.Key.ToUpperInvariant() is not ("HOST" or "USER-AGENT" or "CONTENT-LENGTH"))
            .Select(static header => header.Key.ToUpperInvariant() + ": " + header.Value).Order(StringComparer.Ordinal);
        return $"{request.Method} {request.Target}\n{string.Join('\n', headers)}\n\n{request.Body}";
    }

    private sealed record Request(string Method, string Target, Dictionary<string, string> Headers, string Body);
}
