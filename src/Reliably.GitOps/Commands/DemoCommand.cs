using System.CommandLine;
using Reliably.GitOps.Demo;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Commands;

/// <summary><c>reliably demo</c>: the whole loop on this machine, on the example repository.</summary>
internal static class DemoCommand
{
    public static Command Create(Terminal terminal)
    {
        var once = new Option<bool>("--once") { Description = "Ends when the first round is published; else it goes on with the schedule until Ctrl-C." };
        var folder = new Option<string?>("--folder") { Description = "Where everything is put: a new or an empty folder. Default: a new temporary one." };
        var port = new Option<int?>("--port") { Description = "Port of the shop; 0 takes a free one. Default: 7070, or a free one where that is taken." };
        port.AcceptOnlyFrom(0, 65535, "--port is from 0 to 65535.");
        var runner = new Option<RunnerChoice>("--runner") { Description = "Engine: auto takes the Chaos Toolkit where it is installed.", DefaultValueFactory = static _ => RunnerChoice.Auto };
        var quiet = new Option<bool>("--quiet") { Description = "No progress: only problems, and where to look." };
        var command = new Command("demo", "The whole loop on this machine: a repository, a shop, the service, and the reports it commits.") { once, folder, port, runner, quiet };
        command.SetAction((parsed, stop) => RunAsync(terminal, new()
        {
            Once = parsed.GetValue(once),
            Folder = parsed.GetValue(folder),
            Port = parsed.GetValue(port),
            Runner = parsed.GetValue(runner),
            Quiet = parsed.GetValue(quiet),
        }, stop));
        return command;
    }

    private static async Task<int> RunAsync(Terminal terminal, DemoOptions options, CancellationToken stop)
    {
        var demonstration = new Demonstration(terminal, options);
        using var signals = new StopSignals(demonstration.Kill);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(signals.Token, stop);
        try
        {
            return await demonstration.RunAsync(either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            await terminal.Error.WriteLineAsync("Stopped before anything ran: no process is left.");
            return ExitCodes.Problems;
        }
    }
}
