using System.Collections.Immutable;
using Reliably.GitOps.Configuration;

namespace Reliably.GitOps.Secrets;

/// <summary>Where secrets may be taken from.</summary>
internal sealed record SecretScope
{
    /// <summary>What the server grants to the repository; null at a terminal, where everything is the caller's own.</summary>
    public required RepositoryGrants? Grants { get; init; }

    /// <summary>The environment that <c>from: {env}</c> looks at.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    /// <summary>Folder that relative paths of <c>from: {file}</c> start from; under grants only full paths count.</summary>
    public required string Folder { get; init; }

    /// <summary>Commands that may be asked, by name: the server's, or the caller's own.</summary>
    public ImmutableArray<SecretCommand> Commands { get; init; } = [];

    /// <summary>Files and folders of the service itself, which nobody can be granted.</summary>
    public ImmutableArray<string> Own { get; init; } = [];
}
