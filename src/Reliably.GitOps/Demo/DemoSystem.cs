using System.Globalization;
using System.Text.Json;

namespace Reliably.GitOps.Demo;

/// <summary>How a demo system is started.</summary>
internal sealed record DemoSystemOptions
{
    public const int DefaultPort = 7070;

    /// <summary>Port of the front door on loopback; 0 takes a free one.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>Where the replicas' logs and process ids lie; null makes <c>reliably-shop-&lt;port&gt;</c> below the temporary folder.</summary>
    public string? Folder { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>
/// A little shop to do chaos to: a front door on loopback that balances over two replicas, each a real process. Disposing it ends all of it.
/// </summary>
internal sealed class DemoSystem : IAsyncDisposable
{
    private readonly WebApplication app;
    private bool closing;

    private DemoSystem(DemoSystemOptions options)
    {
        Incidents = new(options.Clock);
        app = LoopbackHost.Create(options.Port);
        FrontDoorEndpoints.Map(app, this);
    }

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public string Folder { get; private set; } = "";

    public IReadOnlyList<Replica> Replicas { get; private set; } = [];

    public Balancer Balancer { get; private set; } = new([]);

    public LoadTraffic Traffic => new(Balancer);

    public IncidentBook Incidents { get; }

    /// <summary>Starts the front door and both replicas, and waits until they answer.</summary>
    /// <exception cref="CannotRunException">The port is in use, or the folder cannot be written.</exception>
    public static async Task<DemoSystem> StartAsync(DemoSystemOptions options, CancellationToken stop)
    {
        var shop = new DemoSystem(options);
        try
        {
            shop.Address = await LoopbackHost.StartAsync(shop.app, options.Port, stop);
            shop.Folder = MakeFolder(options.Folder ?? DefaultFolder(shop.Address.Port));
            shop.Replicas = [shop.NewReplica("a", options.Clock), shop.NewReplica("b", options.Clock)];
            shop.Balancer.Dispose();
            shop.Balancer = new(shop.Replicas);
            await shop.ResetAsync(stop);
            await shop.Traffic.BurstAsync(20, stop);
            return shop;
        }
        catch
        {
            await shop.DisposeAsync();
            throw;
        }
    }

    public static string DefaultFolder(int port) =>
        Path.Combine(Path.GetTempPath(), "reliably-shop-" + port.ToString(CultureInfo.InvariantCulture));

    public async Task<ShopHealth> HealthAsync(CancellationToken stop)
    {
        var views = await Task.WhenAll(Replicas.Select(replica => ViewAsync(replica, stop)));
        var up = views.Count(static view => view.State == "up");
        return new(up == views.Length ? "up" : up > 0 ? "degraded" : "down", up, views);
    }

    public async Task<ReplicaView> ViewAsync(Replica replica, CancellationToken stop)
    {
        if (await Balancer.AskAsync(replica, HttpMethod.Get, "/health", stop) is not { } answer)
            return new(replica.Name, "down", null, null, 0);
        var health = JsonSerializer.Deserialize(answer.Body, DemoJson.Default.ReplicaHealth);
        return new(replica.Name, "up", replica.ProcessId, replica.Address?.Authority, health?.SlowMs ?? 0);
    }

    /// <summary>True when the replica heard it.</summary>
    public async Task<bool> SlowAsync(Replica replica, int milliseconds, CancellationToken stop) =>
        await Balancer.AskAsync(replica, HttpMethod.Post, string.Create(CultureInfo.InvariantCulture, $"/slow?ms={milliseconds}"), stop) is not null;

    /// <summary>Both replicas up, none slow, no incident: as at the start.</summary>
    public async Task ResetAsync(CancellationToken stop)
    {
        await Task.WhenAll(Replicas.Select(replica => replica.StartAsync(stop)));
        foreach (var replica in Replicas) await SlowAsync(replica, 0, stop);
        Incidents.Forget();
    }

    public async ValueTask DisposeAsync()
    {
        closing = true;
        await app.StopAsync();
        await Task.WhenAll(Replicas.Select(static replica => replica.DisposeAsync().AsTask()));
        Balancer.Dispose();
        await app.DisposeAsync();
    }

    /// <summary>The only alarm the shop has: it watches for the last replica to go, and says nothing when one of two does.</summary>
    private void Alarm()
    {
        if (!closing && Replicas.All(static replica => replica.Address is null)) Incidents.Open("The shop is closed: no replica is left", "alarm");
    }

    private Replica NewReplica(string name, TimeProvider clock) => new(name, Folder, clock) { Ended = Alarm };

    private static string MakeFolder(string folder)
    {
        try
        {
            var made = Directory.CreateDirectory(folder);
            if (made.LinkTarget is not null) throw new IOException("it is a link");
            foreach (var old in made.EnumerateFiles("replica-*")) old.Delete();
            return made.FullName;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CannotRunException(
                $"The folder {folder} for the replicas' logs cannot be used: {exception.Message}", "Name another with --folder DIR.", exception);
        }
    }
}
