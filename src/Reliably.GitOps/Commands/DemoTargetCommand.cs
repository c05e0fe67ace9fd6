using System.CommandLine;
using Reliably.GitOps.Demo;

namespace Reliably.GitOps.Commands;

/// <summary><c>reliably demo-target</c>: the little shop that the example experiments do chaos to.</summary>
internal static class DemoTargetCommand
{
    public static Command Create(Terminal terminal)
    {
        var port = new Option<int>("--port")
        {
            Description = "Port of the front door on loopback; 0 takes a free one.",
            DefaultValueFactory = static _ => DemoSystemOptions.DefaultPort,
        };
        port.AcceptOnlyFrom(0, 65535, "--port is from 0 to 65535.");
        var folder = new Option<string?>("--folder") { Description = "Where the replicas' logs and process ids lie." };
        var command = new Command("demo-target", "Starts a little shop to do chaos to: a front door over two replica processes.") { port, folder };
        command.Subcommands.Add(CreateReplica(terminal));
        command.SetAction((parsed, stop) => RunAsync(terminal, parsed.GetValue(port), parsed.GetValue(folder), stop));
        return command;
    }

    private static async Task<int> RunAsync(Terminal terminal, int port, string? folder, CancellationToken stop)
    {
        using var signals = new StopSignals();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(signals.Token, stop);
        var options = new DemoSystemOptions
        {
            Port = port,
            Folder = folder is null ? null : Path.GetFullPath(folder, terminal.WorkingFolder),
            Clock = terminal.Clock,
        };
        try
        {
            await using var shop = await DemoSystem.StartAsync(options, either.Token);
            await terminal.Output.WriteLineAsync(shop.Address.GetLeftPart(UriPartial.Authority));
            await terminal.Output.FlushAsync(either.Token);
            await terminal.Error.WriteLineAsync($"The shop is open; its logs are in {shop.Folder}. Ctrl-C closes it.");
            await signals.WaitAsync(stop);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // Stopped while it was starting: what had started has been ended.
        }

        return ExitCodes.Ok;
    }

    private static Command CreateReplica(Terminal terminal)
    {
        var name = new Argument<string>("name");
        var command = new Command("replica", "One replica of the shop; the front door starts it.") { name };
        command.Hidden = true;
        command.SetAction(async (parsed, _) =>
        {
            await ReplicaServer.RunAsync(parsed.GetRequiredValue(name), terminal.Output, Console.OpenStandardInput());
            return ExitCodes.Ok;
        });
        return command;
    }
}
