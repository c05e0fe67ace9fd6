using System.CommandLine;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions.Control;

namespace Reliably.GitOps.Commands;

/// <summary><c>reliably pause</c>: holds an execution that runs on this machine before its next activity.</summary>
internal static class PauseCommand
{
    public static Command Create(Terminal terminal)
    {
        var requests = new ExecutionRequests();
        var time = new Option<string?>("--for") { Description = "How long, such as 90s, 5m or 1h (default: until it is resumed)." };
        time.Validators.Add(static result =>
        {
            if (result.Tokens is [var token] && TimeOf(token.Value) is null) result.AddError("--for is a duration above 0 and up to 24 days, such as 90s, 5m or 1h.");
        });
        var command = new Command("pause", "Holds a running execution before its next activity; the current one is left to end. Its timeout goes on.") { time };
        requests.AddTo(command);
        command.SetAction((parsed, stop) => requests.AskAsync(terminal, parsed, new() { Verb = ControlVerb.Pause, For = parsed.GetValue(time) is { } text ? TimeOf(text) : null }, stop));
        return command;
    }

    private static TimeSpan? TimeOf(string text) => Quantities.Duration(text) is { } time && time > TimeSpan.Zero && time <= TimeSpan.FromDays(24) ? time : null;
}
