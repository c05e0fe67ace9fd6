namespace Reliably.GitOps.Documents;

/// <summary>
/// One file of a repository at one commit: its path from the root with forward slashes, and its bytes. <see cref="BlobId"/> is git's
/// object name where the file came from git, so that an unchanged file is recognised without reading it.
/// </summary>
public sealed record RepositoryFile(string Path, ReadOnlyMemory<byte> Content, string? BlobId = null);

/// <summary>What a file of a watched repository is, by the folder it lies in (PRODUCT: The watched repository).</summary>
public enum DocumentKind
{
    Experiment,
    Template,
    Starter,
    Environment,
    Deployment,
    Integration,
    Plan,

    /// <summary><c>reliably.yaml</c>, the settings of the repository.</summary>
    Settings,

    /// <summary><c>reliably-server.yaml</c>, the configuration of the service; never part of a watched repository.</summary>
    Server,
}
