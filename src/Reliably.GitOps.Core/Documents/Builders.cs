using System.Collections.Immutable;
using Reliably.GitOps.Deployments;
using Reliably.GitOps.Environments;
using Reliably.GitOps.Integrations;
using Reliably.GitOps.Starters;
using Reliably.GitOps.Templates;

namespace Reliably.GitOps.Documents;

/// <summary>The good documents of a repository (but plans, which hang on the others) while changes are brought in.</summary>
internal sealed class Builders(RepositorySnapshot before)
{
    private readonly ImmutableSortedDictionary<Slug, ExperimentDocument>.Builder experiments = before.Experiments.ToBuilder();
    private readonly ImmutableSortedDictionary<Slug, Template>.Builder templates = before.Templates.ToBuilder();
    private readonly ImmutableSortedDictionary<Slug, Starter>.Builder starters = before.Starters.ToBuilder();
    private readonly ImmutableSortedDictionary<Slug, ExecutionEnvironment>.Builder environments = before.Environments.ToBuilder();
    private readonly ImmutableSortedDictionary<Slug, Deployment>.Builder deployments = before.Deployments.ToBuilder();
    private readonly ImmutableSortedDictionary<Slug, Integration>.Builder integrations = before.Integrations.ToBuilder();

    public void Add(DocumentReading reading)
    {
        switch (reading.Document)
        {
            case ExperimentDocument experiment: experiments[reading.Slug] = experiment; break;
            case Template template: templates[reading.Slug] = template; break;
            case Starter starter: starters[reading.Slug] = starter; break;
            case ExecutionEnvironment environment: environments[reading.Slug] = environment; break;
            case Deployment deployment: deployments[reading.Slug] = deployment; break;
            case Integration integration: integrations[reading.Slug] = integration; break;
        }
    }

    /// <summary>Takes the document of a reading away; that of another file with the same name stays.</summary>
    public void Remove(DocumentReading reading)
    {
        switch (reading.Document)
        {
            case ExperimentDocument: Remove(experiments, reading); break;
            case Template: Remove(templates, reading); break;
            case Starter: Remove(starters, reading); break;
            case ExecutionEnvironment: Remove(environments, reading); break;
            case Deployment: Remove(deployments, reading); break;
            case Integration: Remove(integrations, reading); break;
        }
    }

    public RepositorySnapshot ToSnapshot() => new()
    {
        Experiments = experiments.ToImmutable(),
        Templates = templates.ToImmutable(),
        Starters = starters.ToImmutable(),
        Environments = environments.ToImmutable(),
        Deployments = deployments.ToImmutable(),
        Integrations = integrations.ToImmutable(),
    };

    private static void Remove<T>(ImmutableSortedDictionary<Slug, T>.Builder documents, DocumentReading reading)
        where T : class
    {
        if (documents.TryGetValue(reading.Slug, out var there) && ReferenceEquals(there, reading.Document)) documents.Remove(reading.Slug);
    }
}
