using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Reliably.GitOps.Webhooks;

namespace Reliably.GitOps.Drivers;

/// <summary>The endpoint on a real port with an inbox on disk, and GitHub's side of it: signed deliveries.</summary>
internal sealed class WebhookDriver : IAsyncDisposable
{
    public const string Secret = "d5a1c4b0e97f4f9b8a6d2c13f0e4b7a8";

    private readonly TestFolder folder = new();
    private readonly WebApplication app;
    private readonly HttpClient http = new();

    private WebhookDriver(int capacity, string[] secrets)
    {
        var files = secrets.Select((secret, index) =>
        {
            folder.Write($"secret-{index}", secret);
            return folder[$"secret-{index}"];
        });
        Inbox = WebhookInbox.Open(folder["inbox"], Clock, capacity, Reports.Add);
        var endpoint = new WebhookEndpoint(WebhookSecrets.Read(files), Inbox);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        app = builder.Build();
        app.Run(endpoint.AnswerAsync);
    }

    public WebhookInbox Inbox { get; }

    public ManualClock Clock { get; } = new(new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero));

    public List<string> Reports { get; } = [];

    public string InboxFolder => folder["inbox"];

    public Uri Url { get; private set; } = new("http://127.0.0.1/");

    public static async Task<WebhookDriver> StartAsync(int capacity = 1000, params string[] secrets)
    {
        var driver = new WebhookDriver(capacity, secrets.Length == 0 ? [Secret] : secrets);
        await driver.app.StartAsync();
        var address = driver.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        driver.Url = new(new Uri(address), WebhookEndpoint.Path);
        return driver;
    }

    public static string Signature(byte[] body, string secret = Secret) => "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    public Task<HttpResponseMessage> DeliverAsync(string name, string json, string? id = null) => SendAsync(Encoding.UTF8.GetBytes(json), name, id);

    /// <summary>Sends a body, signed as GitHub would, unless the change says otherwise.</summary>
    public async Task<HttpResponseMessage> SendAsync(byte[] body, string name, string? id = null, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("X-Hub-Signature-256", Signature(body));
        request.Headers.Add("X-GitHub-Event", name);
        request.Headers.Add("X-GitHub-Delivery", id ?? Guid.NewGuid().ToString());
        change?.Invoke(request);
        return await http.SendAsync(request);
    }

    /// <summary>What waits, taken out.</summary>
    public IReadOnlyList<WebhookDelivery> Take()
    {
        var taken = new List<WebhookDelivery>();
        while (Inbox.Waiting.TryRead(out var delivery)) taken.Add(delivery);
        return taken;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await Inbox.DisposeAsync();
        http.Dispose();
        folder.Dispose();
    }
}
