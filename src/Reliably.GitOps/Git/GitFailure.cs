namespace Reliably.GitOps.Git;

/// <summary>Reads git's complaint and says what happened and what to do. Git speaks English to us (LC_ALL=C).</summary>
internal static class GitFailure
{
    public static CannotRunException Of(GitCall call, GitAnswer answer)
    {
        var said = Said(answer);
        return call.Remote is { } remote ? OfRemote(remote, said) : OfMirror(call, said);
    }

    private static CannotRunException OfRemote(GitRemote remote, string said) => said switch
    {
        _ when IsDiskFull(said) => DiskFull(said),
        _ when Has(said, "could not read Username", "could not read Password", "Authentication failed", "Permission denied", "HTTP Basic", "error: 401", "error: 403", "Invalid username") =>
            new($"'{remote}' refuses our credentials: {said}", remote.RenewAsync is not null ? "Is the App (or the token's account) still allowed there, and may it write? 'reliably doctor' looks. It is tried again."
                : remote.CredentialsFile is { } file
                ? $"Look at the credentials file '{file}': may it still read and write this repository?"
                : "Name a file with credentials as 'credentials' of the repository in reliably-server.yaml."),
        _ when Has(said, "does not appear to be a git repository", "not found", "does not exist", "No such file") =>
            new($"There is no Git repository at '{remote}': {said}", "Look at the address, and whether the repository was moved or deleted. It is tried again."),
        _ when Has(said, "dubious ownership", "unsafe repository") =>
            new($"git does not trust '{remote}': {said}", "Let the account that runs the service own the repository's files."),
        _ when Has(said, "Could not resolve", "Couldn't connect", "Failed to connect", "Connection refused", "timed out", "unable to access", "Network is unreachable", "Could not read from remote") =>
            new($"'{remote}' cannot be reached: {said}", "Look at the network, the proxy and the address. It is tried again."),
        _ => new($"git failed with '{remote}': {said}", "Try the same with git by hand. It is tried again."),
    };

    private static CannotRunException OfMirror(GitCall call, string said) => IsDiskFull(said)
        ? DiskFull(said)
        : new($"git {call.Arguments[0]} failed: {said}", $"The mirror '{call.Folder}' can be deleted while the service is stopped: it is made again.");

    public static CannotRunException DiskFull(string said) =>
        new($"There is no space left on the device: {said}", "Free some space below the data folder. Nothing is lost: it is tried again.");

    public static bool IsDiskFull(string said) => Has(said, "No space left on device", "Disk quota exceeded", "unable to write file", "File too large");

    /// <summary>The remote led elsewhere in the middle of a call, where git follows nobody.</summary>
    public static bool IsMoved(GitAnswer answer) => !answer.Ok && Has(answer.Error, "RPC failed; HTTP 301", "RPC failed; HTTP 307", "RPC failed; HTTP 308");

    /// <summary>The lines of git's standard error that say something, as one line.</summary>
    public static string Said(GitAnswer answer)
    {
        var lines = answer.Error.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(static line => !line.StartsWith("hint:", StringComparison.Ordinal) && !line.StartsWith("Please make sure", StringComparison.Ordinal)
                && !line.StartsWith("and the repository exists", StringComparison.Ordinal));
        var text = string.Join("; ", lines);
        return text.Length switch
        {
            0 => $"exit code {answer.ExitCode}",
            > 500 => text[..500] + " …",
            _ => text,
        };
    }

    private static bool Has(string said, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (said.Contains(word, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }
}
