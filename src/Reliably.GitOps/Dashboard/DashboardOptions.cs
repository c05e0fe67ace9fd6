using System.Net;

namespace Reliably.GitOps.Dashboard;

/// <summary>What the private pages show, and where.</summary>
public sealed record DashboardOptions
{
    /// <summary>Address and port: <c>127.0.0.1:8080</c>, <c>localhost:8080</c>, <c>[::1]:8080</c>. Port 0 takes a free one. Loopback only.</summary>
    public string Listen { get; init; } = "127.0.0.1:0";

    /// <summary>The bytes of a published file by its path from the repository's root; null (or nothing: no file of ours is empty) where there is none. Called for every request.</summary>
    public required Func<string, CancellationToken, Task<ReadOnlyMemory<byte>?>> ReadAsync { get; init; }

    public LiveExecutions Live { get; init; } = new();

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <exception cref="CannotRunException">It is no address of this machine alone.</exception>
    internal IPEndPoint Endpoint()
    {
        var text = Listen.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? Listen[7..].TrimEnd('/') : Listen;
        if (text.StartsWith("localhost:", StringComparison.OrdinalIgnoreCase)) text = "127.0.0.1:" + text[10..];
        if (!text.Contains(':', StringComparison.Ordinal) || !IPEndPoint.TryParse(text, out var endpoint))
            throw new CannotRunException($"'{Listen}' is not an address to listen on.", "Write it as 127.0.0.1:8080.");
        if (!IPAddress.IsLoopback(endpoint.Address))
            throw new CannotRunException($"'{Listen}' would show the private pages to other machines.", "Listen on 127.0.0.1 or [::1]; the pages have no login yet.");
        return endpoint;
    }
}
