using System.Collections.Immutable;
using System.CommandLine;
using Reliably.GitOps.Executions.Guards;
using Reliably.GitOps.Git;
using Reliably.GitOps.Guards;
using Reliably.GitOps.Schedules;

namespace Reliably.GitOps.Commands;

/// <summary><c>reliably emergency-stop on | off</c>: stops every run of this account, or of one service, and keeps new ones from starting.</summary>
internal static class EmergencyStopCommand
{
    public static Command Create(Terminal terminal)
    {
        var state = new Argument<string?>("STATE") { Description = "on, off; left out: says whether it is on.", Arity = ArgumentArity.ZeroOrOne };
        state.AcceptOnlyFromAmong("on", "off");
        var why = new Option<string?>("--why") { Description = "The reason, for everybody whose run is stopped or refused." };
        var data = new Option<string?>("--data") { Description = "Data folder of the one service that is meant (default: the variable RELIABLY_DATA, else everything that this account runs)." };
        var command = new Command("emergency-stop", "Stops everything that runs, within five seconds and with rollbacks, and refuses new runs until it is off.") { state, why, data };
        command.SetAction(parsed => Run(terminal, parsed.GetValue(state), parsed.GetValue(why), parsed.GetValue(data)));
        return command;
    }

    private static int Run(Terminal terminal, string? state, string? why, string? data)
    {
        var (file, ofComments) = FilesOf(terminal, data);
        switch (state)
        {
            case "on":
                Order(terminal, file, new(file.Where, terminal.Variables.GetValueOrDefault("USER"), why, terminal.Clock.GetUtcNow()));
                return ExitCodes.Ok;
            case "off":
                Remove(terminal, file);
                foreach (var (url, order) in ofComments.Where(static one => File.Exists(one.File.Path))) Remove(terminal, order, url);
                return ExitCodes.Ok;
            default:
                terminal.Output.WriteLine(file.Read()?.Sentence ?? "The emergency stop is off.");
                foreach (var (url, order) in ofComments) Show(terminal, url, order.Read());
                return ExitCodes.Ok;
        }
    }

    private static void Show(Terminal terminal, string url, EmergencyStop? stop)
    {
        if (stop is not null) terminal.Output.WriteLine($"{GitRemote.Shown(url)}: {stop.Sentence}");
    }

    /// <summary>The order for everything that is meant, and those that comments gave for one repository of a service.</summary>
    private static (EmergencyFile File, ImmutableArray<(string Url, EmergencyFile File)> OfComments) FilesOf(Terminal terminal, string? data)
    {
        var named = data ?? terminal.Variables.GetValueOrDefault("RELIABLY_DATA");
        if (string.IsNullOrEmpty(named))
        {
            return (EmergencyFile.OfAccount(terminal.Variables) ?? throw new CannotRunException(
                "This account has no home, so it is not known where the order is kept.", "Name a service's data folder with --data DIR, or set HOME."), []);
        }

        var folder = Path.GetFullPath(named, terminal.WorkingFolder);
        return DataFolder.Is(folder)
            ? (EmergencyFile.OfService(folder), [.. RepositoryFolder.In(folder).Select(static one => (one.Url, one.Folder.EmergencyStop))])
            : throw new CannotRunException($"'{folder}' is not the data folder of a service.", "Name the folder that 'reliably serve' was given with --data, or as 'data' of its configuration.");
    }

    private static void Order(Terminal terminal, EmergencyFile file, EmergencyStop stop)
    {
        try
        {
            DurableFile.Replace(file.Path, stop.Write());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CannotRunException($"The order cannot be written: {exception.Message}", $"Look at the permissions of {file.Path}. A file of that name stops everything, whatever is in it.", exception);
        }

        terminal.Output.WriteLine(stop.Sentence);
        terminal.Output.WriteLine("What runs is stopped within five seconds, with its rollbacks; new runs are refused.");
    }

    private static void Remove(Terminal terminal, EmergencyFile file, string? url = null)
    {
        var was = File.Exists(file.Path);
        try
        {
            if (was) File.Delete(file.Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CannotRunException($"The order cannot be removed: {exception.Message}", $"Remove the file {file.Path}.", exception);
        }

        var whose = url is null ? "" : GitRemote.Shown(url) + ": ";
        terminal.Output.WriteLine(whose + (was ? "The emergency stop is off: new runs may start. What was stopped is not started again." : "The emergency stop was not on."));
    }
}
