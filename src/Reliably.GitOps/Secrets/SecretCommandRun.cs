using System.Globalization;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Environments;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Secrets;

/// <summary>What a command gave, or why it gave nothing. What it says on standard error is shown to its own caller only.</summary>
internal sealed record SecretCommandResult(byte[]? Content, string? Problem);

/// <summary>Runs a command whose output is a secret, in an environment of its own, without a terminal and for a limited time.</summary>
internal static class SecretCommandRun
{
    private const int LongestOutput = 1 << 20;
    private const int LongestReason = 300;

    public static async Task<SecretCommandResult> RunAsync(SecretCommand command, SecretScope scope, CancellationToken stop)
    {
        var process = new ProcessCommand
        {
            Program = command.Line[0],
            Arguments = command.Line[1..],
            Environment = scope.Grants is null ? scope.Variables : GrantedVariables(command, scope.Variables),
            WorkingFolder = scope.Grants is null ? scope.Folder : "/",
            Timeout = command.Timeout,
            LongestOutput = LongestOutput + 1,
        };
        try
        {
            var result = await process.RunAsync(stop);
            return result switch
            {
                { End: ProcessEnd.TimedOut } => new(null, $"it took longer than {command.Timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s"),
                { End: ProcessEnd.Stopped } => new(null, "it was stopped"),
                { Status: not 0 } => new(null, $"it ended with status {result.Status.ToString(CultureInfo.InvariantCulture)}{Reason(result, scope)}"),
                { Output.Length: > LongestOutput } => new(null, "it wrote more than 1 MiB"),
                _ => new(result.Output.ToArray(), null),
            };
        }
        catch (ProcessStartException exception)
        {
            return new(null, $"'{exception.Program}' could not be started: {exception.Reason}");
        }
    }

    private static Dictionary<string, string> GrantedVariables(SecretCommand command, IReadOnlyDictionary<string, string> variables) =>
        EnvironmentNames.Inherited.Append("HOME").Concat(command.Variables).Distinct(StringComparer.Ordinal).Where(variables.ContainsKey).ToDictionary(static name => name, name => variables[name], StringComparer.Ordinal);

    /// <summary>A reason that is published must not quote a program that handles secrets.</summary>
    private static string Reason(ProcessResult result, SecretScope scope)
    {
        if (scope.Grants is not null) return "; what it says can be seen by running it by hand";
        var last = result.ErrorText.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "";
        return last.Length == 0 ? "" : ": " + SecretMask.None.Apply(last.Length > LongestReason ? last[..LongestReason] : last);
    }
}
