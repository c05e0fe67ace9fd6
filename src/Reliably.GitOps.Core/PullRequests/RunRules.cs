using System.Collections.Immutable;
using Reliably.GitOps.Deployments;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Environments;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Guards;
using Reliably.GitOps.Plans;

namespace Reliably.GitOps.PullRequests;

/// <summary>
/// Decides what a run on a pull request is made of (PR-BOT: <c>run</c> on a pull request). The experiment is the head's; environment, deployment,
/// guards, plan and settings are the base branch's, which people have reviewed; and the server's grants limit all of it.
/// </summary>
public static class RunRules
{
    /// <summary>What is refused where nothing may ever run.</summary>
    public static RunDecision.Refused Off { get; } = new(
        "Runs on pull requests are off for this repository.", "Whoever runs the service can grant a deployment for them: grants: { pull-requests: { deployments: [NAME] } }.");

    /// <summary>Decides about a wish.</summary>
    public static RunDecision Decide(RunWish wish, RunGround ground)
    {
        ArgumentNullException.ThrowIfNull(wish);
        ArgumentNullException.ThrowIfNull(ground);
        if (ground.Grants.PullRequestDeployments.IsEmpty) return Off;
        var found = RunTarget.Find(wish.Target, ground);
        if (found.Refusal is { } unknown) return unknown;
        var experiments = new List<ExperimentDocument>();
        foreach (var slug in found.Experiments)
        {
            if (Experiment(slug, ground, out var refused) is not { } document) return refused!;
            experiments.Add(document);
        }

        if (Environment(wish, found.Plan, ground, out var environment) is { } unusable) return unusable;
        if (Place(found.Plan, ground, out var deployment) is { } elsewhere) return elsewhere;
        return new RunDecision.Granted { Plan = found.Plan, Orders = [.. experiments.Select(document => Order(document, wish, ground, (found.Plan, environment, deployment)))] };
    }

    private static ExperimentDocument? Experiment(Slug slug, RunGround ground, out RunDecision.Refused? refused)
    {
        var document = ground.Head.Experiments.GetValueOrDefault(slug);
        refused = RunTarget.BrokenAt(slug, document?.Path, ground)
            ?? (document is null ? new($"There is no experiment '{slug}' at {ground.Head.Commit?.Short}.", "A push that brings it back can be run.") : null);
        return refused is null ? document : null;
    }

    private static RunDecision.Refused? Environment(RunWish wish, Plan? plan, RunGround ground, out ExecutionEnvironment? environment)
    {
        environment = null;
        var slug = wish.Environment is { } typed ? Slug.TryParse(typed, out var written) ? RepositoryLayout.Referred(DocumentKind.Environment, written) : null : plan?.Environment;
        if (slug is null) return wish.Environment is null ? null : Missing("environment", wish.Environment, ground, ground.Base.Environments.Keys);
        environment = ground.Base.Environments.GetValueOrDefault(slug);
        return environment is null ? Missing("environment", slug.Value, ground, ground.Base.Environments.Keys) : null;
    }

    private static RunDecision.Refused? Place(Plan? plan, RunGround ground, out (Slug Name, Deployment? Document) deployment)
    {
        var granted = ground.Grants.PullRequestDeployments;
        var name = plan?.Deployment ?? Slug.Parse(granted[0]);
        deployment = (name, ground.Base.Deployments.GetValueOrDefault(name));
        if (!granted.Contains(name.Value))
            return new($"The server does not grant the deployment '{name}' to pull requests.", $"Granted: {string.Join(", ", granted)}. Run the experiment by itself to use the first of them.");
        return deployment.Document is null && name.Value != "local" ? Missing("deployment", name.Value, ground, ground.Base.Deployments.Keys) : null;
    }

    private static RunDecision.Refused Missing(string kind, string name, RunGround ground, IEnumerable<Slug> known) => new(
        $"The {kind} '{name}' is missing or broken on '{ground.Branch}', and a run on a pull request takes it from there.",
        Nearest.Hint(name, [.. known.Select(static slug => slug.Value)], "A change of it counts once it is merged."));

    private static ExecutionOrder Order(ExperimentDocument document, RunWish wish, RunGround ground, (Plan? Plan, ExecutionEnvironment? Environment, (Slug Name, Deployment? Document) Deployment) of)
    {
        var guardrails = ground.Base.Settings.Guardrails;
        return new()
        {
            Id = default,
            Experiment = document,
            Commit = ground.Head.Commit,
            Plan = of.Plan?.Slug,
            PlanHash = of.Plan?.ContentHash,
            Trigger = TriggerKind.PullRequest,
            Actor = wish.Actor,
            PullRequest = new(wish.Number, ground.Base.Commit ?? default),
            Environment = of.Environment,
            Deployment = of.Deployment.Name,
            DeploymentDocument = of.Deployment.Document,
            Timeout = guardrails.Cut(of.Plan?.Timeout ?? TimeSpan.FromHours(1)),
            Guards = GuardSet.Of((of.Plan?.Integrations ?? []).Concat(guardrails.Integrations), ground.Base.Integrations),
            Options = new()
            {
                Runner = ground.Runner,
                Dry = wish.Dry ? "activities" : null,
                RollbackStrategy = of.Plan?.RollbackStrategy is { } strategy ? new(strategy, "plan") : null,
            },
        };
    }
}
