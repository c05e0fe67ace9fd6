using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Reliably.GitOps.GitHub;
using Reliably.GitOps.Reviews;

namespace Reliably.GitOps.Drivers;

/// <summary><c>reliably serve</c> as an operator runs it, as a process of its own, for the repository of the emulator; GitHub's side goes through a <see cref="FaultProxy"/>.</summary>
internal sealed class BotProcess : IAsyncDisposable
{
    public const string Self = "reliably[bot]";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly GitHubEmulator gitHub;
    private readonly TestFolder folder = new();
    private readonly HttpClient http = new();
    private readonly GitHubClient client;
    private ServeProcess? service;

    private BotProcess(GitHubEmulator gitHub, FaultProxy proxy)
    {
        (this.gitHub, Proxy) = (gitHub, proxy);
        client = gitHub.Client();
        Repository = client.Repository(GitHubEmulator.Repository, GitHubEmulator.Installation);
        proxy.Deliver = SendAsync;
    }

    public FaultProxy Proxy { get; }

    /// <summary>The repository as the App sees it, past the proxy.</summary>
    public GitHubRepository Repository { get; }

    public string Folder => folder.Path;

    /// <summary>The service's own folder.</summary>
    public string Data => folder["data"];

    public ServeProcess Service => service ?? throw new InvalidOperationException("The service was not started.");

    public bool IsRunning => service is not null;

    /// <summary>Everything that all services of this test said.</summary>
    public string Said { get; private set; } = "";

