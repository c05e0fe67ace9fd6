using System.Collections.Immutable;
using Reliably.GitOps.Deployments;

namespace Reliably.GitOps.Executions.Containers;

/// <summary>Containers of executions whose service is gone, found by their label.</summary>
internal static class ContainerLeftovers
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Ends and removes whatever container an execution has. Returns how many there were, or why that cannot be known.</summary>
    public static async Task<(int Ended, string? Problem)> EndAsync(ContainerEngine engine, ExecutionId id, IReadOnlyDictionary<string, string> variables)
    {
        var name = ContainerCli.NameOf(engine);
        if (ContainerCli.Find(engine, variables) is not { } cli) return (0, $"{name} is not on this machine any more");
        var found = await cli.RunAsync(["ps", "--all", "--quiet", "--no-trunc", "--filter", $"label={ContainerLaunch.Label}={id.Value}"], Patience);
        if (!found.Ok) return (0, found.Problem);
        ImmutableArray<string> containers = [.. found.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        if (containers.IsEmpty) return (0, null);
        var removed = await cli.RunAsync(["rm", "--force", "--volumes", .. containers], Patience);
        return removed.Ok ? (containers.Length, null) : (0, removed.Problem);
    }
}
