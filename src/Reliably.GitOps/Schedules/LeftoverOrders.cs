using Reliably.GitOps.Executions;
using Reliably.GitOps.Git;

namespace Reliably.GitOps.Schedules;

/// <summary>Finds again what an execution was ordered to run, at the commit that it ran.</summary>
internal sealed class LeftoverOrders(BareMirror mirror, SnapshotSource source)
{
    /// <summary>Null where the experiment is not there any more, or is not the one that was run.</summary>
    public async Task<ExecutionOrder?> FindAsync(ExecutionRecord record, CancellationToken stop)
    {
        if (record.Commit is not { } commit || !await mirror.HasAsync(commit, stop)) return null;
        var snapshot = await source.PeekAsync(commit, stop);
        if (snapshot.Experiments.GetValueOrDefault(record.Experiment) is not { } document || document.ContentHash != record.ContentHash) return null;
        return new()
        {
            Id = record.Id,
            Experiment = document,
            Commit = commit,
            Plan = record.Plan,
            Trigger = record.Trigger,
            Environment = record.Environment is { } name ? snapshot.Environments.GetValueOrDefault(name) : null,
            Deployment = record.Deployment,
            DeploymentDocument = snapshot.Deployments.GetValueOrDefault(record.Deployment),
        };
    }
}
