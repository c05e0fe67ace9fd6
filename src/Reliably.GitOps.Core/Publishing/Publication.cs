using System.Collections.Immutable;

namespace Reliably.GitOps.Publishing;

/// <summary>One commit of the service: files to write (path from the root → text) and the whole commit message.</summary>
public sealed record Publication
{
    /// <summary>There is nothing to commit.</summary>
    public static Publication Nothing { get; } = new() { Files = ImmutableSortedDictionary<string, string>.Empty, Message = "" };

    public bool IsNothing => Files.IsEmpty && Removed.IsEmpty;

    public required ImmutableSortedDictionary<string, string> Files { get; init; }

    /// <summary>Paths to remove (retention).</summary>
    public ImmutableArray<string> Removed { get; init; } = [];

    /// <summary>Subject ending with <c>[skip ci]</c>, and trailers <c>Reliably-Execution:</c> and <c>Reliably-Plan:</c> as the last paragraph.</summary>
    public required string Message { get; init; }

    /// <summary>The same for a commit of a pull request, whose required checks would wait for ever if none was run.</summary>
    public string MessageWithChecks => CommitMessage.WithChecks(Message);
}
