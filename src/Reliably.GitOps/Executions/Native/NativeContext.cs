using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Executions.Native;

/// <summary>What the activities of one run share.</summary>
internal sealed record NativeContext
{
    public required Substitution Substitution { get; init; }

    /// <summary>Environment of the processes, complete.</summary>
    public required ImmutableSortedDictionary<string, string> Environment { get; init; }

    public required string WorkingFolder { get; init; }

    /// <summary>Where processes are started.</summary>
    public required RunProcesses Processes { get; init; }

    /// <summary>How much is kept of what activities write.</summary>
    public required OutputBudget Outputs { get; init; }

    /// <summary>Longest time of an activity that names no timeout; null for none.</summary>
    public TimeSpan? ActivityTimeout { get; init; }

    public required TimeProvider Clock { get; init; }

    /// <summary>The dry mode; null for a real run.</summary>
    public string? Dry { get; init; }

    /// <summary>
    /// A process is waited for on the thread that plays the run, which has nothing else to do: nothing is suspended, so a short run need not
    /// compile what suspending takes (half of its start-up). Activities in the background have no such thread.
    /// </summary>
    public bool HoldsItsThread { get; init; } = true;

    /// <summary>Activities that a reference may name.</summary>
    public IReadOnlyDictionary<string, DataNode.Mapping> Named { get; init; } = new Dictionary<string, DataNode.Mapping>();
}
