using System.Collections.Immutable;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Environments;

namespace Reliably.GitOps.Commands;

/// <summary>
/// The commands that give secrets at a terminal: a file of the caller's own. It is never looked for in a repository, whose writers would then
/// choose what runs here.
/// </summary>
internal static class SecretCommandFile
{
    /// <summary>Variable that names the file.</summary>
    public const string Variable = "RELIABLY_SECRET_COMMANDS";

    /// <summary>Nothing is read where no secret of the environment comes from a command.</summary>
    /// <exception cref="CannotRunException">The file cannot be read.</exception>
    public static ImmutableArray<SecretCommand> Read(Terminal terminal, string? given, ExecutionEnvironment? environment)
    {
        if (environment?.Secrets.Any(static secret => secret.From is SecretSource.FromCommand) != true) return [];
        if ((given ?? terminal.Variables.GetValueOrDefault(Variable)) is not { Length: > 0 } name) return [];
        var path = Path.GetFullPath(name, terminal.WorkingFolder);
        try
        {
            var (commands, problems) = SecretCommandReader.Read(new RepositoryFile(name, File.ReadAllBytes(path)));
            if (problems.IsEmpty) return commands;
            throw new CannotRunException($"{name} does not say which commands give secrets.", string.Join(' ', problems.Select(static problem => $"{problem.Location}: {problem.Message}")));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CannotRunException($"{name} cannot be read: {exception.Message}", "Correct --secret-commands, or the variable " + Variable + ".", exception);
        }
    }
}
