using Reliably.GitOps.Configuration;

namespace Reliably.GitOps.Secrets;

/// <summary>What a repository may use as secrets. Files are granted by canonical path: no links on the way, no <c>..</c>.</summary>
internal static class SecretGrants
{
    /// <summary>A name, or a pattern with <c>*</c> at its end.</summary>
    public static bool GrantVariable(RepositoryGrants grants, string name) => grants.SecretVariables.Any(pattern =>
        pattern.EndsWith('*') ? name.StartsWith(pattern[..^1], StringComparison.Ordinal) : name == pattern);

    /// <summary>Why a file is not granted; null where it is.</summary>
    /// <param name="scope">Under grants.</param>
    /// <param name="path">The file.</param>
    public static string? RefuseFile(SecretScope scope, string path)
    {
        var grants = scope.Grants!;
        if (!Path.IsPathFullyQualified(path) || Path.GetFullPath(path) != path) return "which is not a full path in canonical form";
        if (!grants.SecretFiles.Any(grant => grant.EndsWith('/') ? path.StartsWith(grant, StringComparison.Ordinal) : path == grant))
            return "which the server does not grant to this repository (grants: secrets: files)";
        if (IsOwn(scope, path)) return "which is the service's own";
        return LinkOn(path) is { } link ? $"and {link} is a link" : null;
    }

    /// <summary>Its credentials and its data; and what the kernel tells of processes, the service's environment among it.</summary>
    private static bool IsOwn(SecretScope scope, string path) =>
        scope.Own.Concat(["/proc", "/sys", "/dev"]).Any(own => path == own || path.StartsWith(own.TrimEnd('/') + "/", StringComparison.Ordinal));

    private static string? LinkOn(string path)
    {
        for (var part = path; part is { Length: > 1 }; part = Path.GetDirectoryName(part))
        {
            if (new FileInfo(part).LinkTarget is not null) return part;
        }

        return null;
    }
}
