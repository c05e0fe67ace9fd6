using System.CommandLine;
using Reliably.GitOps.Executions.Control;

namespace Reliably.GitOps.Commands;

/// <summary><c>reliably resume</c>: lets a paused execution of this machine go on.</summary>
internal static class ResumeCommand
{
    public static Command Create(Terminal terminal)
    {
        var requests = new ExecutionRequests();
        var command = new Command("resume", "Lets a paused execution go on.");
        requests.AddTo(command);
        command.SetAction((parsed, stop) => requests.AskAsync(terminal, parsed, new() { Verb = ControlVerb.Resume }, stop));
        return command;
    }
}
