using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Benchmarks;

/// <summary>
/// From a delivery of GitHub's to the check that has ended: <c>reliably serve</c> on the emulator of the tests, a repository of 5,000 documents, a push that
/// changes 3. Bounds of the median: 1.5 s, of which 300 ms are ours, that is, no request to GitHub was under way.
/// </summary>
internal static class DeliveryBenchmark
{
    private static readonly HttpClient Http = new();

    private const int Documents = 5_000;
    private const int Pushes = 15;

    public static async Task RunAsync(PublishedBuild build)
    {
        var folder = Directory.CreateTempSubdirectory("reliably-benchmark-").FullName;
        try
        {
            Measured.PrintLoad();
            using var gitHub = await BenchGitHub.StartAsync(build, folder);
            await FillAsync(gitHub);
            await using var proxy = await FaultProxy.StartAsync(gitHub.Url);
            await MeasureAsync(build, folder, gitHub, proxy);
            Measured.PrintLoad();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task FillAsync(BenchGitHub gitHub)
    {
        await gitHub.GitAsync("clone", "-q", gitHub.Remote.AbsoluteUri, ".");
        ManyExperiments.Write(gitHub.Clone, Documents);
        await gitHub.GitAsync("add", "-A");
        await gitHub.GitAsync("commit", "-q", "-m", "Write the experiments");
        await gitHub.GitAsync("push", "-q", "origin", "HEAD:main");
    }

    private static async Task MeasureAsync(PublishedBuild build, string folder, BenchGitHub gitHub, FaultProxy proxy)
    {
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        await File.WriteAllTextAsync(Path.Combine(folder, "secret"), secret);
        var port = WebhookServer.FreePort();
        await File.WriteAllTextAsync(Path.Combine(folder, "reliably-server.yaml"), Configuration(proxy.Url, port));
        await gitHub.HookAsync(proxy.Hook, secret);
        var watch = new DeliveryWatch(proxy, delivery => delivery.SendAsync(Http, new Uri($"http://127.0.0.1:{port}/webhooks/github")));
        using var service = await WebhookServer.StartAsync(null, folder, port, new Dictionary<string, string>(), build.Program, "serve", "--config", "reliably-server.yaml");
        var (totals, ours) = (new List<double>(), new List<double>());
        for (var push = -2; push < Pushes; push++)
        {
            await PushAsync(gitHub, push);
            if (push == -2) await gitHub.AskAsync(HttpMethod.Post, $"/repos/{BenchGitHub.Repository}/pulls", new Dictionary<string, string> { ["title"] = "change", ["head"] = "change", ["base"] = "main" });
            var (total, own) = await watch.NextAsync();
            if (push < 0) continue;
            totals.Add(total);
            ours.Add(own);
            await Task.Delay(500);
        }

        new Figures($"from the delivery to the finished check, {Documents:N0} documents, 3 changed", "ms", totals).Print();
        new Figures("of which ours: no request to GitHub is under way", "ms", ours).Print();
    }

    private static async Task PushAsync(BenchGitHub gitHub, int push)
    {
        foreach (var number in new[] { 1, Documents / 2, Documents - 1 })
        {
            var path = Path.Combine(gitHub.Clone, ManyExperiments.Path(number));
            await File.WriteAllTextAsync(path, ManyExperiments.Text(number).Replace("timeout: 5", "timeout: 6", StringComparison.Ordinal) + FormattableString.Invariant($"# edit {push}\n"), Encoding.UTF8);
        }

        await gitHub.GitAsync("commit", "-q", "-a", "-m", "Change three");
        await gitHub.GitAsync("push", "-q", "origin", "HEAD:refs/heads/change");
    }

    private static string Configuration(Uri gitHub, int port) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        data: data
        listen: { public: "127.0.0.1:{{port}}" }
        runner: native
        github:
          api-url: {{gitHub.AbsoluteUri.TrimEnd('/')}}
          app-id: 12345
          key: app.pem
          webhook-secret-files: [secret]
        repositories:
        - app: {{BenchGitHub.Repository}}

        """);
}
