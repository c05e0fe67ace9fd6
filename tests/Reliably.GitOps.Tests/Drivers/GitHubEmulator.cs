using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reliably.GitOps.Doctor;
using Reliably.GitOps.Git;
using Reliably.GitOps.GitHub;
using Reliably.GitOps.PullRequests;

namespace Reliably.GitOps.Drivers;

/// <summary>
/// A GitHub that keeps its state, with real git (tests/emulator): one organization <c>acme</c> with a private repository, the App with an
/// installation there, and the people <c>ada</c> (may write) and <c>mallory</c> (may not).
/// </summary>
public sealed class GitHubEmulator : IAsyncLifetime
{
    public const string Repository = "acme/shop";
    public const long Installation = 100;
    public const long AppId = 12345;

    /// <summary>Groups of tests run side by side.</summary>
    private static readonly SemaphoreSlim Installing = new(1);

    private readonly TestFolder folder = new();
    private readonly StringBuilder said = new();
    private readonly HttpClient http = new();
    private Process? process;

    public Uri Url { get; private set; } = new("http://127.0.0.1/");

    public static string Sources => Path.Combine(SourceTree.Root, "tests", "emulator");

    internal GitHubClient Client(HttpMessageHandler? handler = null) =>
        new(GitHubAddress.Of(Url.AbsoluteUri), new AppTokens(AppKey.Read(AppId, folder["app.pem"]), TimeProvider.System), TimeProvider.System, handler);

    public async Task InitializeAsync()
    {
        if (new NodeFactAttribute().Skip is not null) return;
        await InstallAsync();
        using (var key = RSA.Create(2048)) folder.Write("app.pem", key.ExportRSAPrivateKeyPem());
        folder.Write("seed.json", Seed(File.ReadAllText(folder["app.pem"])));
        process = Start("node", "server.mjs", "--seed", folder["seed.json"], "--git-root", folder["git"], "--ready", folder["ready.json"], "--contract", Path.Combine("contract", "github.json"));
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (!File.Exists(folder["ready.json"]))
        {
            if (process.HasExited || DateTime.UtcNow > deadline) throw new InvalidOperationException($"The GitHub emulator did not start: {Said()}");
            await Task.Delay(20);
        }

        Url = new(((string?)JsonNode.Parse(await File.ReadAllTextAsync(folder["ready.json"]))!["github"])!);
        http.BaseAddress = Url;
    }

    /// <summary>The App's private key, PEM.</summary>
    public string PrivateKey => File.ReadAllText(folder["app.pem"]);

    /// <summary>From now on the App's deliveries go there; a reset forgets it.</summary>
    public async Task HookAsync(Uri url, string secret) =>
        (await http.PostAsJsonAsync("/_test/hook", new { url, secret })).EnsureSuccessStatusCode();

    /// <summary>Address of a repository for somebody's git, with their token: only tests do that.</summary>
    public string GitUrl(string person = "ada", string repository = Repository) => $"{Url.Scheme}://x-access-token:{person}-token@{Url.Authority}/{repository}.git";

    /// <summary>How we bring its commits here: with our own token, into a folder.</summary>
    internal Quarantine Quarantine(GitHubRepository repository, GitCli git, string folder)
    {
        var token = new GitToken(_ => Task.FromResult(repository), repository.FullName, Path.Combine(folder, "token"));
        return new(git, token.Remote(new Uri(Url, repository.FullName + ".git").AbsoluteUri), null, Path.Combine(folder, "quarantine"), new());
    }

    /// <summary>Somebody presses a button of a check run.</summary>
    public async Task RequestActionAsync(long run, string identifier, string actor = "ada") =>
        (await http.PostAsJsonAsync($"/_test/check-runs/{run}/requested_action", new { identifier, actor })).EnsureSuccessStatusCode();

    /// <summary>Back to the seed.</summary>
    public async Task ResetAsync() => (await http.PostAsync(new Uri("/_test/reset", UriKind.Relative), null)).EnsureSuccessStatusCode();

    /// <summary>The next request to a path (a regular expression) is answered with a fault.</summary>
    public async Task FailAsync(string method, string path, int status, int times = 1) =>
        (await http.PostAsJsonAsync("/_test/faults", new { method, path, times, status, body = new { message = "injected" } })).EnsureSuccessStatusCode();

    /// <summary>Sets something up that only an administrator may: <c>/_test/rules</c>, <c>/_test/app</c>, <c>/_test/hook</c>.</summary>
    public async Task TellAsync(string path, object what) => (await http.PostAsJsonAsync(path, what)).EnsureSuccessStatusCode();

    /// <summary>Waits until everything that was to be delivered to the App was tried.</summary>
    public async Task DeliveredAsync() => await http.GetStringAsync(new Uri("/_test/deliveries", UriKind.Relative));

    /// <summary>Every branch takes pushes again.</summary>
    public void Unprotect() => File.Delete(Path.Combine(folder["git"], Repository + ".git", "hooks", "pre-receive"));

    /// <summary>From now on the branch takes no push, as GitHub refuses one to a protected branch; until the next reset.</summary>
    public void Protect(string branch) => TestFolder.WriteScript(
        Path.Combine(folder["git"], Repository + ".git", "hooks", "pre-receive"),
        $$"""while read old new ref; do [ "$ref" != "refs/heads/{{branch}}" ] || { echo 'error: GH006: Protected branch update failed for {{branch}}.' >&2; exit 1; }; done""");

