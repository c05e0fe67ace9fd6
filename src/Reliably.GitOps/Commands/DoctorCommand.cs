using System.Collections.Immutable;
using System.CommandLine;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Doctor;

namespace Reliably.GitOps.Commands;

/// <summary><c>reliably doctor</c>: whether the service could do its work here, and what to do where it could not.</summary>
internal static class DoctorCommand
{
    public static Command Create(Terminal terminal)
    {
        var config = new Option<string?>("--config") { Description = $"The server's configuration (default: {ServerConfigurationFile.DefaultName}).", HelpName = "file" };
        var repository = new Option<string?>("--repository") { Description = "Instead of a configuration: path or URL of one Git remote.", HelpName = "address" };
        var branch = new Option<string>("--branch") { Description = "Its branch, with --repository.", DefaultValueFactory = static _ => "main" };
        var credentials = new Option<string?>("--credentials") { Description = "File with its credentials, with --repository.", HelpName = "file" };
        var data = new Option<string?>("--data") { Description = "The service's own folder.", HelpName = "folder" };
        var format = new Option<string>("--format") { Description = "text, or json for programs.", DefaultValueFactory = static _ => "text" }.Among("text", "json");
        var command = new Command("doctor", "Looks whether the service could do its work: machine, credentials, repositories. Changes nothing. Run it as the account that runs the service. Exit code 1 where something is wrong.")
        {
            config, repository, branch, credentials, data, format,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(config) is not null && result.GetValue(repository) is not null) result.AddError("Give either --config or --repository.");
        });
        command.SetAction(async (parsed, stop) =>
        {
            var folder = parsed.GetValue(data);
            var (read, configuration) = parsed.GetValue(repository) is { } url
                ? ([], new ServerConfiguration { Data = folder ?? "", Repositories = [new() { Url = url, Branch = parsed.GetValue(branch)!, CredentialsFile = parsed.GetValue(credentials) }] })
                : FromFile(terminal, parsed.GetValue(config), folder);
            ImmutableArray<CheckResult> results = [.. read, .. await LookAsync(configuration, terminal, stop)];
            await terminal.Output.WriteAsync(parsed.GetValue(format) == "json" ? CheckUpText.Json(results) : CheckUpText.Plain(results));
            await terminal.Error.WriteLineAsync(CheckUpText.Summary(results));
            return results.Any(static one => one.State == CheckState.Problem) ? ExitCodes.Problems : ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>Whoever loses patience leaves nothing behind either: git's token lies in a folder that is wiped.</summary>
    private static async Task<ImmutableArray<CheckResult>> LookAsync(ServerConfiguration configuration, Terminal terminal, CancellationToken stop)
    {
        using var signals = new StopSignals();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(signals.Token, stop);
        try
        {
            return await new CheckUp(configuration, terminal).RunAsync(either.Token);
        }
        catch (OperationCanceledException exception) when (either.IsCancellationRequested)
        {
            throw new CannotRunException("It was stopped before everything was looked at.", "Nothing was changed. Ask again.", exception);
        }
    }

    /// <summary>What is wrong with the file, and what of the machine can be looked at all the same.</summary>
    /// <exception cref="CannotRunException">There is no such file.</exception>
    private static (ImmutableArray<CheckResult> Read, ServerConfiguration Configuration) FromFile(Terminal terminal, string? file, string? data)
    {
        var reading = ServerConfigurationFile.Read(terminal, file, "look at one repository with --repository URL");
        var configuration = reading.Configuration ?? new() { Data = "" };
        return ([.. ConfigurationChecks.Of(file ?? ServerConfigurationFile.DefaultName, reading)], data is null ? configuration : configuration with { Data = data });
    }
}
