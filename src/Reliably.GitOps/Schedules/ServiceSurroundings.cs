using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Schedules;

/// <summary>What the service is given of the machine.</summary>
public sealed record ServiceSurroundings
{
    /// <summary>The service's own environment: where git is found, and where granted secrets are looked up.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The Chaos Toolkit's command; null to look on PATH.</summary>
    public string? ChaosPath { get; init; }

    public RunnerChoice Runner { get; init; } = RunnerChoice.Auto;

    /// <summary>Shortest time between two publications while the service runs, so that a busy repository gets batches.</summary>
    public TimeSpan PublishInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Folder that relative paths of the configuration start from.</summary>
    public string WorkingFolder { get; init; } = Environment.CurrentDirectory;
}
