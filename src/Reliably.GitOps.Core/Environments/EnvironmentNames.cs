namespace Reliably.GitOps.Environments;

/// <summary>Names and paths that an environment, and a server's grants, may hold.</summary>
public static class EnvironmentNames
{
    /// <summary>POSIX: letters, digits and underscores, no digit first.</summary>
    public static bool IsVariable(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_');

    /// <summary>A relative path that stays where it is put.</summary>
    public static bool IsInside(string path) =>
        !path.Contains('\\', StringComparison.Ordinal)
        && !path.Contains('\0', StringComparison.Ordinal)
        && path.Split('/').All(static part => part is not ("" or "." or ".."));

    /// <summary>A full path without detours.</summary>
    public static bool IsFullPath(string path) => path.Length > 1 && path[0] == '/' && IsInside(path[1..]);
}
