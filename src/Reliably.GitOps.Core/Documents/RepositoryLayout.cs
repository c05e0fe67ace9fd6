namespace Reliably.GitOps.Documents;

/// <summary>What a file is, and its name among its kind.</summary>
public sealed record DocumentPlace(DocumentKind Kind, Slug Slug);

/// <summary>Which folder holds which kind of document (PRODUCT: The watched repository).</summary>
public static class RepositoryLayout
{
    public const string SettingsFile = "reliably.yaml";

    private static readonly (string Folder, DocumentKind Kind, string Name)[] Folders =
    [
        ("experiments/", DocumentKind.Experiment, "experiment"),
        ("templates/", DocumentKind.Template, "template"),
        ("starters/", DocumentKind.Starter, "starter"),
        ("environments/", DocumentKind.Environment, "environment"),
        ("deployments/", DocumentKind.Deployment, "deployment"),
        ("integrations/", DocumentKind.Integration, "integration"),
        ("plans/", DocumentKind.Plan, "plan"),
    ];

    /// <summary>The kind and name of a file by its path from the root; null for a file that is no document.</summary>
    public static DocumentPlace? Classify(string path)
    {
        if (path is "reliably.yaml" or "reliably.yml") return new(DocumentKind.Settings, Slug.Parse("reliably"));
        if (path is "reliably-server.yaml" or "reliably-server.yml") return new(DocumentKind.Server, Slug.Parse("reliably-server"));
        foreach (var (folder, kind, _) in Folders)
        {
            if (!path.StartsWith(folder, StringComparison.Ordinal)) continue;
            return DocumentReader.ExtensionOf(path) is { } extension && Slug.TryParse(path[folder.Length..^extension.Length], out var slug)
                ? new(kind, slug)
                : null;
        }

        return null;
    }

    /// <summary>The folder of a kind, with a slash at its end; empty for the kinds that are one file at the root.</summary>
    public static string FolderOf(DocumentKind kind) => Array.Find(Folders, candidate => candidate.Kind == kind).Folder ?? "";

    /// <summary>What people call a kind.</summary>
    public static string NameOf(DocumentKind kind) => kind switch
    {
        DocumentKind.Settings => "settings",
        DocumentKind.Server => "server",
        _ => Array.Find(Folders, candidate => candidate.Kind == kind).Name,
    };

    /// <summary>The kind people call so; null for a word that names none.</summary>
    public static DocumentKind? KindNamed(string name)
    {
        foreach (var kind in Enum.GetValues<DocumentKind>())
        {
            if (NameOf(kind) == name) return kind;
        }

        return null;
    }

    /// <summary>How one document refers to another: by slug, or by its full path.</summary>
    public static Slug Referred(DocumentKind kind, Slug written)
    {
        var folder = FolderOf(kind);
        var text = written.Value;
        return text.StartsWith(folder, StringComparison.Ordinal)
            && DocumentReader.ExtensionOf(text) is { } extension
            && Slug.TryParse(text[folder.Length..^extension.Length], out var slug)
            ? slug
            : written;
    }
}
