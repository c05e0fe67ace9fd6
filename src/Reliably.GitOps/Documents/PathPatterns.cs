namespace Reliably.GitOps.Documents;

/// <summary>
/// Quoted patterns on a command line: <c>*</c> and <c>?</c> stay within a folder, <c>**</c> spans any number of them. They select documents
/// (<c>.yaml</c>, <c>.yml</c>, <c>.json</c>) and, like the walk through a repository, follow no links and pass over <c>.git</c> and <c>node_modules</c>.
/// </summary>
internal static class PathPatterns
{
    /// <summary>The word is a pattern and no file or folder of that very name.</summary>
    public static bool IsPattern(string word, string workingFolder) =>
        word.AsSpan().ContainsAny('*', '?') && !Path.Exists(Path.GetFullPath(word, workingFolder));

    /// <summary>Full paths of the documents that a pattern selects, in order.</summary>
    public static List<string> Expand(string pattern, string workingFolder)
    {
        var full = Path.GetFullPath(pattern, workingFolder).Split('/');
        var first = Array.FindIndex(full, static segment => segment.AsSpan().ContainsAny('*', '?'));
        var root = string.Join('/', full[..first]);
        var rest = string.Join('/', full[first..]);
        var found = new List<string>();
        Walk(new(root.Length == 0 ? "/" : root), "", rest.Contains('/', StringComparison.Ordinal) || rest.Contains("**", StringComparison.Ordinal), path =>
        {
            if (DocumentReader.IsDocument(path) && GlobPattern.Matches(rest, path)) found.Add(root + "/" + path);
        });
        return found;
    }

    private static void Walk(DirectoryInfo folder, string below, bool deep, Action<string> visit)
    {
        foreach (var entry in Entries(folder))
        {
            if (entry.LinkTarget is not null) continue;
            var name = below + entry.Name;
            if (entry is not DirectoryInfo directory) visit(name);
            else if (deep && entry.Name is not (".git" or "node_modules")) Walk(directory, name + "/", deep, visit);
        }
    }

    private static List<FileSystemInfo> Entries(DirectoryInfo folder)
    {
        try
        {
            return folder.EnumerateFileSystemInfos().OrderBy(static entry => entry.Name, StringComparer.Ordinal).ToList();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
