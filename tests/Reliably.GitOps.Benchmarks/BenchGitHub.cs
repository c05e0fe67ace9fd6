using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reliably.GitOps.Benchmarks;

/// <summary>The emulator of the tests, with one repository of an App and one person who may write to it.</summary>
internal sealed class BenchGitHub : IDisposable
{
    public const string Repository = "acme/shop";

    private readonly string folder;
    private readonly Process process;
    private readonly HttpClient http;

    private BenchGitHub(string folder, Process process, Uri url)
    {
        (this.folder, this.process, Url) = (folder, process, url);
        http = new() { BaseAddress = url };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "ada-token");
        http.DefaultRequestHeaders.UserAgent.ParseAdd("benchmarks");
    }

    public Uri Url { get; }

    public string KeyFile => Path.Combine(folder, "app.pem");

    public static async Task<BenchGitHub> StartAsync(PublishedBuild build, string folder)
    {
        var sources = Path.Combine(build.Root, "tests", "emulator");
        if (!Directory.Exists(Path.Combine(sources, "node_modules"))) throw new InvalidOperationException("The emulator is not installed: npm ci --ignore-scripts in tests/emulator.");
        using var key = RSA.Create(2048);
        await File.WriteAllTextAsync(Path.Combine(folder, "app.pem"), key.ExportRSAPrivateKeyPem());
        await File.WriteAllTextAsync(Path.Combine(folder, "seed.json"), Seed(key.ExportRSAPrivateKeyPem()));
        var ready = Path.Combine(folder, "ready.json");
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("NODE") ?? "node", ["server.mjs", "--seed", Path.Combine(folder, "seed.json"), "--git-root", Path.Combine(folder, "git"), "--ready", ready])
        {
            WorkingDirectory = sources,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        _ = process.StandardOutput.ReadToEndAsync();
        while (!File.Exists(ready))
        {
            if (process.HasExited) throw new InvalidOperationException("The emulator did not start.");
            await Task.Delay(50);
        }

        return new(folder, process, new((string)JsonNode.Parse(await File.ReadAllTextAsync(ready))!["github"]!));
    }

    public Task HookAsync(Uri url, string secret) => AskAsync(HttpMethod.Post, "/_test/hook", new { url, secret });

    public async Task<JsonNode?> AskAsync(HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"{method} {path}: {(int)response.StatusCode} {text}");
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    /// <summary>Runs git in a clone of the person's.</summary>
    public async Task GitAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["-c", "user.name=ada", "-c", "user.email=ada@example.org", "-c", $"http.extraHeader=Authorization: Basic {Convert.ToBase64String("x-access-token:ada-token"u8)}", .. arguments])
        {
            WorkingDirectory = Clone,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var git = Process.Start(start)!;
        var error = git.StandardError.ReadToEndAsync();
        await git.StandardOutput.ReadToEndAsync();
        await git.WaitForExitAsync();
        if (git.ExitCode != 0) throw new InvalidOperationException($"git {string.Join(' ', arguments)}: {await error}");
    }

    public string Clone => Directory.CreateDirectory(Path.Combine(folder, "clone")).FullName;

    public Uri Remote => new(Url, Repository + ".git");

    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(10_000)) process.Kill();
        process.Dispose();
        http.Dispose();
    }

    private static string Seed(string privateKey) => JsonSerializer.Serialize(new
    {
        tokens = new Dictionary<string, object> { ["ada-token"] = new { login = "ada", scopes = new[] { "repo" } } },
        github = new
        {
            users = new object[] { new { login = "admin", site_admin = true }, new { login = "ada" } },
            orgs = new[] { new { login = "acme", members = new[] { new { login = "ada", role = "admin" }, new { login = "admin", role = "admin" } } } },
            repos = new object[] { new Dictionary<string, object> { ["owner"] = "acme", ["name"] = "shop", ["auto_init"] = true, ["private"] = true } },
            apps = new[]
            {
                new
                {
                    app_id = 12345,
                    slug = "reliably",
                    name = "Reliably",
                    private_key = privateKey,
                    permissions = new { contents = "write", issues = "write", pull_requests = "write", checks = "write", statuses = "write", metadata = "read" },
                    events = new[] { "*" },
                    installations = new[] { new { installation_id = 100, account = "acme", repository_selection = "all" } },
                },
            },
        },
    });
}
