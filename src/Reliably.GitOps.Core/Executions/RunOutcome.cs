using System.Collections.Immutable;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

/// <summary>What a runner brings back. The journal is as the engine wrote it: redaction comes before anything else sees it.</summary>
public sealed record RunOutcome
{
    public required RunnerIdentity Runner { get; init; }

    /// <summary>The journal; null where the engine left none.</summary>
    public DataNode.Mapping? Journal { get; init; }

    /// <summary>How many places the engine itself hid in the journal; 0 for all that hide nothing.</summary>
    public int MaskedValues { get; init; }

    /// <summary>Why there is no journal, or what else went wrong; null where nothing did.</summary>
    public string? Error { get; init; }

    /// <summary>The engine's log, unredacted.</summary>
    public string Log { get; init; } = "";

    public ImmutableArray<ExecutionEvent> Events { get; init; } = [];
}
