using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Reliably.GitOps.Benchmarks;

/// <summary>
/// Signed <c>issue_comment</c> deliveries of 13 KB over 16 connections: how many a second one core takes in, durable, beside Probot, which keeps nothing; and
/// how long one takes at a steady 500 a second. Bounds: three times Probot, and 50 ms for 99 of 100.
/// </summary>
internal static class WebhookBenchmark
{
    private const int Connections = 16;
    private const int Rounds = 5;
    private const int SteadyRate = 500;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(3);

    public static async Task RunAsync(PublishedBuild build)
    {
        var modules = Path.Combine(build.Root, "tests", "Reliably.GitOps.Benchmarks", "node_modules");
        if (!Directory.Exists(Path.Combine(modules, "probot")))
        {
            Console.WriteLine("| (no probot: npm ci --ignore-scripts in tests/Reliably.GitOps.Benchmarks) | | | | |");
            return;
        }

        var folder = Directory.CreateTempSubdirectory("reliably-benchmark-").FullName;
        try
        {
            var payload = Payload(modules);
            var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
            Measured.PrintLoad();
            var unset = await MeasureAsync("Probot with nothing set", payload, secret, port => ProbotAsync(build, port, secret, "", ""));
            var probot = await MeasureAsync("Probot", payload, secret, port => ProbotAsync(build, port, secret, "info", "production"));
            var silent = await MeasureAsync("Probot without a log", payload, secret, port => ProbotAsync(build, port, secret, "fatal", "production"));
            var ours = await MeasureAsync("reliably", payload, secret, port => OursAsync(build, folder, port, secret));
            Compare("Probot with nothing set", ours, unset);
            Compare("Probot", ours, probot);
            Compare("Probot without a log", ours, silent);
            Measured.PrintLoad();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(double Rate, double Effort)> MeasureAsync(string name, byte[] payload, string secret, Func<int, Task<WebhookServer>> start)
    {
        using var server = await start(WebhookServer.FreePort());
        var load = new WebhookLoad(server.Port, payload, secret, Connections);
        load.AtMost(WarmUp);
        var before = server.Spent;
        var rates = Enumerable.Range(0, Rounds).Select(_ => load.AtMost(Round)).ToList();
        var effort = rates.Sum() * Round.TotalSeconds / (server.Spent - before).TotalSeconds;
        var figures = new Figures($"{name}: deliveries acknowledged on one core, {payload.Length:N0} bytes, {Connections} connections", "each second", rates);
        figures.Print();
        new Figures($"{name}: the same, had it the core to itself", "each second of its processor time", [effort]).Print();
        var steady = load.Steady(SteadyRate, TimeSpan.FromSeconds(10)).Order().ToList();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name}: an answer at a steady {SteadyRate} a second: median, 99 of 100, slowest | {steady[steady.Count / 2]:0.##} | {steady[steady.Count * 99 / 100]:0.##} | {steady[^1]:0.##} | ms |"));
        return (figures.Median, effort);
    }

    private static void Compare(string name, (double Rate, double Effort) ours, (double Rate, double Effort) theirs)
    {
        new Figures($"reliably / {name}", "ratio", [ours.Rate / theirs.Rate]).Print();
        new Figures($"reliably / {name}, by processor time", "ratio", [ours.Effort / theirs.Effort]).Print();
    }

    /// <summary>The service as it is shipped. The deliveries are of a repository that it does not watch: as for Probot's empty app, there is nothing to do for them.</summary>
    private static async Task<WebhookServer> OursAsync(PublishedBuild build, string folder, int port, string secret)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "secret"), secret);
        await File.WriteAllTextAsync(Path.Combine(folder, "token"), "nobody");
        await File.WriteAllTextAsync(Path.Combine(folder, "reliably-server.yaml"), string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            data: data
            listen: { public: "127.0.0.1:{{port}}" }
            poll-interval: 1h
            github: { api-url: "http://127.0.0.1:9", token: token, webhook-secret-files: [secret] }
            repositories:
            - app: acme/watched

            """));
        return await WebhookServer.StartAsync(0, folder, port, new Dictionary<string, string>(), build.Program, "serve", "--config", "reliably-server.yaml");
    }

    private static Task<WebhookServer> ProbotAsync(PublishedBuild build, int port, string secret, string level, string environment)
    {
        using var key = RSA.Create(2048);
        var variables = new Dictionary<string, string>
        {
            ["PORT"] = port.ToString(CultureInfo.InvariantCulture),
            ["WEBHOOK_SECRET"] = secret,
            ["LOG_LEVEL"] = level,
            ["NODE_ENV"] = environment, // where it is not "production", Probot's log is laid out for people
            ["PRIVATE_KEY"] = key.ExportRSAPrivateKeyPem(),
        };
        return WebhookServer.StartAsync(0, Path.Combine(build.Root, "tests", "Reliably.GitOps.Benchmarks"), port, variables, Environment.GetEnvironmentVariable("NODE") ?? "node", "probot-server.mjs");
    }

    /// <summary>A comment on an issue, as GitHub publishes it, that is 13 KB long. What an App is sent says of which installation, and Probot makes a client for it.</summary>
    private static byte[] Payload(string modules)
    {
        var examples = JsonNode.Parse(File.ReadAllText(Path.Combine(modules, "@octokit", "webhooks-examples", "api.github.com", "index.json")))!.AsArray();
        var comments = examples.First(static one => (string?)one!["name"] == "issue_comment")!["examples"]!.AsArray();
        foreach (var one in comments) one!["installation"] = new JsonObject { ["id"] = 375706, ["node_id"] = "MDIzOkludGVncmF0aW9uSW5zdGFsbGF0aW9uMzc1NzA2" };
        return comments.Select(static one => Encoding.UTF8.GetBytes(one!.ToJsonString())).OrderBy(static bytes => Math.Abs(bytes.Length - 13_300)).First();
    }
}
