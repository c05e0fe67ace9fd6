using System.CommandLine;
using Reliably.GitOps.Executions.Control;

namespace Reliably.GitOps.Commands;

/// <summary><c>reliably stop</c>: ends an execution that runs on this machine, from another terminal.</summary>
internal static class StopCommand
{
    public static Command Create(Terminal terminal)
    {
        var requests = new ExecutionRequests();
        var noRollbacks = new Option<bool>("--no-rollbacks") { Description = "Undoes nothing; cuts off rollbacks that are being played." };
        var command = new Command("stop", "Ends a running execution: its current activity at once, then its rollbacks by strategy.") { noRollbacks };
        requests.AddTo(command);
        command.SetAction((parsed, stop) => requests.AskAsync(terminal, parsed, new() { Verb = ControlVerb.Stop, Rollbacks = !parsed.GetValue(noRollbacks) }, stop));
        return command;
    }
}
