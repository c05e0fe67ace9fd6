using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Publishing;

/// <summary>What a publication is decided from.</summary>
public sealed record PublicationInput
{
    /// <summary>Executions that are over. Those already published (their record is among <see cref="Published"/>) count nothing.</summary>
    public required ImmutableArray<ExecutedRun> Runs { get; init; }

    /// <summary>The documents of the newest commit.</summary>
    public required RepositorySnapshot Snapshot { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>The texts of the paths that <see cref="PublicationDecision.Reads"/> names, by path; a file that is not there is absent.</summary>
    public required IReadOnlyDictionary<string, string> Published { get; init; }
}
