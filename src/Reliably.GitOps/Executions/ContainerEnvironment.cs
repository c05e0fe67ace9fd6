using System.Collections.Immutable;
using Reliably.GitOps.Deployments;
using Reliably.GitOps.Environments;
using Reliably.GitOps.Processes;
using Reliably.GitOps.Secrets;

namespace Reliably.GitOps.Executions;

/// <summary>
/// The environment that a run sees in a container: the language, the zone and the proxies of the service, the environment document and its
/// secrets. Programs are the image's own, so PATH is too. At a terminal the same: the caller's variables are about another machine.
/// </summary>
internal static class ContainerEnvironment
{
    private const string Home = ContainerLaunch.Folder + "/home";

    public static ImmutableSortedDictionary<string, string> Of(
        ExecutionOrder order, ExecutionSurroundings surroundings, ImmutableArray<ResolvedSecret> secrets, PrivateFolder shared)
    {
        var variables = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var name in EnvironmentNames.Inherited.Remove("PATH"))
        {
            if (surroundings.Variables.TryGetValue(name, out var value)) variables[name] = value;
        }

        variables["HOME"] = Home;
        foreach (var variable in order.Environment?.Variables ?? []) variables[variable.Name] = variable.Value;
        foreach (var secret in secrets)
        {
            if (secret.Reference.VariableName is { } name) variables[name] = secret.Value;
            if (secret.Reference.FilePath is not { } path) continue;
            variables[RunEnvironment.SecretsVariable] = ContainerLaunch.Folder + "/" + ContainerLaunch.Secrets;
            shared.Write(Path.Combine(ContainerLaunch.Secrets, path), secret.Content.Span);
        }

        variables[MarkedProcesses.ExecutionVariable] = order.Id.Value;
        return variables.ToImmutable();
    }
}
