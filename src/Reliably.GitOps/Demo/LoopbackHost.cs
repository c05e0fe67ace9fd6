using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Reliably.GitOps.Demo;

/// <summary>A small web application on loopback: no settings files, no environment, no log, no signals of its own.</summary>
internal static class LoopbackHost
{
    /// <param name="port">0 takes a free one.</param>
    public static WebApplication Create(int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { Args = [] });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Listen(IPAddress.Loopback, port);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoHostLifetime>();
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = TimeSpan.FromSeconds(2));
        return builder.Build();
    }

    /// <summary>Starts it and returns its address.</summary>
    /// <exception cref="CannotRunException">The port is in use or not allowed.</exception>
    public static async Task<Uri> StartAsync(WebApplication app, int port, CancellationToken stop)
    {
        try
        {
            await app.StartAsync(stop);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            throw new CannotRunException(
                FormattableString.Invariant($"Cannot listen on 127.0.0.1:{port}: {exception.GetBaseException().Message}"),
                "Stop what uses the port, or name another with --port N (0 takes a free one).",
                exception);
        }

        return new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }
}
