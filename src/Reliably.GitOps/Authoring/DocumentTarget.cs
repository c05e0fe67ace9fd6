using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Authoring;

/// <summary>
/// A place in the repository where a document may be written: below the root around the working folder, reached without links, and not under
/// <c>reports/</c>, which the service alone writes.
/// </summary>
internal sealed record DocumentTarget
{
    private DocumentTarget()
    {
    }

    /// <summary>The root of the repository, or the working folder where there is none.</summary>
    public required string Root { get; init; }

    /// <summary>Path from the root, with forward slashes.</summary>
    public required string Name { get; init; }

    public string FullPath => Path.Combine(Root, Name);

    /// <summary>As the user would type it.</summary>
    public required string Shown { get; init; }

    public bool Exists => Path.Exists(FullPath);

    /// <summary>A path as it was typed, from the working folder.</summary>
    /// <exception cref="CannotRunException">Nothing is written there.</exception>
    public static DocumentTarget At(string path, string workingFolder)
    {
        var root = WatchedFolder.Around(workingFolder);
        var name = WatchedFolder.Relative(root, Path.GetFullPath(path, workingFolder));
        var target = new DocumentTarget { Root = root, Name = name, Shown = WatchedFolder.Relative(workingFolder, Path.Combine(root, name)) };
        if (name == "." || name == ".." || name.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(name)) throw Refused(path, $"it lies outside {root}", "Stand in the repository that it belongs to.");
        target.Check(path);
        return target;
    }

    /// <summary>The document of a kind by its name: <c>experiments/NAME.yaml</c>.</summary>
    /// <exception cref="CannotRunException">Nothing is written there.</exception>
    public static DocumentTarget Named(DocumentKind kind, string name, string extension, string workingFolder)
    {
        if (!Slug.TryParse(name, out var slug)) throw Refused(name, "this is no name of a document", "Names have parts between single slashes, and no part is '.' or '..', such as checkout/replica-loss.");
        return At(Path.Combine(WatchedFolder.Around(workingFolder), RepositoryLayout.FolderOf(kind) + RepositoryLayout.Referred(kind, slug).Value + extension), workingFolder);
    }

    private void Check(string typed)
    {
        var parts = Name.Split('/');
        if (Name.Any(char.IsControl)) throw Refused(typed, "its name has characters that cannot be seen", "Choose another name.");
        if (parts[0].Equals("reports", StringComparison.OrdinalIgnoreCase)) throw Refused(typed, "under reports/ only the service writes", "Choose another folder, such as experiments/.");
        if (parts.Any(static part => part.Equals(".git", StringComparison.OrdinalIgnoreCase))) throw Refused(typed, "under .git only git writes", "Choose another folder.");
        if (!DocumentReader.IsDocument(Name)) throw Refused(typed, "documents are .yaml, .yml or .json", "Give the name one of these extensions, in lower case.");
        var path = Root;
        foreach (var part in parts)
        {
            path = Path.Combine(path, part);
            var last = path.Length == FullPath.Length;
            FileSystemInfo entry = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
            if (entry.LinkTarget is not null) throw Refused(typed, $"{WatchedFolder.Relative(Root, path)} is a link", "Links are not followed: name the place itself.");
            if (entry is DirectoryInfo == last && entry.Exists) throw Refused(typed, last ? "it is a folder" : $"{WatchedFolder.Relative(Root, path)} is a file", "Choose another name.");
        }
    }

    private static CannotRunException Refused(string typed, string why, string whatToDo) => new($"'{typed}' is not written: {why}.", whatToDo);
}
