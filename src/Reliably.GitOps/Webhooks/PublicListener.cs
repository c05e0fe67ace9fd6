using System.Net;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Reliably.GitOps.Demo;

namespace Reliably.GitOps.Webhooks;

/// <summary>
/// The address that GitHub reaches: <c>/webhooks/github</c>, <c>/healthz</c>, and nothing else. It is apart from the private pages, with an address and
/// limits of its own.
/// </summary>
internal sealed class PublicListener : IAsyncDisposable
{
    private const int MostConnections = 512;
    private static readonly TimeSpan SlowestHeaders = TimeSpan.FromSeconds(10);

    private readonly WebApplication app;

    private PublicListener(WebApplication app) => this.app = app;

    /// <summary>Where it listens, with the port it got.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Starts listening.</summary>
    /// <param name="listen">Address and port: <c>0.0.0.0:8443</c>, <c>localhost:0</c>.</param>
    /// <param name="endpoint">Takes deliveries in.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="CannotRunException">The address cannot be listened on.</exception>
    public static async Task<PublicListener> StartAsync(string listen, WebhookEndpoint endpoint, CancellationToken stop)
    {
        var place = PlaceOf(listen);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        // Nothing here blocks, so a delivery goes on where its bytes arrived: a hop to another thread costs more than the rest of it.
        builder.WebHost.UseSockets(static sockets => (sockets.UnsafePreferInlineScheduling, sockets.WaitForDataBeforeAllocatingBuffer) = (true, false));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.RequestHeadersTimeout = SlowestHeaders;
            kestrel.Listen(place);
        });
        builder.Services.AddSingleton<IHostLifetime, NoHostLifetime>();
        builder.Services.AddSingleton<Microsoft.AspNetCore.Connections.IMemoryPoolFactory<byte>, DeliveryMemory>();
        var listener = new PublicListener(builder.Build());
        listener.app.Run(context => AnswerAsync(context, endpoint));
        try
        {
            await listener.app.StartAsync(stop);
        }
        catch (IOException exception)
        {
            await listener.app.DisposeAsync();
            throw new CannotRunException(
                $"Webhooks cannot come in on {listen}: {(exception.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException ? "the port is in use" : exception.Message)}.",
                "Stop the program that uses it, or choose another port for 'listen: { public: … }'.", exception);
        }

        listener.Address = new(((IApplicationBuilder)listener.app).ServerFeatures.Get<IServerAddressesFeature>()!.Addresses.First());
        return listener;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private static Task AnswerAsync(HttpContext context, WebhookEndpoint endpoint)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        switch (context.Request.Path.Value)
        {
            case WebhookEndpoint.Path: return endpoint.AnswerAsync(context);
            case "/healthz" when HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method):
                context.Response.ContentType = "text/plain; charset=utf-8";
                return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync("ok\n", context.RequestAborted);
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
        }
    }

    private static IPEndPoint PlaceOf(string listen)
    {
        var text = listen.StartsWith("localhost:", StringComparison.OrdinalIgnoreCase) ? "127.0.0.1:" + listen[10..] : listen;
        return text.Contains(':', StringComparison.Ordinal) && IPEndPoint.TryParse(text, out var place)
            ? place
            : throw new CannotRunException($"'{listen}' is not an address to listen on.", "Write it as 0.0.0.0:8443.");
    }
}
