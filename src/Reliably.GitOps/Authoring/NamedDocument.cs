using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Authoring;

/// <summary>A document that somebody named: by its path, or by its name in the repository around the working folder.</summary>
internal static class NamedDocument
{
    /// <summary>How the name of a document can end.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".yaml", ".yml", ".json"];

    /// <summary>The document's full path and, where it is one of the repository's, its slug.</summary>
    /// <exception cref="CannotRunException">There is none.</exception>
    public static (string Path, Slug Slug) Find(DocumentKind kind, string typed, string workingFolder)
    {
        var root = WatchedFolder.Around(workingFolder);
        var folder = RepositoryLayout.FolderOf(kind);
        var path = Path.GetFullPath(typed, workingFolder);
        if (!File.Exists(path) && Slug.TryParse(typed, out _))
        {
            path = Extensions.Select(extension => Path.Combine(root, folder + typed + extension)).Append(Path.Combine(root, typed)).FirstOrDefault(File.Exists) ?? path;
        }

        if (!File.Exists(path)) throw Missing(kind, typed, root, folder);
        if (!DocumentReader.IsDocument(path)) throw new CannotRunException($"{typed} is no document.", "Documents are .yaml, .yml or .json, in lower case.");
        if (RepositoryLayout.Classify(WatchedFolder.Relative(root, path)) is { } place && place.Kind == kind) return (path, place.Slug);
        return (path, Slug.Parse(Path.GetFileNameWithoutExtension(path) is { Length: > 0 } name ? name : "document"));
    }

    /// <exception cref="CannotRunException">The file cannot be read, is no plain file or is too large.</exception>
    public static byte[] Read(string path, string shown)
    {
        try
        {
            var bytes = PlainFile.Read(path, YamlReader.MaxBytes) ?? throw new CannotRunException($"{shown} is not a plain file.", "Name a file, not a pipe, a socket or a device.");
            return bytes.Length <= YamlReader.MaxBytes ? bytes : throw new CannotRunException($"{shown} is larger than 1 MiB.", "Documents are smaller; look at what it holds.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CannotRunException($"{shown} cannot be read: {exception.Message}", "Look at its permissions.", exception);
        }
    }

    private static CannotRunException Missing(DocumentKind kind, string typed, string root, string folder)
    {
        var name = RepositoryLayout.NameOf(kind);
        var known = FolderReader.Read(root).Files.Select(static file => RepositoryLayout.Classify(file.Path)!).Where(place => place.Kind == kind).Select(static place => place.Slug.Value).ToList();
        var hint = Diagnostics.Nearest.Hint(typed, known, known.Count == 0 ? $"{folder} is empty." : $"There are: {string.Join(", ", known.Take(20))}.");
        return new($"There is no file '{typed}' and no {name} of that name in {root}.", hint);
    }
}
