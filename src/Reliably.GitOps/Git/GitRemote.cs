namespace Reliably.GitOps.Git;

/// <summary>A remote repository: its path or URL, and the file that holds its credentials. The URL never carries a password.</summary>
internal sealed record GitRemote
{
    private GitRemote(string url, string? credentialsFile)
    {
        Url = url;
        CredentialsFile = credentialsFile;
    }

    public string Url { get; }

    public string? CredentialsFile { get; }

    /// <summary>Brings the credentials file up to date before git reads it; null where it is somebody else's to keep.</summary>
    public Func<CancellationToken, Task>? RenewAsync { get; private init; }

    /// <summary>True for a folder of this machine.</summary>
    public bool IsLocal => Path.IsPathRooted(Url);

    /// <summary>Scheme and host, with its port, as git names them where it asks for a password; null for a path, and for ssh's short form.</summary>
    public string? Server => Url.IndexOf("://", StringComparison.Ordinal) is > 0 and var end
        ? Url[..(end + 3)] + Url[(end + 3)..].Split('/')[0].Split('@')[^1]
        : null;

    /// <exception cref="CannotRunException">The URL would be read as an option, names a transport that runs programs, or carries a password.</exception>
    public static GitRemote Create(string url, string? credentialsFile, string workingFolder)
    {
        if (url.Length == 0 || url[0] == '-' || url.Any(char.IsControl) || url.Contains("::", StringComparison.Ordinal))
        {
            throw new CannotRunException($"'{Shown(url)}' is not the address of a Git repository.", "Name a path, or a URL that begins with https://, ssh:// or file://.");
        }

        if (Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.UserInfo.Contains(':', StringComparison.Ordinal))
        {
            throw new CannotRunException($"The address '{Shown(url)}' holds a password.", "Put it into a file and name the file as 'credentials' of the repository.");
        }

        if (credentialsFile is not null && !File.Exists(credentialsFile))
        {
            throw new CannotRunException($"The credentials file '{credentialsFile}' does not exist.", "Write the token into it, alone or as 'username=…' and 'password=…' lines.");
        }

        return new(IsAddress(url) ? url : Path.GetFullPath(url, workingFolder), credentialsFile is null ? null : Path.GetFullPath(credentialsFile, workingFolder));
    }

    /// <summary>A remote whose credentials last for a while and are renewed before each use.</summary>
    /// <param name="url">Its address.</param>
    /// <param name="credentialsFile">Written by the renewal.</param>
    /// <param name="renewAsync">Writes it where it is missing or too old.</param>
    public static GitRemote Renewed(string url, string credentialsFile, Func<CancellationToken, Task> renewAsync)
    {
        var remote = Create(url, null, "/");
        return new(remote.Url, credentialsFile) { RenewAsync = renewAsync };
    }

    /// <summary>An address as it may be shown: without a password.</summary>
    public static string Shown(string url)
    {
        var at = url.IndexOf('@', StringComparison.Ordinal);
        var scheme = url.IndexOf("://", StringComparison.Ordinal);
        return at > scheme && scheme >= 0 && url.AsSpan(scheme + 3, at - scheme - 3).Contains(':') ? url[..(scheme + 3)] + "***" + url[at..] : url;
    }

    public override string ToString() => Shown(Url);

    /// <summary>A URL, or ssh's <c>host:path</c>; all else is a path.</summary>
    private static bool IsAddress(string url)
    {
        if (url.Contains("://", StringComparison.Ordinal)) return true;
        var colon = url.IndexOf(':', StringComparison.Ordinal);
        return colon > 1 && !url.AsSpan(0, colon).Contains('/') && !Path.IsPathRooted(url);
    }
}
