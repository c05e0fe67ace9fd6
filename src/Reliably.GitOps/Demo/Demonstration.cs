using System.Security.Cryptography;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Dashboard;
using Reliably.GitOps.Publishing;
using Reliably.GitOps.Schedules;

namespace Reliably.GitOps.Demo;

/// <summary>
/// The whole loop on one machine: a repository made from the example, the shop, the service that watches the one and does chaos to the other,
/// and the reports it commits.
/// </summary>
internal sealed class Demonstration(Terminal terminal, DemoOptions options)
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenPublications = TimeSpan.FromSeconds(15);
    private readonly LiveExecutions live = new();
    private Task pulled = Task.CompletedTask;
    private Action kill = static () => { };

    /// <summary>Ends what runs at once, without rollbacks: for a second Ctrl-C.</summary>
    public void Kill() => kill();

    public async Task<int> RunAsync(CancellationToken stop)
    {
        var workspace = await DemoWorkspace.OpenAsync(options.Folder, terminal, stop);
        var progress = new DemoProgress(terminal, options, live, () => Pull(workspace));
        await using var shop = await OpenShopOrDiscardAsync(workspace, progress, stop);
        await workspace.SeedAsync(ExampleRepository.FilesFor(shop), stop);
        progress.Say($"Made {workspace.Remote} and a clone of it from the example repository.");
        await using var pages = await OpenPagesAsync(workspace, stop);
        progress.Say($"While this runs, the reports and what runs now are on {pages.Address}.");
        if (!options.Once) progress.Say($"It goes on with the schedule until Ctrl-C. Start a plan by hand, in {workspace.Clone}:  reliably plan trigger on-demand --data {workspace.Data}");
        progress.Say("");
        await WorkAsync(workspace, progress, stop);
        await pulled;
        await new DemoSummary(terminal, workspace).PrintAsync(progress, stop.IsCancellationRequested);
        return options.Once && progress.Published == 0 ? ExitCodes.Problems : ExitCodes.Ok;
    }

    private async Task WorkAsync(DemoWorkspace workspace, DemoProgress progress, CancellationToken stop)
    {
        await using var service = new GitOpsService(Configuration(workspace), Surroundings(), progress);
        kill = service.Kill;
        await using var said = stop.Register(() => progress.Say("Stopping: what runs is interrupted and rolls back. Ctrl-C once more ends it at once."));
        try
        {
            if (options.Once) await service.ReconcileAsync(stop);
            else await service.RunAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop between two runs.
        }
        finally
        {
            kill = static () => { };
        }
    }

    /// <summary>The pages read the clone, which follows what is published.</summary>
    private Task<DashboardServer> OpenPagesAsync(DemoWorkspace workspace, CancellationToken stop) => DashboardServer.StartAsync(
        new()
        {
            Live = live,
            Clock = terminal.Clock,
            ReadAsync = async (path, token) =>
            {
                var file = Path.Combine(workspace.Clone, path);
                return ReportPaths.IsReport(path) && File.Exists(file) ? await File.ReadAllBytesAsync(file, token) : null;
            },
        },
        stop);

    private async Task<DemoSystem> OpenShopOrDiscardAsync(DemoWorkspace workspace, DemoProgress progress, CancellationToken stop)
    {
        try
        {
            return await OpenShopAsync(workspace, progress, stop);
        }
        catch (CannotRunException)
        {
            workspace.Discard();
            throw;
        }
    }

    /// <summary>Where nobody asked for a port and the usual one is taken, any other does: the environments of the copy say which.</summary>
    private async Task<DemoSystem> OpenShopAsync(DemoWorkspace workspace, DemoProgress progress, CancellationToken stop)
    {
        var wanted = new DemoSystemOptions { Port = options.Port ?? DemoSystemOptions.DefaultPort, Folder = workspace.Logs, Clock = terminal.Clock };
        var shop = await OpenShopAsync(wanted, stop);
        progress.Say($"Opened the shop on {shop.Address.GetLeftPart(UriPartial.Authority)}: a front door over two replica processes.");
        return shop;
    }

    private async Task<DemoSystem> OpenShopAsync(DemoSystemOptions wanted, CancellationToken stop)
    {
        try
        {
            return await DemoSystem.StartAsync(wanted, stop);
        }
        catch (CannotRunException) when (options.Port is null)
        {
            return await DemoSystem.StartAsync(wanted with { Port = 0 }, stop);
        }
    }

    private static ServerConfiguration Configuration(DemoWorkspace workspace) => new()
    {
        Data = workspace.Data,
        PollInterval = Poll,
        Repositories =
        [
            new()
            {
                Url = workspace.Remote,
                Grants = new() { Deployments = ["local", "shop-floor"], SecretVariables = ["STAGING_*"] },
            },
        ],
    };

    /// <summary>The service is given the token of the shop as a real one would be: in its own environment, under a name it grants.</summary>
    private ServiceSurroundings Surroundings() => new()
    {
        Variables = new Dictionary<string, string>(terminal.Variables, StringComparer.Ordinal) { ["STAGING_SHOP_TOKEN"] = RandomNumberGenerator.GetHexString(32, lowercase: true) },
        Clock = terminal.Clock,
        Runner = options.Runner,
        PublishInterval = BetweenPublications,
        WorkingFolder = terminal.WorkingFolder,
    };

    /// <summary>The clone follows what is published, one pull after the other.</summary>
    private void Pull(DemoWorkspace workspace) => pulled = PullAfterAsync(pulled, workspace);

    private static async Task PullAfterAsync(Task before, DemoWorkspace workspace)
    {
        await before;
        await workspace.PullAsync(CancellationToken.None);
    }
}
