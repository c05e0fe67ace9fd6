using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Documents;

/// <summary>What <c>reliably validate</c> found.</summary>
public sealed record ValidationResult
{
    public int Documents { get; init; }

    /// <summary>The revision that changes were looked for since; null for all documents.</summary>
    public string? Since { get; init; }

    public ImmutableArray<Diagnostic> Diagnostics { get; init; } = [];

    /// <summary>Texts of the files by the paths that findings show, for excerpts.</summary>
    public required IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Texts { get; init; }

    public int Count(Severity severity) => Diagnostics.Count(diagnostic => diagnostic.Severity == severity);
}
