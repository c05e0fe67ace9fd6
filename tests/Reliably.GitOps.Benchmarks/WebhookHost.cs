using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Reliably.GitOps.Webhooks;

namespace Reliably.GitOps.Benchmarks;

/// <summary>The endpoint with its inbox on disk and a worker that has nothing to do, as a process of its own.</summary>
internal static class WebhookHost
{
    public const string Verb = "webhook-host";

    public static async Task<int> RunAsync(string folder, string port)
    {
        await using var inbox = WebhookInbox.Open(Path.Combine(folder, "inbox"), TimeProvider.System, 10_000, Console.Error.WriteLine);
        var endpoint = new WebhookEndpoint(WebhookSecrets.Read([Path.Combine(folder, "secret")]), inbox);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSockets(static sockets => (sockets.UnsafePreferInlineScheduling, sockets.WaitForDataBeforeAllocatingBuffer) = (true, false));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture)));
        await using var app = builder.Build();
        app.Run(endpoint.AnswerAsync);
        await app.StartAsync();
        using var worker = new LaneWorker(inbox, static (_, _, _) => Task.CompletedTask, Console.Error.WriteLine, TimeProvider.System);
        await worker.RunAsync(CancellationToken.None);
        return 0;
    }
}
