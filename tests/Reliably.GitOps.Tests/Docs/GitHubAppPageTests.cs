using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;
using System.Runtime.Versioning;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Doctor;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Docs;

/// <summary>The page that sets up the App asks for what the program needs, and its commands do what it says.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class GitHubAppPageTests : IDisposable
{
    private static readonly string Page = File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "github-app.md"));

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_manifest_asks_for_what_the_program_needs_and_for_nothing_else()
    {
        var manifest = JsonNode.Parse(Blocks("json").Single())!;
        manifest["default_permissions"]!.AsObject().Select(static one => $"{one.Key}: {one.Value}").ShouldBe(GitHubNeeds.Permissions.Select(static need => need.ToString()));
        manifest["default_events"]!.AsArray().Select(static one => (string?)one).ShouldBe(GitHubNeeds.Events);
        ((bool?)manifest["public"]).ShouldBe(false);
        ((string?)manifest["hook_attributes"]!["url"])!.ShouldEndWith(HookChecks.Path);
    }

    [Fact]
    public void The_table_says_the_same_with_reasons()
    {
        foreach (var need in GitHubNeeds.Permissions) Page.ShouldContain($"(`{need.Name}`) | {need.Level} | {need.Why} |");
        Regex.Count(Page, "^\\| .*\\(`", RegexOptions.Multiline).ShouldBe(GitHubNeeds.Permissions.Length);
        var events = Regex.Match(Page, "^Events: (.*?)\\.", RegexOptions.Multiline).Groups[1].Value;
        events.Split(", ").Select(static name => name.ToLowerInvariant().Replace(' ', '_')).ShouldBe(GitHubNeeds.Events);
    }

    [Fact]
    public void The_configurations_are_read_without_a_finding()
    {
        var blocks = Blocks("yaml").ToList();
        var whole = Read(blocks[0]);
        whole.Diagnostics.ShouldBeEmpty();
        whole.Configuration!.Repositories.Single().App.ShouldBe("acme/shop-chaos");
        var token = Read("data: /var/lib/reliably\nrepositories: [{ app: acme/shop-chaos }]\n" + blocks[1]);
        token.Diagnostics.ShouldBeEmpty();
        token.Configuration!.GitHub!.AppId.ShouldBeNull();
    }

    /// <summary>GitHub's answer is the example of its own description, as far as it is used.</summary>
    [JqFact]
    public async Task The_commands_take_key_and_secret_out_of_GitHubs_answer()
    {
        const string answer = """{"id":1,"slug":"octoapp","webhook_secret":"e340154128314309424b7c8e90325147d99fdafa","pem":"-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n-----END RSA PRIVATE KEY-----\n","permissions":{"checks":"write"},"events":["push"]}""";
        var (prefix, answering) = AnswerOnce(answer);
        var script = Blocks("sh").Single().Replace("https://api.github.com", prefix, StringComparison.Ordinal).Replace("CODE", "abc123", StringComparison.Ordinal);
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-e", "-c", script]) { WorkingDirectory = folder.Path, RedirectStandardOutput = true })!;
        (await shell.StandardOutput.ReadToEndAsync()).ShouldBe("1\n");
        await shell.WaitForExitAsync();
        shell.ExitCode.ShouldBe(0);
        (await answering).ShouldBe("POST /app-manifests/abc123/conversions");
        Directory.EnumerateFiles(folder.Path).Select(Path.GetFileName).Order().ShouldBe(["github-app.pem", "webhook-secret"]);
        (await File.ReadAllTextAsync(folder["webhook-secret"])).ShouldBe("e340154128314309424b7c8e90325147d99fdafa\n");
        (await File.ReadAllTextAsync(folder["github-app.pem"])).ShouldStartWith("-----BEGIN RSA PRIVATE KEY-----\nMIIE");
        foreach (var file in Directory.EnumerateFiles(folder.Path)) File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Webhooks.WebhookSecrets.Read([folder["webhook-secret"]]).ShouldNotBeNull();
    }

    private static (string Address, Task<string> Asked) AnswerOnce(string answer)
    {
        for (var port = 20000 + Random.Shared.Next(20000); ; port++)
        {
            var listener = new HttpListener { Prefixes = { $"http://127.0.0.1:{port}/" } };
            try
            {
                listener.Start();
                return ($"http://127.0.0.1:{port}", AnswerAsync(listener, answer));
            }
            catch (HttpListenerException) when (port < 65000)
            {
                listener.Close(); // somebody else has the port
            }
        }
    }

    private static async Task<string> AnswerAsync(HttpListener listener, string answer)
    {
        using var whole = (IDisposable)listener;
        var context = await listener.GetContextAsync();
        context.Response.StatusCode = 201;
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer));
        context.Response.Close();
        return $"{context.Request.HttpMethod} {context.Request.Url!.AbsolutePath}";
    }

    private static ServerConfigurationReading Read(string text) => ServerConfigurationReader.Read(new("reliably-server.yaml", Encoding.UTF8.GetBytes(text)), ImmutableDictionary<string, string>.Empty);

    private static IEnumerable<string> Blocks(string language) => Regex.Matches(Page, "```" + language + "\n(.*?)```", RegexOptions.Singleline).Select(static match => match.Groups[1].Value);
}

[AttributeUsage(AttributeTargets.Method)]
internal sealed class JqFactAttribute : FactAttribute
{
    public JqFactAttribute() => Skip = Array.TrueForAll(["jq", "curl"], static name => Processes.Executables.Find(name, Environment.GetEnvironmentVariable("PATH"), "/") is not null) ? null : "jq or curl is not on PATH.";
}
