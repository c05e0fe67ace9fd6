using System.Collections.Immutable;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Executions.Guards;

namespace Reliably.GitOps.Executions;

/// <summary>What an execution may use of the machine it runs on.</summary>
public sealed record ExecutionSurroundings
{
    /// <summary>What the server grants to the repository. Counts only under <c>serve</c>: at a terminal everything is the caller's own.</summary>
    public required RepositoryGrants Grants { get; init; }

    /// <summary>Under <c>serve</c> a run sees an allow-list of variables and granted secrets, and nothing else of the machine's environment.</summary>
    public required bool UnderServe { get; init; }

    /// <summary>The service's or the caller's environment; secrets <c>from: {env}</c> are looked up here.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    /// <summary>Commands that give secrets, at a terminal: the caller's own. Under <c>serve</c> those of the grants count.</summary>
    public ImmutableArray<SecretCommand> SecretCommands { get; init; } = [];

    /// <summary>Files and folders of the service itself: never a secret of a repository, whatever is granted.</summary>
    public ImmutableArray<string> OwnPaths { get; init; } = [];

    /// <summary>Folder in which each run gets a private folder (0700) that is wiped at its end, unless it gets one in memory.</summary>
    public required string RunsFolder { get; init; }

    /// <summary>Emergency stops, windows and limits; null where nothing stands in the way.</summary>
    public RunObstacles? Obstacles { get; init; }

    /// <summary>The private folder of a run lies in memory where the machine has a file system there: secrets then never reach a disk.</summary>
    public bool RunsInMemory { get; init; } = true;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Path of <c>chaos</c>; null looks at the variable <c>CHAOS</c> and then at PATH.</summary>
    public string? ChaosPath { get; init; }

    /// <summary>Current folder of the activities; null is the run's own private folder.</summary>
    public string? WorkingFolder { get; init; }

    /// <summary>Longest journal, in bytes; null for no limit.</summary>
    public long? JournalLimit { get; init; } = 1 << 20;

    /// <summary>What a run may take of the machine.</summary>
    public RunLimits Limits { get; init; } = RunLimits.AtTerminal;

    /// <summary>The run is in a container, and who directs it from outside knows its secrets, hides them and counts them.</summary>
    public bool DirectedFromOutside { get; init; }

    /// <summary>Names the file that remembers the processes of an execution, for a restart; null where there will be none.</summary>
    public Func<ExecutionId, string>? ProcessBook { get; init; }

    /// <summary>Longest time from a stop to the first rollback, or to the end: the engine is killed then, and its rollbacks are played for it.</summary>
    public TimeSpan StopDeadline { get; init; } = TimeSpan.FromSeconds(30);
}
