using System.Collections.Immutable;
using System.Text;

namespace Reliably.GitOps.Git;

/// <summary>One run of git, as a value: an argument list, never a joined string.</summary>
internal sealed record GitCall(ImmutableArray<string> Arguments)
{
    /// <summary>The repository it works on; null for none.</summary>
    public string? Folder { get; init; }

    /// <summary>What it reads on standard input.</summary>
    public ReadOnlyMemory<byte> Input { get; init; }

    /// <summary>Talks to a remote, so it may take long, and is ended when the remote does not answer.</summary>
    public GitRemote? Remote { get; init; }

    public static GitCall In(string folder, params ImmutableArray<string> arguments) => new(arguments) { Folder = folder };
}

/// <summary>What git answered.</summary>
internal sealed record GitAnswer(int ExitCode, byte[] Output, string Error)
{
    public bool Ok => ExitCode == 0;

    public string Text => Encoding.UTF8.GetString(Output).TrimEnd('\n');

    /// <summary>Records that end with a NUL, as <c>-z</c> writes them.</summary>
    public IEnumerable<string> Records => Encoding.UTF8.GetString(Output).Split('\0', StringSplitOptions.RemoveEmptyEntries);
}
