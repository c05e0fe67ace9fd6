using Reliably.GitOps.Deployments;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Plans;

namespace Reliably.GitOps.Environments;

/// <summary>
/// Whether a plan's environment gives its experiments the variables that they cannot do without: entries of type env, without a default. Under
/// the service a run sees nothing else. Not said of what runs elsewhere, which has variables of its own.
/// </summary>
internal static class VariableRules
{
    public static void Check(Plan plan, DocumentCursor root, RepositorySnapshot documents, ExperimentDocument? made, DiagnosticList findings)
    {
        var deployment = documents.Deployments.GetValueOrDefault(plan.Deployment);
        if (deployment is Deployment.GitHub) return;
        var environment = plan.Environment is { } name ? documents.Environments.GetValueOrDefault(name) : null;
        if (deployment is Deployment.Container) CheckLines(environment, root, deployment.Slug, findings);
        if (plan.Environment is not null && environment is null) return;
        var given = Given(environment);
        var places = made is null ? root.Field("experiments")?.Items() : root.Field("template") is { } template ? [template] : null;
        foreach (var (place, experiment) in (places ?? []).Zip(made is null ? plan.Experiments : [made.Slug]))
        {
            var document = made ?? documents.Experiments.GetValueOrDefault(experiment);
            if (document is null) continue;
            var missing = document.NeededVariables.Where(variable => !given.Contains(variable)).ToList();
            if (missing.Count == 0) continue;
            var at = root.Field("environment") ?? place;
            var which = environment is null ? "the plan names no environment" : $"'{environment.Slug}' does not give {(missing.Count == 1 ? "it" : "them")}";
            var hint = environment is null ? "Add 'environment:' with one that gives it." : "Add it there under 'envvars:' or 'secrets:', or give the entry a default.";
            findings.Add(DiagnosticCatalogue.VariableNotGiven.At(at, document.Slug.Value, string.Join(", ", missing), which, hint));
        }
    }

    private static void CheckLines(ExecutionEnvironment? environment, DocumentCursor root, Slug deployment, DiagnosticList findings)
    {
        foreach (var variable in environment?.Variables.Where(static variable => variable.Value.AsSpan().ContainsAny('\n', '\r')) ?? [])
            findings.Add(DiagnosticCatalogue.LinesInContainer.At(root.Field("environment")!, variable.Name, deployment.Value));
    }

    private static HashSet<string> Given(ExecutionEnvironment? environment) =>
    [
        .. EnvironmentNames.Inherited, .. EnvironmentNames.Set,
        .. environment?.Variables.Select(static variable => variable.Name) ?? [],
        .. environment?.Secrets.Select(static secret => secret.VariableName).OfType<string>() ?? [],
    ];
}
