namespace Reliably.GitOps.Documents;

/// <summary>Finds the repository that a file or folder lies in.</summary>
internal static class WatchedFolder
{
    /// <summary>The root around a folder: the nearest with <c>reliably.yaml</c> or <c>.git</c>, else the folder itself.</summary>
    public static string Around(string folder)
    {
        if (LooksLikeRoot(folder)) return folder;
        return Ancestors(folder).FirstOrDefault(IsMarked) ?? folder;
    }

    /// <summary>The root that makes a document of a file; null where the file lies in no watched repository.</summary>
    public static string? Of(string file)
    {
        var folders = Ancestors(Path.GetDirectoryName(file)!).ToList();
        if (folders.Find(static folder => HasSettings(folder)) is { } settings) return IsDocument(settings, file) ? settings : null;
        var boundary = folders.FindIndex(static folder => Path.Exists(Path.Combine(folder, ".git")));
        var candidates = boundary < 0 ? folders : folders.GetRange(0, boundary + 1).AsEnumerable().Reverse();
        return candidates.FirstOrDefault(folder => IsDocument(folder, file));
    }

    /// <summary>The top of the clone that a folder lies in, where <c>.git</c> is; null outside of any.</summary>
    public static string? CloneAround(string folder) => Ancestors(folder).FirstOrDefault(static one => Path.Exists(Path.Combine(one, ".git")));

    /// <summary>Path of a file from a root, with forward slashes.</summary>
    public static string Relative(string root, string path) =>
        Path.DirectorySeparatorChar == '/' ? Path.GetRelativePath(root, path) : Path.GetRelativePath(root, path).Replace('\\', '/');

    private static bool IsDocument(string root, string file) => RepositoryLayout.Classify(Relative(root, file)) is { Kind: not DocumentKind.Server };

    private static bool LooksLikeRoot(string folder) =>
        IsMarked(folder) || Enum.GetValues<DocumentKind>().Select(RepositoryLayout.FolderOf).Any(name => name.Length > 0 && Directory.Exists(Path.Combine(folder, name)));

    private static bool IsMarked(string folder) => HasSettings(folder) || Path.Exists(Path.Combine(folder, ".git"));

    private static bool HasSettings(string folder) =>
        File.Exists(Path.Combine(folder, "reliably.yaml")) || File.Exists(Path.Combine(folder, "reliably.yml"));

    private static IEnumerable<string> Ancestors(string folder)
    {
        for (var current = folder; current is not null; current = Path.GetDirectoryName(current)) yield return current;
    }
}
