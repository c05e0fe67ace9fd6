namespace Reliably.GitOps.Processes;

/// <summary>Finds programs as Python's <c>shutil.which</c> does.</summary>
public static class Executables
{
    private const string DefaultPath = "/bin:/usr/bin";
    private const int MayExecute = 1;

    /// <summary>The path of a program, or null. A name with a slash is taken relative to the folder and not looked up.</summary>
    public static string? Find(string program, string? path, string workingFolder)
    {
        if (program.Length == 0 || program.Contains('\0', StringComparison.Ordinal)) return null;
        if (program.Contains('/', StringComparison.Ordinal)) return IsExecutable(program, workingFolder) ? program : null;
        foreach (var folder in (path ?? DefaultPath).Split(':'))
        {
            var candidate = folder.Length == 0 ? "./" + program : folder.TrimEnd('/') + "/" + program;
            if (IsExecutable(candidate, workingFolder)) return candidate;
        }

        return null;
    }

    /// <summary><c>~</c> and <c>~/…</c> become the home folder, as <c>os.path.expanduser</c> does for the caller's own.</summary>
    public static string ExpandHome(string path, string? home) =>
        home is { Length: > 0 } && (path == "~" || path.StartsWith("~/", StringComparison.Ordinal)) ? home.TrimEnd('/') + path[1..] : path;

    private static bool IsExecutable(string path, string workingFolder)
    {
        var full = Path.Combine(workingFolder, path);
        return File.Exists(full) && Posix.access(full, MayExecute) == 0;
    }
}