    public Uri Endpoint { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Writes the configuration; GitHub is at its seed again, and nothing runs yet.</summary>
    /// <param name="gitHub">GitHub.</param>
    /// <param name="hears">Whether GitHub can reach it; else it only looks by itself.</param>
    /// <param name="grants">Lines below <c>grants:</c>.</param>
    /// <param name="runner">The engine.</param>
    public static async Task<BotProcess> CreateAsync(GitHubEmulator gitHub, bool hears = true, string grants = "deployments: [local]", string runner = "native")
    {
        await gitHub.ResetAsync();
        var bot = new BotProcess(gitHub, await FaultProxy.StartAsync(gitHub.Url));
        bot.folder.Write("webhook-secret", WebhookDriver.Secret);
        bot.folder.Write("app.pem", gitHub.PrivateKey);
        var port = FreePort();
        bot.Endpoint = new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/webhooks/github"));
        bot.folder.Write("reliably-server.yaml", Configuration(bot.Proxy.Url, port, hears, grants, runner));
        if (hears) await gitHub.HookAsync(bot.Proxy.Hook, WebhookDriver.Secret);
        return bot;
    }

    /// <summary>Writes the configuration and starts.</summary>
    public static async Task<BotProcess> StartAsync(GitHubEmulator gitHub, bool hears = true, string grants = "deployments: [local]")
    {
        var bot = await CreateAsync(gitHub, hears, grants);
        await bot.StartServiceAsync();
        return bot;
    }

    public async Task StartServiceAsync()
    {
        service = ServeProcess.StartWith(folder.Path, Variables, ["serve", "--config", folder["reliably-server.yaml"], .. Arguments]);
        await Service.HearAsync("Watching pull requests:");
    }

    /// <summary>One pass as a job of cron makes it; the exit code.</summary>
    public async Task<int> PassAsync()
    {
        service = ServeProcess.StartWith(folder.Path, Variables, "serve", "--config", folder["reliably-server.yaml"], "--once");
        var code = await Service.EndAsync();
        Forget();
        return code;
    }

    /// <summary>Further arguments of the service.</summary>
    public string[] Arguments { get; set; } = [];

    /// <summary>Variables of the service's process.</summary>
    public (string Name, string Value)[] Variables { get; set; } = [];

    /// <summary>The machine goes down.</summary>
    public async Task KillAsync()
    {
        await Service.KillAsync();
        Forget();
    }

    /// <summary>An operator stops it: it finishes what it has begun.</summary>
    public async Task StopAsync()
    {
        Service.Terminate();
        (await Service.EndAsync()).ShouldBe(0, Service.Text);
        Forget();
    }

    /// <summary>Stops it, starts it and stops it again: whatever was left to do is done, and what was done is left alone.</summary>
    public async Task<PostedState> RestartedAsync(int number)
    {
        await StopAsync();
        await StartServiceAsync();
        var state = await SeesAsync(number, static state => state.IsReviewed);
        await StopAsync();
        (await StateAsync(number)).ShouldBe(state);
        return state;
    }

    /// <summary>Sends a delivery to the service as GitHub does.</summary>
    public Task<int> SendAsync(KeptDelivery delivery) => delivery.SendAsync(http, Endpoint);

    /// <summary>What a person sees on a pull request.</summary>
    public async Task<PostedState> StateAsync(int number)
    {
        var head = (await Repository.PullRequestAsync(number, default)).Head.Sha;
        var comments = (await Repository.CommentsAsync(number, default)).Where(static one => one.User?.Login == Self).ToList();
        var runs = await Repository.CheckRunsAsync(head, CheckOutput.Name, default);
        return new()
        {
            Head = head,
            Checks = string.Join("; ", runs.Select(static run => $"{run.Id} {run.Status} {run.Conclusion} {run.Output?.Title} {run.Output?.AnnotationsCount}")),
            Conclusion = runs.MaxBy(static run => run.Id) is { Status: "completed" } newest ? newest.Conclusion : null,
            Runs = runs.Length,
            Comments = string.Join("\n\n", comments.Select(static one => $"{one.Id} {one.Body}")),
            Ours = comments.Count,
        };
    }

    /// <summary>Waits until a pull request looks as expected.</summary>
    public async Task<PostedState> SeesAsync(int number, Func<PostedState, bool> expected)
    {
        var deadline = DateTime.UtcNow + Patience;
        while (true)
        {
            var state = await StateAsync(number);
            if (expected(state)) return state;
            (DateTime.UtcNow < deadline).ShouldBeTrue($"#{number} stays at {state}\n{Story()}");
            await Task.Delay(50);
        }
    }

    /// <summary>Waits until something was said, or happened.</summary>
    public async Task UntilAsync(Func<bool> happened)
    {
        var deadline = DateTime.UtcNow + Patience;
        while (!happened())
        {
            (DateTime.UtcNow < deadline).ShouldBeTrue(Story());
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        service?.Dispose();
        await Proxy.DisposeAsync();
        client.Dispose();
        http.Dispose();
        folder.Dispose();
    }

    /// <summary>What happened, for whoever reads why a test failed.</summary>
    public string Story() =>
        $"{gitHub.Said()}\n{Said}{service?.Text}\n{string.Join('\n', Proxy.Deliveries.Select(static one => one.Event + " " + one.Answered))}\n{string.Join('\n', Proxy.Requests.Where(static one => !one.IsGit).TakeLast(40))}";

    private void Forget()
    {
        Said += Service.Text + "\n";
        Service.Dispose();
        service = null;
    }

    private static string Configuration(Uri gitHub, int port, bool hears, string grants, string runner) =>
        $$"""
        data: data
        {{(hears ? string.Create(CultureInfo.InvariantCulture, $"listen: {{ public: \"127.0.0.1:{port}\" }}") : "")}}
        poll-interval: 1s
        runner: {{runner}}
        github:
          api-url: {{gitHub.AbsoluteUri.TrimEnd('/')}}
          app-id: 12345
          key: app.pem
          webhook-secret-files: [webhook-secret]
        repositories:
        - app: {{GitHubEmulator.Repository}}
          grants: { {{grants}} }
        """;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>What GitHub shows of us on a pull request.</summary>
internal sealed record PostedState
{
    public required string Head { get; init; }

    /// <summary>All check runs of the head, one after the other.</summary>
    public required string Checks { get; init; }

    /// <summary>How the newest check run of the head ended, which is the one that GitHub shows; null where there is none, or where it goes on.</summary>
    public required string? Conclusion { get; init; }

    /// <summary>How many check runs the head has. A second one is made only where it says something else, as what a run has shown cannot be taken back.</summary>
    public required int Runs { get; init; }

    public required string Comments { get; init; }

    /// <summary>How many comments are ours.</summary>
    public required int Ours { get; init; }

    /// <summary>A check that has ended, and one comment about this head.</summary>
    public bool IsReviewed => Conclusion is not null && Ours == 1 && Comments.Contains(Head[..7], StringComparison.Ordinal);
}
