using System.Collections.Immutable;

namespace Reliably.GitOps.Environments;

/// <summary>Names and paths that an environment, and a server's grants, may hold.</summary>
public static class EnvironmentNames
{
    /// <summary>What a run under <c>serve</c> sees of the service's own environment.</summary>
    public static ImmutableArray<string> Inherited { get; } =
        ["PATH", "LANG", "TZ", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "all_proxy", "no_proxy"];

    /// <summary>What is set for every run.</summary>
    public static ImmutableArray<string> Set { get; } = ["HOME", "RELIABLY_EXECUTION", "RELIABLY_SECRETS"];

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
