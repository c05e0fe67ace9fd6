using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Git;
using Reliably.GitOps.Guards;

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
            Guards = GuardsOf(record, snapshot),
        };
        return new(order, null);
    }

    /// <summary>Nobody asks them again; what they know is hidden again.</summary>
    private static GuardSet GuardsOf(ExecutionRecord record, RepositorySnapshot snapshot)
    {
        var plan = record.Plan is { } slug ? snapshot.Plans.GetValueOrDefault(slug) : null;
        return GuardSet.Of((plan?.Integrations ?? []).Concat(snapshot.Settings.Guardrails.Integrations), snapshot.Integrations);
    }
}
