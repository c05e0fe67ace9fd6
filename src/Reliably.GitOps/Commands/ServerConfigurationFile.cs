using Reliably.GitOps.Configuration;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Commands;

/// <summary>The server's configuration as the verbs that need one find it.</summary>
internal static class ServerConfigurationFile
{
    /// <summary>The file that is read where none is named.</summary>
    public const string DefaultName = "reliably-server.yaml";

    /// <summary>Reads a file, named as the user named it, with the variables over it.</summary>
    /// <param name="terminal">Where the user stands.</param>
    /// <param name="file">The file; null for the default.</param>
    /// <param name="otherwise">What to do instead of naming one.</param>
    /// <exception cref="CannotRunException">There is no such file.</exception>
    public static ServerConfigurationReading Read(Terminal terminal, string? file, string otherwise)
    {
        var path = Path.GetFullPath(file ?? DefaultName, terminal.WorkingFolder);
        if (!File.Exists(path)) throw new CannotRunException($"There is no configuration '{path}'.", $"Name one with --config, or {otherwise}.");
        return ServerConfigurationReader.Read(new RepositoryFile(file ?? DefaultName, File.ReadAllBytes(path)), terminal.Variables);
    }
}
