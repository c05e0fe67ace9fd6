using System.CommandLine;
using Reliably.GitOps.Commands;

namespace Reliably.GitOps;

/// <summary>The front door: a command line in, an exit code out.</summary>
public static class GitOpsApp
{
    public static async Task<int> RunAsync(string[] args, Terminal terminal)
    {
        var parsed = CommandTree.Create(terminal, args).Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) await terminal.Error.WriteLineAsync("reliably: " + error.Message);
            await terminal.Error.WriteLineAsync("See 'reliably --help'.");
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
