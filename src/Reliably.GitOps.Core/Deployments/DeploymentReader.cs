using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Deployments;

/// <summary>Reads a deployment.</summary>
internal static class DeploymentReader
{
    public static Deployment? Read(DocumentSource source, DiagnosticList findings)
    {
        if (MappingReader.Open(source.Root, "a deployment", findings) is not { } first) return null;
        var type = first.RequiredOneOf("type", "local", "container", "github");
        if (type is null)
        {
            first.ReportMissing();
            return null;
        }

        var reader = MappingReader.Open(source.Root, "a deployment of type " + type, findings)!;
        reader.Take("type");
        reader.Text("title");
        reader.Text("description");
        Deployment deployment = type switch
        {
            "local" => new Deployment.Local(reader.Text("user")) { Slug = source.Slug },
            "container" => new Deployment.Container(reader.RequiredText("image") ?? "", reader.OneOf("engine", "docker", "podman") ?? "docker") { Slug = source.Slug },
            _ => new Deployment.GitHub(reader.RequiredText("workflow") ?? "") { Slug = source.Slug },
        };
        reader.Close();
        return deployment;
    }
}
