using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Reliably.GitOps.Benchmarks;

/// <summary>
/// Signed deliveries over connections that stay open, each with a name of its own. Requests are made beforehand, so that the sender's core has little to
/// do but to send.
/// </summary>
internal sealed class WebhookLoad(int port, byte[] payload, string secret, int connections)
{
    /// <summary>Where the sender stays; servers have the core 0.</summary>
    private const int Core = 1;

    private const string Place = "00000000-0000-0000-0000-000000000000";

    private readonly byte[] request = Request(payload, secret);

    /// <summary>Sends as fast as the server answers. How many were acknowledged in a second.</summary>
    public double AtMost(TimeSpan time)
    {
        var acknowledged = 0;
        var watch = Stopwatch.StartNew();
        Parallel(connection =>
        {
            var sent = 0;
            for (; watch.Elapsed < time; sent++) connection.Deliver();
            Interlocked.Add(ref acknowledged, sent);
        });
        return acknowledged / watch.Elapsed.TotalSeconds;
    }

    /// <summary>Sends so many a second, whether or not the server is done with those before. Milliseconds from the moment each was due until it was acknowledged.</summary>
    public IReadOnlyList<double> Steady(int rate, TimeSpan time)
    {
        var all = new List<double>();
        var watch = Stopwatch.StartNew();
        var next = -1;
        Parallel(connection =>
        {
            var mine = new List<double>();
            while (true)
            {
                var due = TimeSpan.FromSeconds((double)Interlocked.Increment(ref next) / rate);
                if (due > time) break;
                if (due - watch.Elapsed is { Ticks: > 0 } wait) Thread.Sleep(wait);
                connection.Deliver();
                mine.Add((watch.Elapsed - due).TotalMilliseconds);
            }

            lock (all) all.AddRange(mine);
        });
        return all;
    }

    private static byte[] Request(byte[] payload, string secret)
    {
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), payload));
        var head = string.Create(CultureInfo.InvariantCulture, $"""
            POST /webhooks/github HTTP/1.1
            Host: 127.0.0.1
            Accept: */*
            User-Agent: GitHub-Hookshot/044aadd
            Content-Type: application/json
            X-GitHub-Event: issue_comment
            X-GitHub-Hook-ID: 292430182
            X-GitHub-Hook-Installation-Target-ID: 79929171
            X-GitHub-Hook-Installation-Target-Type: repository
            X-Hub-Signature-256: sha256={signature}
            X-GitHub-Delivery: {Place}
            Content-Length: {payload.Length}


            """).ReplaceLineEndings("\r\n");
        return [.. Encoding.ASCII.GetBytes(head), .. payload];
    }

    private void Parallel(Action<Connection> work)
    {
        Exception? failure = null;
        var threads = Enumerable.Range(0, connections).Select(_ => new Thread(() =>
        {
            try
            {
                OnOneCore.Stay(Core);
                using var connection = new Connection(port, [.. request]);
                work(connection);
            }
            catch (Exception exception) when (exception is SocketException or InvalidOperationException or PlatformNotSupportedException)
            {
                failure = exception;
            }
        })).ToList();
        threads.ForEach(static thread => thread.Start());
        threads.ForEach(static thread => thread.Join());
        if (failure is not null) throw new InvalidOperationException($"A delivery failed: {failure.Message}", failure);
    }

    private sealed class Connection : IDisposable
    {
        private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        private readonly byte[] request;
        private readonly byte[] answer = new byte[4096];
        private readonly int name;

        public Connection(int port, byte[] request)
        {
            this.request = request;
            name = request.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Place));
            socket.Connect(IPAddress.Loopback, port);
        }

        public void Deliver()
        {
            Guid.NewGuid().TryFormat(request.AsSpan(name), out _);
            for (var sent = 0; sent < request.Length;) sent += socket.Send(request.AsSpan(sent));
            var length = 0;
            while (!IsWhole(answer.AsSpan(0, length)))
            {
                var read = length == answer.Length ? 0 : socket.Receive(answer.AsSpan(length));
                if (read == 0) throw new InvalidOperationException("The server closed the connection.");
                length += read;
            }

            if (!answer.AsSpan().StartsWith("HTTP/1.1 20"u8)) throw new InvalidOperationException(Encoding.UTF8.GetString(answer, 0, length));
        }

        public void Dispose() => socket.Dispose();

        private static bool IsWhole(ReadOnlySpan<byte> answer)
        {
            var end = answer.IndexOf("\r\n\r\n"u8);
            if (end < 0) return false;
            var head = Encoding.ASCII.GetString(answer[..end]);
            var at = head.IndexOf("content-length:", StringComparison.OrdinalIgnoreCase);
            if (at < 0) return answer.EndsWith("0\r\n\r\n"u8);
            var value = head.AsSpan(at + "content-length:".Length);
            var line = value.IndexOf('\r');
            return answer.Length >= end + 4 + int.Parse(line < 0 ? value : value[..line], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
        }
    }
}
