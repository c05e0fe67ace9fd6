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
            "container" => new Deployment.Container(Container(reader)) { Slug = source.Slug },
            _ => new Deployment.GitHub(reader.RequiredText("workflow") ?? "") { Slug = source.Slug },
        };
        reader.Close();
        return deployment;
    }

    private static ContainerSettings Container(MappingReader reader)
    {
        var settings = new ContainerSettings
        {
            Image = Word(reader, "image", reader.RequiredText("image"), ContainerNames.IsImage, DiagnosticCatalogue.BadImage) ?? "",
            Engine = reader.OneOf("engine", "docker", "podman") == "podman" ? ContainerEngine.Podman : ContainerEngine.Docker,
            Pull = reader.OneOf("pull", "missing", "always", "never") switch { "always" => PullPolicy.Always, "never" => PullPolicy.Never, _ => PullPolicy.Missing },
            User = User(reader),
            Memory = reader.Size("memory") ?? ContainerSettings.DefaultMemory,
            Network = Word(reader, "network", reader.Text("network"), ContainerNames.IsNetwork, DiagnosticCatalogue.BadNetwork) ?? ContainerSettings.DefaultNetwork,
            ReadOnly = !reader.Has("read-only") || reader.Flag("read-only"),
        };
        if (settings.Memory < ContainerSettings.LeastMemory)
            reader.Findings.Add(DiagnosticCatalogue.OutOfRange.At(reader.At.Field("memory")!, "memory", "at least 32MiB"));
        if (settings.Image.Length > 0 && settings.Pull != PullPolicy.Never && ContainerNames.Moves(settings.Image))
            reader.Findings.Add(DiagnosticCatalogue.MovingImage.At(reader.At.Field("image")!, settings.Image));
        return settings;
    }

    /// <summary>A number may be written without quotes; minutes and seconds (YAML 1.1: <c>1000:10</c>) were not meant as one.</summary>
    private static string? User(MappingReader reader)
    {
        if (reader.Take("user") is not { } value) return null;
        if (value.Node is not DataNode.Integer number) return Word(reader, "user", reader.TextOf(value, "`user`"), ContainerNames.IsUser, DiagnosticCatalogue.BadContainerUser);
        var text = PythonText.Of(number);
        if (value.Span.End.Column - value.Span.Start.Column == text.Length && ContainerNames.IsUser(text)) return text;
        reader.Findings.Add(DiagnosticCatalogue.BadContainerUser.At(value, text));
        return null;
    }

    private static string? Word(MappingReader reader, string key, string? text, Func<string, bool> isGood, DiagnosticRule otherwise)
    {
        if (text is null || isGood(text)) return text;
        reader.Findings.Add(otherwise.At(reader.At.Field(key)!, text));
        return null;
    }
}
