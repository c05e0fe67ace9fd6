using System.Collections.Immutable;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Environments;

/// <summary>Variables, and references to secrets, that a run is given (<c>environments/*.yaml</c>). Values of secrets never stand here.</summary>
public sealed record ExecutionEnvironment
{
    public required Slug Slug { get; init; }

    public ImmutableArray<EnvironmentVariable> Variables { get; init; } = [];

    public ImmutableArray<SecretReference> Secrets { get; init; } = [];
}

/// <summary>A variable with its value in the open.</summary>
public sealed record EnvironmentVariable(string Name, string Value);

/// <summary>
/// A secret by reference. With <see cref="VariableName"/> its value is given as an environment variable; with <see cref="FilePath"/>
/// (relative, below a private folder) as a file of mode 0600, whose full path the run finds in <c>RELIABLY_SECRETS/&lt;path&gt;</c>.
/// </summary>
public sealed record SecretReference
{
    /// <summary>The name people know it by; never its value.</summary>
    public required string Key { get; init; }

    public string? VariableName { get; init; }

    public string? FilePath { get; init; }

    public required SecretSource From { get; init; }
}

/// <summary>Where the value of a secret is taken from, within the server's grants.</summary>
public abstract record SecretSource
{
    private SecretSource()
    {
    }

    public sealed record FromVariable(string Name) : SecretSource;

    public sealed record FromFile(string Path) : SecretSource;

    /// <summary>The output of a command that the server names so. What it runs never stands in a repository.</summary>
    public sealed record FromCommand(string Name) : SecretSource;
}
