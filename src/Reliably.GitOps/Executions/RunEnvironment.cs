using System.Collections.Immutable;
using Reliably.GitOps.Deployments;
using Reliably.GitOps.Environments;
using Reliably.GitOps.Processes;
using Reliably.GitOps.Secrets;

namespace Reliably.GitOps.Executions;

/// <summary>
/// The environment that a run sees. Under <c>serve</c>: an allow-list, the environment document and its secrets, nothing else. At a terminal:
/// the caller's own as well, as with <c>chaos run</c>.
/// </summary>
internal static class RunEnvironment
{
    /// <summary>Variable that names the folder of the secrets that are given as files.</summary>
    public const string SecretsVariable = "RELIABLY_SECRETS";

    public static ImmutableSortedDictionary<string, string> Of(
        ExecutionOrder order, ExecutionSurroundings surroundings, ImmutableArray<ResolvedSecret> secrets, PrivateFolder folder)
    {
        var variables = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (surroundings.UnderServe)
        {
            foreach (var name in EnvironmentNames.Inherited)
            {
                if (surroundings.Variables.TryGetValue(name, out var value)) variables[name] = value;
            }

            variables["HOME"] = folder.Folder("home");
        }
        else
        {
            variables.AddRange(surroundings.Variables);
        }

        foreach (var variable in order.Environment?.Variables ?? []) variables[variable.Name] = variable.Value;
        AddSecrets(variables, secrets, folder);
        variables[MarkedProcesses.ExecutionVariable] = order.Id.Value;
        return variables.ToImmutable();
    }

    /// <summary>All that an activity or a guard of the run may see, here and in its container.</summary>
    public static ImmutableSortedDictionary<string, string> OfAll(
        ExecutionOrder order, ExecutionSurroundings surroundings, ImmutableArray<ResolvedSecret> secrets, PrivateFolder folder)
    {
        var here = Of(order, surroundings, secrets, folder);
        return order.DeploymentDocument is Deployment.Container ? here.SetItems(ContainerEnvironment.Of(order, surroundings, secrets, RunnerSelection.SharedFolder(folder))) : here;
    }

    private static void AddSecrets(ImmutableSortedDictionary<string, string>.Builder variables, ImmutableArray<ResolvedSecret> secrets, PrivateFolder folder)
    {
        foreach (var secret in secrets)
        {
            if (secret.Reference.VariableName is { } name) variables[name] = secret.Value;
            if (secret.Reference.FilePath is not { } path) continue;
            variables[SecretsVariable] = folder.Folder("secrets");
            folder.Write(Path.Combine("secrets", path), secret.Content.Span);
        }
    }
}
