using Reliably.GitOps.Executions;
using Reliably.GitOps.Git;

namespace Reliably.GitOps.Schedules;

/// <summary>Finds again what an execution was ordered to run, at the commit that it ran.</summary>
internal sealed class LeftoverOrders(BareMirror mirror, SnapshotSource source)
{
    public async Task<LeftOrder> FindAsync(ExecutionRecord record, CancellationToken stop)
    {
        if (record.Commit is not { } commit || !await mirror.HasAsync(commit, stop)) return new(null, "its commit is not in the repository any more");
        var snapshot = await source.PeekAsync(commit, stop);
        if (snapshot.Experiments.GetValueOrDefault(record.Experiment) is not { } document || document.ContentHash != record.ContentHash) return new(null, "the experiment cannot be read as it was");
        var order = new ExecutionOrder
        {
            Id = record.Id,
            Experiment = document,
            Commit = commit,
            Plan = record.Plan,
            Trigger = record.Trigger,
            PullRequest = record.PullRequest,
            Environment = record.Environment is { } name ? snapshot.Environments.GetValueOrDefault(name) : null,
            Deployment = record.Deployment,
            DeploymentDocument = snapshot.Deployments.GetValueOrDefault(record.Deployment),
        };
        return new(order, null);
    }
}
