using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Reliably.GitOps.GitHub;

namespace Reliably.GitOps.Drivers;

/// <summary><c>reliably serve</c> as an operator starts it, watching the emulator's repository as its App.</summary>
internal sealed class ServiceBesideGitHub : IDisposable
{
    private readonly GitHubClient client;

    private ServiceBesideGitHub(GitHubClient client, ServeProcess service)
    {
        this.client = client;
        Service = service;
        Repository = client.Repository(GitHubEmulator.Repository, GitHubEmulator.Installation);
    }

    public ServeProcess Service { get; }

    /// <summary>The repository as the App sees it.</summary>
    public GitHubRepository Repository { get; }

    /// <summary>Starts it over a clean GitHub; without webhooks it asks GitHub each second.</summary>
    public static async Task<ServiceBesideGitHub> StartAsync(GitHubEmulator gitHub, TestFolder folder, bool withWebhooks)
    {
        await gitHub.ResetAsync();
        var port = FreePort();
        folder.Write("app.pem", gitHub.PrivateKey);
        folder.Write("secret", WebhookDriver.Secret);
        folder.Write("reliably-server.yaml", $$"""
            data: data
            poll-interval: 1s
            github: { api-url: "{{gitHub.Url}}", app-id: 12345, key: app.pem, webhook-secret-files: [secret] }
            repositories: [{ app: acme/shop }]

            """ + (withWebhooks ? string.Create(CultureInfo.InvariantCulture, $"listen: {{ public: \"127.0.0.1:{port}\" }}\n") : ""));
        var started = new ServiceBesideGitHub(gitHub.Client(), ServeProcess.Start(folder.Path, "serve"));
        try
        {
            await started.Service.HearAsync("Watching pull requests");
            if (withWebhooks) await gitHub.HookAsync(new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/webhooks/github")), WebhookDriver.Secret);
            return started;
        }
        catch
        {
            started.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Service.Dispose();
        client.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