    /// <summary>Requests of this test that GitHub's own description does not allow.</summary>
    public async Task<string> ContractAsync() => (await http.GetStringAsync(new Uri("/_test/contract", UriKind.Relative))).Trim();

    /// <summary>Something that a person does.</summary>
    public async Task<JsonNode> AskAsync(HttpMethod method, string path, object? body, string person = "ada")
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", person + "-token");
        request.Headers.UserAgent.ParseAdd("tests");
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new InvalidOperationException($"{method} {path}: {(int)response.StatusCode} {text}");
    }

    /// <summary>Somebody deletes something.</summary>
    public async Task DeleteAsync(string path, string person = "ada")
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", person + "-token");
        request.Headers.UserAgent.ParseAdd("tests");
        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Pushes a branch with a file, from the default branch, and opens a pull request for it.</summary>
    public async Task<int> OpenPullRequestAsync(string branch, string path, string text)
    {
        var root = (string?)(await AskAsync(HttpMethod.Get, $"/repos/{Repository}/git/ref/heads/main", null))["object"]!["sha"];
        await AskAsync(HttpMethod.Post, $"/repos/{Repository}/git/refs", new Dictionary<string, string> { ["ref"] = "refs/heads/" + branch, ["sha"] = root! });
        await CommitAsync(branch, path, text);
        var pull = await AskAsync(HttpMethod.Post, $"/repos/{Repository}/pulls", new Dictionary<string, string> { ["title"] = branch, ["head"] = branch, ["base"] = "main" });
        return (int)pull["number"]!;
    }

    /// <summary>Commits a file to a branch.</summary>
    public async Task CommitAsync(string branch, string path, string text)
    {
        var listed = await AskAsync(HttpMethod.Get, $"/repos/{Repository}/git/trees/{branch}?recursive=1", null);
        var known = listed["tree"]!.AsArray().FirstOrDefault(one => (string?)one!["path"] == path)?["sha"];
        var body = new Dictionary<string, string> { ["message"] = "Write " + path, ["content"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text)), ["branch"] = branch };
        if ((string?)known is { } sha) body["sha"] = sha;
        await AskAsync(HttpMethod.Put, $"/repos/{Repository}/contents/{path}", body);
    }

    public async Task DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            process.StandardInput.Close();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        process?.Dispose();
        http.Dispose();
        folder.Dispose();
    }

    private static string Seed(string privateKey) => JsonSerializer.Serialize(new
    {
        tokens = new Dictionary<string, object>
        {
            ["ada-token"] = new { login = "ada", scopes = new[] { "repo" } },
            ["mallory-token"] = new { login = "mallory", scopes = new[] { "repo" } },
        },
        github = new
        {
            users = new object[] { new { login = "admin", site_admin = true }, new { login = "ada" }, new { login = "mallory" } },
            orgs = new[] { new { login = "acme", members = new[] { new { login = "ada", role = "admin" }, new { login = "admin", role = "admin" } } } },
            repos = new object[] { new Dictionary<string, object> { ["owner"] = "acme", ["name"] = "shop", ["auto_init"] = true, ["private"] = true } },
            apps = new[]
            {
                new
                {
                    app_id = AppId,
                    slug = "reliably",
                    name = "Reliably",
                    private_key = privateKey,
                    permissions = GitHubNeeds.Permissions.ToDictionary(static need => need.Name, static need => need.Level),
                    events = GitHubNeeds.Events,
                    installations = new[] { new { installation_id = Installation, account = "acme", repository_selection = "all" } },
                },
            },
        },
    });

    /// <summary>Once for a working copy; the packages stay.</summary>
    private async Task InstallAsync()
    {
        await Installing.WaitAsync();
        try
        {
            await InstallOnceAsync();
        }
        finally
        {
            Installing.Release();
        }
    }

    private async Task InstallOnceAsync()
    {
        if (File.Exists(Path.Combine(Sources, "node_modules", ".package-lock.json"))) return;
        using var npm = Start("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        await npm.WaitForExitAsync();
        if (npm.ExitCode != 0) throw new InvalidOperationException($"'npm ci' failed in tests/emulator: {Said()}");
    }

    private Process Start(string program, params string[] arguments)
    {
        var started = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Sources,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        started.OutputDataReceived += (_, line) => Hear(line.Data);
        started.ErrorDataReceived += (_, line) => Hear(line.Data);
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        return started;
    }

    private void Hear(string? line)
    {
        lock (said) said.AppendLine(line);
    }

    /// <summary>What it printed, for whoever reads why a test failed.</summary>
    public string Said()
    {
        lock (said) return said.ToString();
    }
}

/// <summary>Tests that share one emulator, one after the other; each begins with the seed.</summary>
[CollectionDefinition(Name)]
public sealed class GitHubEmulatorGroup : ICollectionFixture<GitHubEmulator>
{
    public const string Name = "github emulator";
}

/// <summary>The same with an emulator of its own, beside the other groups: the three take about the same time, most of which they wait.</summary>
[CollectionDefinition(Name)]
public sealed class SecondGitHubEmulatorGroup : ICollectionFixture<GitHubEmulator>
{
    public const string Name = "second github emulator";
}

/// <inheritdoc cref="SecondGitHubEmulatorGroup"/>
[CollectionDefinition(Name)]
public sealed class ThirdGitHubEmulatorGroup : ICollectionFixture<GitHubEmulator>
{
    public const string Name = "third github emulator";
}
