namespace Reliably.GitOps.Environments;

/// <summary>The files of an environment's secrets: each has its place, and none is the folder of another.</summary>
internal sealed class SecretPaths
{
    private readonly Dictionary<string, int> files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> folders = new(StringComparer.Ordinal);

    /// <summary>The file that is in the way of a path, with its line; null where there is none.</summary>
    public (string Path, int Line)? Overlap(string path)
    {
        if (files.TryGetValue(path, out var line)) return (path, line);
        if (folders.TryGetValue(path, out var inside)) return (inside, files[inside]);
        return Folders(path).FirstOrDefault(files.ContainsKey) is { } around ? (around, files[around]) : null;
    }

    public void Add(string path, int line)
    {
        files[path] = line;
        foreach (var folder in Folders(path)) folders.TryAdd(folder, path);
    }

    private static IEnumerable<string> Folders(string path)
    {
        for (var at = path.IndexOf('/', StringComparison.Ordinal); at >= 0; at = path.IndexOf('/', at + 1)) yield return path[..at];
    }
}
