using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Guards;
using Reliably.GitOps.Plans;

namespace Reliably.GitOps.Schedules;

/// <summary>Turns a plan that is due into an order for each of its experiments, complete at one commit.</summary>
internal static class PlanOrders
{
    /// <exception cref="CannotRunException">A document that the plan names is not there or broken.</exception>
    public static ImmutableArray<ExecutionOrder> Of(DuePlan due, ReadSnapshot read, RunnerChoice runner, DateTimeOffset now)
    {
        var plan = due.Plan;
        var environment = plan.Environment is { } name ? EnvironmentOf(plan, name, read.Snapshot) : null;
        var guardrails = read.Snapshot.Settings.Guardrails;
        var guards = GuardSet.Of(plan.Integrations.Concat(guardrails.Integrations), read.Snapshot.Integrations);
        var documents = plan.Experiments.Select(slug => ExperimentOf(plan, slug, read.Snapshot)).ToImmutableArray();
        var numbers = Enumerable.Range(0, documents.Length).Select(static _ => Random.Shared.Next(0x1000000)).Order().ToArray();
        return
        [
            .. documents.Select((document, i) => new ExecutionOrder
            {
                Id = ExecutionId.Create(now, numbers[i]),
                Experiment = document,
                Commit = read.Kept.TryGetValue(document.Path, out var kept) ? kept : read.Snapshot.Commit,
                Plan = plan.Slug,
                PlanHash = plan.ContentHash,
                Instant = due.Instant,
                Trigger = due.Trigger,
                Actor = due.Actor,
                Environment = environment,
                Deployment = plan.Deployment,
                DeploymentDocument = read.Snapshot.Deployments.GetValueOrDefault(plan.Deployment),
                Timeout = guardrails.Cut(plan.Timeout),
                Guards = guards,
                Options = new()
                {
                    Runner = runner,
                    RollbackStrategy = plan.RollbackStrategy is { } strategy ? new(strategy, "plan") : null,
                },
            }),
        ];
    }

    private static ExperimentDocument ExperimentOf(Plan plan, Slug slug, RepositorySnapshot snapshot) =>
        snapshot.Experiments.GetValueOrDefault(slug)
        ?? throw new CannotRunException($"Plan '{plan.Slug}' cannot run: its experiment '{slug}' is missing or broken.", "Run 'reliably validate' in the repository; a commit that mends it is picked up by itself.");

    private static Environments.ExecutionEnvironment EnvironmentOf(Plan plan, Slug name, RepositorySnapshot snapshot) =>
        snapshot.Environments.GetValueOrDefault(name)
        ?? throw new CannotRunException($"Plan '{plan.Slug}' cannot run: its environment '{name}' is missing or broken.", "Run 'reliably validate' in the repository; a commit that mends it is picked up by itself.");
}
