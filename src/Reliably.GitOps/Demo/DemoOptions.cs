using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Demo;

/// <summary>What was asked of <c>reliably demo</c>.</summary>
internal sealed record DemoOptions
{
    /// <summary>Ends when the first round is published; else goes on with the schedule until Ctrl-C.</summary>
    public bool Once { get; init; }

    /// <summary>Where everything is put; null makes a new folder below the temporary one.</summary>
    public string? Folder { get; init; }

    /// <summary>Port of the shop; null takes the usual one, or a free one where that is taken.</summary>
    public int? Port { get; init; }

    public RunnerChoice Runner { get; init; } = RunnerChoice.Auto;

    /// <summary>No progress: only problems, and where to look at the end.</summary>
    public bool Quiet { get; init; }
}
