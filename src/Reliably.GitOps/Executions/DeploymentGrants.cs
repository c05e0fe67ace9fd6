using Reliably.GitOps.Configuration;
using Reliably.GitOps.Deployments;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Guards;

namespace Reliably.GitOps.Executions;

/// <summary>
/// Whether the server grants what a deployment asks for. A repository writes its deployments itself: a name alone says nothing of what stands
/// behind it tomorrow, so the type must be granted too.
/// </summary>
internal static class DeploymentGrants
{
    /// <summary>Why an order is refused; null where everything it asks for is granted.</summary>
    public static string? Refusal(ExecutionOrder order, RepositoryGrants grants)
    {
        string[] needed = order.DeploymentDocument switch
        {
            Deployment.Local => [order.Deployment.Value, "local"],
            Deployment.Container => [order.Deployment.Value, "container"],
            _ => [order.Deployment.Value],
        };
        if (Array.Find(needed, name => !grants.Deployments.Contains(name)) is { } missing) return $"The server does not grant the deployment '{missing}' to this repository.";
        if (!grants.Deployments.Contains("local") && order.Guards.Questions.FirstOrDefault(static guard => RunsPrograms(guard.Question)) is { } guard)
            return $"The guard '{guard.Slug}' runs a program on the service's own machine, and the server does not grant the deployment 'local' to this repository.";
        return order.DeploymentDocument is Deployment.Container container ? RefusalOf(container.Settings, grants) : null;
    }

    private static string? RefusalOf(ContainerSettings settings, RepositoryGrants grants)
    {
        if (settings.Network is not ("none" or ContainerSettings.DefaultNetwork) && !grants.ContainerNetworks.Contains(settings.Network))
            return $"The server does not grant the network '{settings.Network}' to containers of this repository.";
        return grants.ContainerImages.IsEmpty || grants.ContainerImages.Any(image => Fits(image, settings.Image))
            ? null
            : $"The server does not grant the image '{settings.Image}' to containers of this repository.";
    }

    private static bool RunsPrograms(GuardQuestion question) =>
        question.Probe is { } probe && (probe["provider"] as DataNode.Mapping)?["type"] is not DataNode.Text { Value: "http" };

    private static bool Fits(string granted, string image) =>
        granted.EndsWith('*') ? image.StartsWith(granted[..^1], StringComparison.Ordinal) : granted == image;
}
