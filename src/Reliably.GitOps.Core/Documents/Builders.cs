using System.Collections.Immutable;
using Reliably.GitOps.Deployments;
using Reliably.GitOps.Environments;
using Reliably.GitOps.Integrations;
using Reliably.GitOps.Plans;
using Reliably.GitOps.Starters;
using Reliably.GitOps.Templates;

namespace Reliably.GitOps.Documents;

/// <summary>The good documents of a snapshot while it is being read.</summary>
internal sealed class Builders
{
    public Dictionary<Slug, ExperimentDocument> Experiments { get; } = [];

    public Dictionary<Slug, Template> Templates { get; } = [];

    public Dictionary<Slug, Starter> Starters { get; } = [];

    public Dictionary<Slug, ExecutionEnvironment> Environments { get; } = [];

    public Dictionary<Slug, Deployment> Deployments { get; } = [];

    public Dictionary<Slug, Integration> Integrations { get; } = [];

    public Dictionary<Slug, Plan> Plans { get; } = [];

    public bool Has(DocumentKind kind, Slug slug) => kind switch
    {
        DocumentKind.Experiment => Experiments.ContainsKey(slug),
        DocumentKind.Template => Templates.ContainsKey(slug),
        DocumentKind.Starter => Starters.ContainsKey(slug),
        DocumentKind.Environment => Environments.ContainsKey(slug),
        DocumentKind.Deployment => Deployments.ContainsKey(slug),
        DocumentKind.Integration => Integrations.ContainsKey(slug),
        _ => Plans.ContainsKey(slug),
    };

    public void Add(ResolvedPlan resolved)
    {
        Plans[resolved.Plan.Slug] = resolved.Plan;
        if (resolved.Made is { } experiment) Experiments[experiment.Slug] = experiment;
    }

    public void Remove(DocumentPlace place)
    {
        _ = place.Kind switch
        {
            DocumentKind.Experiment => Experiments.Remove(place.Slug),
            DocumentKind.Template => Templates.Remove(place.Slug),
            DocumentKind.Starter => Starters.Remove(place.Slug),
            DocumentKind.Environment => Environments.Remove(place.Slug),
            DocumentKind.Deployment => Deployments.Remove(place.Slug),
            DocumentKind.Integration => Integrations.Remove(place.Slug),
            _ => Plans.Remove(place.Slug),
        };
    }

    public RepositorySnapshot ToSnapshot() => new()
    {
        Experiments = Experiments.ToImmutableSortedDictionary(),
        Templates = Templates.ToImmutableSortedDictionary(),
        Starters = Starters.ToImmutableSortedDictionary(),
        Environments = Environments.ToImmutableSortedDictionary(),
        Deployments = Deployments.ToImmutableSortedDictionary(),
        Integrations = Integrations.ToImmutableSortedDictionary(),
        Plans = Plans.ToImmutableSortedDictionary(),
    };
}
