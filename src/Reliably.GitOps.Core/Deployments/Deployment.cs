using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Deployments;

/// <summary>Where an experiment runs (<c>deployments/*.yaml</c>), each granted to a repository by the server.</summary>
public abstract record Deployment
{
    private Deployment()
    {
    }

    public required Slug Slug { get; init; }

    /// <summary>On the service's own machine; <c>local</c> is built in and needs no file. <paramref name="User"/> runs it under another account.</summary>
    public sealed record Local(string? User = null) : Deployment;

    /// <summary>In a container, by the command line of <c>docker</c> or <c>podman</c>.</summary>
    public sealed record Container(ContainerSettings Settings) : Deployment;

    /// <summary>As a workflow of GitHub Actions.</summary>
    public sealed record GitHub(string Workflow) : Deployment;
}
