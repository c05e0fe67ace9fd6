namespace Reliably.GitOps.Demo;

/// <summary>Sends a customer's request to the replicas in turn; where one does not answer, the next is asked.</summary>
internal sealed class Balancer(IReadOnlyList<Replica> replicas) : IDisposable
{
    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(1) })
    {
        Timeout = TimeSpan.FromMilliseconds(ReplicaServer.SlowestMilliseconds + 1000),
    };

    private uint turn;

    /// <summary>The answer of the first replica that gives one; null where none is left.</summary>
    public async Task<BalancedAnswer?> GetAsync(string path, CancellationToken stop)
    {
        var first = Interlocked.Increment(ref turn);
        for (var i = 0u; i < replicas.Count; i++)
        {
            var replica = replicas[(int)((first + i) % (uint)replicas.Count)];
            if (await AskAsync(replica, HttpMethod.Get, path, stop) is { } answer) return answer;
        }

        return null;
    }

    /// <summary>The answer of one replica; null where it gives none.</summary>
    public async Task<BalancedAnswer?> AskAsync(Replica replica, HttpMethod method, string path, CancellationToken stop)
    {
        if (replica.Address is not { } address) return null;
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(address, path));
            using var response = await client.SendAsync(request, stop);
            return new(replica.Name, (int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(stop));
        }
        catch (HttpRequestException exception)
        {
            replica.Log.Write($"front door: replica {replica.Name} does not answer {path}: {exception.Message}");
            return null;
        }
        catch (TaskCanceledException) when (!stop.IsCancellationRequested)
        {
            replica.Log.Write($"front door: replica {replica.Name} took too long for {path}");
            return null;
        }
    }

    public void Dispose() => client.Dispose();
}

internal sealed record BalancedAnswer(string Replica, int Status, byte[] Body);
