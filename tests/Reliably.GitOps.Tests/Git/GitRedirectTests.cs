using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Reliably.GitOps.Drivers;
using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Git;

/// <summary>Git follows where a remote leads it, as to the new name of a repository; our password stays with the remote.</summary>
public sealed class GitRedirectTests : IDisposable
{
    private static readonly Dictionary<string, string> Variables = new() { ["PATH"] = Environment.GetEnvironmentVariable("PATH")! };

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_password_is_shown_to_the_remote_and_to_nobody_that_it_leads_to()
    {
        var stranger = new ConcurrentQueue<string>();
        var trusted = new ConcurrentQueue<string>();
        await using var elsewhere = await ServerAsync(context => Refuse(context, stranger));
        await using var remote = await ServerAsync(context =>
        {
            if (context.Request.Path.StartsWithSegments("/moved.git", StringComparison.Ordinal)) context.Response.Redirect($"{UrlOf(elsewhere)}/moved.git{context.Request.Path.Value![10..]}{context.Request.QueryString}", permanent: true);
            else Refuse(context, trusted);
        });
        (await FetchAsync(UrlOf(remote) + "/here.git")).ShouldContain("refuses our credentials");
        trusted.ShouldContain(static header => header.StartsWith("Basic ", StringComparison.Ordinal));
        (await FetchAsync(UrlOf(remote) + "/moved.git")).ShouldContain("refuses our credentials");
        stranger.ShouldNotBeEmpty();
        stranger.ShouldAllBe(static header => header.Length == 0);
    }

    [Theory]
    [InlineData("https://git.example.com", "Password for 'https://x-access-token@git.example.com': ", true)]
    [InlineData("https://git.example.com", "Username for 'https://git.example.com': ", true)]
    [InlineData("https://git.example.com", "Password for 'https://x@git.example.com/acme/shop.git': ", true)]
    [InlineData("https://git.example.com:8443", "Password for 'https://x@git.example.com:8443': ", true)]
    [InlineData("http://git.example.com", "Password for 'https://x@git.example.com': ", true)]
    [InlineData("https://git.example.com", "Password for 'http://x@git.example.com': ", false)]
    [InlineData("https://git.example.com", "Password for 'https://x@git.example.com.evil.example': ", false)]
    [InlineData("https://git.example.com", "Password for 'https://git.example.com@evil.example': ", false)]
    [InlineData("https://git.example.com", "Password for 'https://evil.example/https://git.example.com': ", false)]
    [InlineData("https://git.example.com", "Password for 'http://x@proxy.example.com:3128': ", false)]
    public async Task Who_asks_for_a_password_is_looked_at(string remote, string prompt, bool answers)
    {
        folder.Write("token", "s3cret\n");
        var command = new ProcessCommand
        {
            Program = Path.Combine(GitHome.Create(folder["home"], []).Folder, "askpass"),
            Arguments = [prompt],
            Environment = System.Collections.Immutable.ImmutableDictionary.CreateRange(Variables).Add("RELIABLY_CREDENTIALS", folder["token"]).Add("RELIABLY_CREDENTIALS_FOR", remote),
            WorkingFolder = folder.Path,
        };
        var answer = await ProcessRun.RunAsync(command);
        answer.OutputText.Trim().ShouldBe(!answers ? "" : prompt.StartsWith("Username", StringComparison.Ordinal) ? "x-access-token" : "s3cret");
        (answer.Status == 0).ShouldBe(answers);
    }

    [Theory]
    [InlineData("https://github.com/acme/shop.git", "https://github.com")]
    [InlineData("https://bot@github.example.com:8443/acme/shop.git", "https://github.example.com:8443")]
    [InlineData("ssh://git@github.com/acme/shop.git", "ssh://github.com")]
    [InlineData("git@github.com:acme/shop.git", null)]
    [InlineData("/srv/git/shop.git", null)]
    public void Knows_the_server_of_a_remote(string url, string? server) => GitRemote.Create(url, null, "/").Server.ShouldBe(server);

    private async Task<string> FetchAsync(string url)
    {
        folder.Write("token", "s3cret\n");
        var git = await GitCli.OpenAsync(Variables, GitHome.Create(folder["home"], []), default);
        await using var mirror = await BareMirror.OpenAsync(git, GitRemote.Create(url, folder["token"], folder.Path), folder[Path.GetFileName(url)], default);
        return (await Should.ThrowAsync<CannotRunException>(() => mirror.FetchAsync("main", default))).Message;
    }

    private static void Refuse(HttpContext context, ConcurrentQueue<string> headers)
    {
        headers.Enqueue(context.Request.Headers.Authorization.ToString());
        context.Response.StatusCode = 401;
        context.Response.Headers.WWWAuthenticate = "Basic realm=\"git\"";
    }

    private static async Task<WebApplication> ServerAsync(Action<HttpContext> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(context =>
        {
            answer(context);
            return Task.CompletedTask;
        });
        await app.StartAsync();
        return app;
    }

    private static string UrlOf(WebApplication app) => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
}
