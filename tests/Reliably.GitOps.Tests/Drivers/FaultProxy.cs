using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Reliably.GitOps.Drivers;

/// <summary>
/// Stands between the service and GitHub. Every request of the service goes through it, with a number; a test says which of them meet what fault.
/// The other way it holds GitHub's deliveries: what becomes of them is up to the test.
/// </summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private const string HookPath = "/_hook";

    private static readonly string[] OfTheConnection = ["Connection", "Keep-Alive", "Transfer-Encoding", "Content-Length", "Host", "Upgrade"];

    private readonly ConcurrentQueue<ProxiedRequest> requests = new();
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly WebApplication app;
    private readonly Uri target;
    private int numbered;

    private FaultProxy(Uri target)
    {
        this.target = target;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        app = builder.Build();
        app.Run(AnswerAsync);
    }

    /// <summary>What a request meets; null to let it pass.</summary>
    public Func<ProxiedRequest, ProxyFault?> Faults { get; set; } = static _ => null;

    /// <summary>What becomes of a delivery: the status that GitHub is answered with.</summary>
    public Func<KeptDelivery, Task<int>> Deliver { get; set; } = static _ => Task.FromResult(202);

    /// <summary>Told of each request that is over, and when it began.</summary>
    public Action<ProxiedRequest, DateTime> Ended { get; set; } = static (_, _) => { };

    public Uri Url { get; private set; } = new("http://127.0.0.1/");

    public Uri Hook => new(Url, HookPath);

    /// <summary>What the service has asked for so far.</summary>
    public IReadOnlyList<ProxiedRequest> Requests => [.. requests];

    /// <summary>What it has written to the API.</summary>
    public IReadOnlyList<string> Writes => [.. requests.Where(static one => one.IsWrite).Select(static one => one.ToString())];

    public ConcurrentQueue<KeptDelivery> Deliveries { get; } = new();

    public static async Task<FaultProxy> StartAsync(Uri target)
    {
        var proxy = new FaultProxy(target);
        await proxy.app.StartAsync();
        proxy.Url = new(proxy.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return proxy;
    }

    /// <summary>Numbers begin at 1 again.</summary>
    public void Forget()
    {
        requests.Clear();
        Interlocked.Exchange(ref numbered, 0);
    }

    public async ValueTask DisposeAsync()
    {
        using (var soon = new CancellationTokenSource(TimeSpan.FromSeconds(2))) await app.StopAsync(soon.Token);
        await app.DisposeAsync();
        http.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (context.Request.Path == HookPath)
        {
            var delivery = KeptDelivery.Of(context.Request, body.ToArray());
            Deliveries.Enqueue(delivery);
            context.Response.StatusCode = await Deliver(delivery);
            return;
        }

        var request = new ProxiedRequest(Interlocked.Increment(ref numbered), context.Request.Method, context.Request.GetEncodedPathAndQuery(), Encoding.UTF8.GetString(body.ToArray()));
        requests.Enqueue(request);
        var began = DateTime.UtcNow;
        await MeetAsync(Faults(request), context, body.ToArray());
        Ended(request, began);
    }

    private async Task MeetAsync(ProxyFault? fault, HttpContext context, byte[] body)
    {
        switch (fault)
        {
            case ProxyFault.Answer answer:
                context.Response.StatusCode = answer.Status;
                foreach (var (name, value) in answer.Headers) context.Response.Headers[name] = value;
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync(answer.Body);
                break;
            case ProxyFault.Cut:
                context.Abort();
                break;
            case ProxyFault.Silence:
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
                break;
            case ProxyFault.Before before:
                await before.Act();
                context.Abort();
                break;
            case ProxyFault.After after:
                using (await ForwardAsync(context, body)) await after.Act();
                context.Abort();
                break;
            default:
                using (var answer = await ForwardAsync(context, body)) await PassAsync(answer, context);
                break;
        }
    }

    private async Task<HttpResponseMessage> ForwardAsync(HttpContext context, byte[] body)
    {
        using var forwarded = new HttpRequestMessage(new(context.Request.Method), new Uri(target, context.Request.GetEncodedPathAndQuery()));
        if (body.Length > 0) forwarded.Content = new ByteArrayContent(body);
        foreach (var (name, value) in context.Request.Headers.Where(static header => !OfTheConnection.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            if (!forwarded.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)value)) forwarded.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)value);
        }

        return await http.SendAsync(forwarded, context.RequestAborted);
    }

    /// <summary>GitHub names itself in its answers (the next page, where a page is to be read); it is to be named as the service knows it.</summary>
    private async Task PassAsync(HttpResponseMessage answer, HttpContext context)
    {
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(static header => !OfTheConnection.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            context.Response.Headers[name] = values.Select(Renamed).ToArray();
        }

        var content = await answer.Content.ReadAsByteArrayAsync(context.RequestAborted);
        if (answer.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true) content = Encoding.UTF8.GetBytes(Renamed(Encoding.UTF8.GetString(content)));
        if (context.Response.StatusCode is not (204 or 304)) await context.Response.Body.WriteAsync(content, context.RequestAborted);
    }

    private string Renamed(string text) => text.Replace(target.AbsoluteUri.TrimEnd('/'), Url.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal);
}

/// <summary>A request of the service to GitHub.</summary>
/// <param name="Number">The first is 1.</param>
/// <param name="Method">The verb.</param>
/// <param name="Path">Path and query.</param>
/// <param name="Body">What was sent.</param>
internal sealed record ProxiedRequest(int Number, string Method, string Path, string Body)
{
    public bool IsGit => Path.Contains(".git/", StringComparison.Ordinal);

    /// <summary>Whether it changes something that a person sees.</summary>
    public bool IsWrite => Method is not ("GET" or "HEAD") && !IsGit && !Path.EndsWith("/access_tokens", StringComparison.Ordinal);

    public override string ToString() => $"{Method} {Path}";
}

/// <summary>What a request meets.</summary>
internal abstract record ProxyFault
{
    private ProxyFault()
    {
    }

    /// <summary>It never gets there, and is answered with this.</summary>
    public sealed record Answer(int Status, string Body = """{"message":"injected"}""") : ProxyFault
    {
        public (string Name, string Value)[] Headers { get; init; } = [];
    }

    /// <summary>It never gets there, and the connection ends.</summary>
    public sealed record Cut : ProxyFault;

    /// <summary>It never gets there, and nothing answers.</summary>
    public sealed record Silence : ProxyFault;

    /// <summary>Something happens before it gets there; then the connection ends.</summary>
    public sealed record Before(Func<Task> Act) : ProxyFault;

    /// <summary>GitHub does it; then something happens, and the answer is lost.</summary>
    public sealed record After(Func<Task> Act) : ProxyFault;
}
