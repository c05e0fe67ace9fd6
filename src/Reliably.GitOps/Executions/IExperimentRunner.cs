using System.Collections.Immutable;
using Reliably.GitOps.Executions.Control;
using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Executions;

/// <summary>An engine that carries out one experiment: the Chaos Toolkit, or our own.</summary>
public interface IExperimentRunner
{
    /// <summary>Carries out an experiment. Bad experiments end in an outcome, not in an exception.</summary>
    Task<RunOutcome> RunAsync(RunRequest request, IProgress<RunEvent> progress, RunSignals signals);
}

/// <summary>What a runner is given: the experiment's own file, unchanged, and the world it may see.</summary>
public sealed record RunRequest
{
    public required ExecutionOrder Order { get; init; }

    /// <summary>The strategy to use, already decided (never null: who named it is in the record).</summary>
    public required StrategyChoice RollbackStrategy { get; init; }

    /// <summary>Environment of the run, complete: nothing else is inherited. Holds secret values.</summary>
    public required ImmutableSortedDictionary<string, string> EnvironmentVariables { get; init; }

    /// <summary>What the vault holds at the paths that the experiment's secrets name.</summary>
    public VaultPayloads Vault { get; init; } = VaultPayloads.None;

    /// <summary>Current folder of the activities.</summary>
    public required string WorkingFolder { get; init; }

    /// <summary>Every process of the run is started here, so that all of them can be ended before rollbacks are played.</summary>
    public required RunProcesses Processes { get; init; }

    /// <summary>What the run may take of the machine.</summary>
    public RunLimits Limits { get; init; } = RunLimits.None;
}

/// <summary>How a run is directed from outside. <see cref="RunControl"/> makes them.</summary>
/// <param name="Interrupt">Ends the current activity at once, as SIGTERM does with <c>chaos run</c>; rollbacks by strategy.</param>
/// <param name="Kill">Ends everything at once, without rollbacks.</param>
public sealed record RunSignals(CancellationToken Interrupt, CancellationToken Kill)
{
    /// <summary>Comes with (and just before) an interruption: no rollbacks are played then, and those that play are cut off.</summary>
    public CancellationToken NoRollbacks { get; init; }

    /// <summary>Asked before each activity, in the background too, but not before a rollback.</summary>
    public required PauseGate Pauses { get; init; }
}
