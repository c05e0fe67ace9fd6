using System.Net;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Reliably.GitOps.Publishing;
using Reliably.GitOps.Reports;

namespace Reliably.GitOps.Dashboard;

/// <summary>
/// The private pages: the published reports as HTML, and what runs now. On loopback, without scripts, under a policy that lets a page load
/// nothing but its own pictures and style.
/// </summary>
public sealed class DashboardServer : IAsyncDisposable
{
    private const string PagePolicy = "default-src 'none'; img-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private const string PicturePolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
    private readonly WebApplication app;
    private readonly DashboardOptions options;

    private DashboardServer(WebApplication app, DashboardOptions options)
    {
        this.app = app;
        this.options = options;
    }

    /// <summary>Where it listens, with the port it got: <c>http://127.0.0.1:8080/</c>.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Starts listening.</summary>
    /// <exception cref="CannotRunException">The address cannot be listened on, or another program does already.</exception>
    public static async Task<DashboardServer> StartAsync(DashboardOptions options, CancellationToken stop)
    {
        var endpoint = options.Endpoint();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(endpoint);
        });
        builder.Services.AddSingleton<IHostLifetime, OwnLifetime>();
        var server = new DashboardServer(builder.Build(), options);
        server.app.Run(server.AnswerAsync);
        await server.ListenAsync(endpoint, stop);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private async Task ListenAsync(IPEndPoint endpoint, CancellationToken stop)
    {
        try
        {
            await app.StartAsync(stop);
        }
        catch (IOException exception)
        {
            await app.DisposeAsync();
            throw new CannotRunException(
                $"The pages cannot be shown on {endpoint}: {(exception.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException ? "the port is in use" : exception.Message)}.",
                "Stop the program that uses it, or choose another port (0 takes a free one).", exception);
        }

        var addresses = ((IApplicationBuilder)app).ServerFeatures.Get<IServerAddressesFeature>();
        Address = new(addresses!.Addresses.First());
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.CacheControl = "no-cache";
        response.Headers.ContentSecurityPolicy = PagePolicy;
        if (!IsOwnName(request.Host.Host)) await SendAsync(context, StatusCodes.Status421MisdirectedRequest, "text/plain", "This address serves this machine only.\n");
        else if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)) await SendAsync(context, StatusCodes.Status405MethodNotAllowed, "text/plain", "These pages are read only.\n");
        else await RouteAsync(context, request.Path.Value ?? "/");
    }

    private Task RouteAsync(HttpContext context, string path)
    {
        switch (path)
        {
            case "/":
                context.Response.Redirect("/" + ReportPaths.Dashboard);
                return Task.CompletedTask;
            case "/healthz": return SendAsync(context, StatusCodes.Status200OK, "text/plain", "ok\n");
            case HtmlStyle.Path: return SendAsync(context, StatusCodes.Status200OK, "text/css", HtmlStyle.Css);
            case "/live": return SendAsync(context, StatusCodes.Status200OK, "text/html", LivePage.Write(options.Live, options.Clock.GetUtcNow()));
            default: return SendFileAsync(context, path.TrimStart('/'));
        }
    }

    private async Task SendFileAsync(HttpContext context, string path)
    {
        var named = path.Length > 0 && path.Split('/').All(static segment => segment is not ("" or "." or ".."));
        var content = named ? await options.ReadAsync(path, context.RequestAborted) : null;
        if (content is { IsEmpty: false } bytes) await SendContentAsync(context, path, bytes);
        else if (path == ReportPaths.Dashboard) await SendAsync(context, StatusCodes.Status200OK, "text/html", NothingYet());
        else await SendAsync(context, StatusCodes.Status404NotFound, "text/html", HtmlPage.Wrap("<h1>Not found</h1>\n<p>Nothing is published under this address. <a href=\"/\">Dashboard</a></p>", "Not found"));
    }

    private static Task SendContentAsync(HttpContext context, string path, ReadOnlyMemory<byte> bytes)
    {
        if (path.EndsWith(".md", StringComparison.Ordinal))
            return SendAsync(context, StatusCodes.Status200OK, "text/html", HtmlPage.Render(Encoding.UTF8.GetString(bytes.Span), TitleOf(path)));
        var isPicture = path.EndsWith(".svg", StringComparison.Ordinal);
        if (isPicture) context.Response.Headers.ContentSecurityPolicy = PicturePolicy;
        var type = isPicture ? "image/svg+xml" : path.EndsWith(".json", StringComparison.Ordinal) ? "application/json; charset=utf-8" : "text/plain; charset=utf-8";
        return SendAsync(context, StatusCodes.Status200OK, type, bytes);
    }

    private static string NothingYet() => HtmlPage.Wrap("<h1>Resilience</h1>\n<p>Nothing is published yet. The first execution brings the dashboard.</p>\n<p><a href=\"/live\">What runs now</a></p>", "Resilience", 5);

    private static string TitleOf(string path) => path == ReportPaths.Dashboard ? "Resilience" : path[(path.LastIndexOf('/') + 1)..^3];

    private static Task SendAsync(HttpContext context, int status, string type, string text)
    {
        context.Response.StatusCode = status;
        return SendAsync(context, status, type + "; charset=utf-8", Encoding.UTF8.GetBytes(text));
    }

    private static async Task SendAsync(HttpContext context, int status, string type, ReadOnlyMemory<byte> bytes)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    /// <summary>A page of another site must not reach us under a name of its own that points here.</summary>
    private static bool IsOwnName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    /// <summary>Signals belong to the verb that started us, not to the pages.</summary>
    private sealed class OwnLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
