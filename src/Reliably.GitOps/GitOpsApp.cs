using System.CommandLine;
using Reliably.GitOps.Commands;

namespace Reliably.GitOps;

/// <summary>The front door: a command line in, an exit code out.</summary>
public static class GitOpsApp
{
    public static async Task<int> RunAsync(string[] args, Terminal terminal)
    {
        var parsed = CommandTree.Create(terminal, args).Parse(args);
        var unknown = UnknownOptions.Of(parsed).ToList();
        if (parsed.Errors.Count > 0 || unknown.Count > 0)
        {
            var wrong = unknown.Count > 0 ? unknown : parsed.Errors.Select(static error => error.Message);
            foreach (var message in wrong) await terminal.Error.WriteLineAsync("reliably: " + message);
            await terminal.Error.WriteLineAsync(parsed.CommandResult.Command is RootCommand ? "See 'reliably --help'." : $"See 'reliably {parsed.CommandResult.Command.Name} --help'.");
            return ExitCodes.WrongUsage;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = terminal.Output,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (CannotRunException exception)
        {
            await terminal.Error.WriteLineAsync("reliably: " + exception.Message);
            await terminal.Error.WriteLineAsync("  " + exception.WhatToDo);
            return ExitCodes.CannotRun;
        }
    }
}
