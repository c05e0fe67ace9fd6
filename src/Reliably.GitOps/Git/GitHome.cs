using System.Collections.Immutable;

namespace Reliably.GitOps.Git;

/// <summary>The folder that git takes for its home: our configuration, the program that answers for credentials, and nothing of the user's.</summary>
internal sealed class GitHome
{
    /// <summary>Given with every call, so they hold for our side only: a remote on this machine still runs its own hooks.</summary>
    public static ImmutableArray<string> Options { get; } =
    [
        "-c", "core.hooksPath=/dev/null", "-c", "protocol.ext.allow=never", "-c", "gc.autoDetach=false", "-c", "core.fsync=all",
        "-c", "http.lowSpeedLimit=1000", "-c", "http.lowSpeedTime=60", "-c", "credential.helper=", "-c", "core.quotePath=false",
    ];

    private const string AskPass =
        """
        #!/bin/sh
        # Answers git from the credentials file: a token alone, or lines 'username=…' and 'password=…'.
        [ -n "$RELIABLY_CREDENTIALS" ] || exit 1
        # For the remote itself alone: neither where a redirect of it leads, nor a proxy, nor the same host unencrypted.
        asks=${1#*\'}; asks=${asks%%\'*}; scheme=${asks%%://*}; host=${asks#*://}; host=${host%%/*}; host=${host##*@}
        if [ -n "$RELIABLY_CREDENTIALS_FOR" ] && [ "$scheme://$host" != "$RELIABLY_CREDENTIALS_FOR" ] && [ "https://$host" != "$scheme://${RELIABLY_CREDENTIALS_FOR#*://}" ]; then exit 1; fi
        value() { while IFS= read -r line || [ -n "$line" ]; do case "$line" in "$1="*) printf '%s' "${line#*=}"; return;; esac; done < "$RELIABLY_CREDENTIALS"; }
        case "$1" in
          Username*) answer=$(value username); printf '%s\n' "${answer:-x-access-token}" ;;
          *) answer=$(value password); [ -n "$answer" ] || IFS= read -r answer < "$RELIABLY_CREDENTIALS" || true; printf '%s\n' "$answer" ;;
        esac

        """;

    private GitHome(string folder) => Folder = folder;

    public string Folder { get; }

    /// <param name="folder">The folder; made where it is not there.</param>
    /// <param name="localRemotes">Remotes on this machine. Whoever names one trusts it, whoever owns its files (git's safe.directory).</param>
    public static GitHome Create(string folder, IEnumerable<string> localRemotes)
    {
        Directory.CreateDirectory(folder);
        var askPass = Path.Combine(folder, "askpass");
        File.WriteAllText(askPass, AskPass.ReplaceLineEndings("\n"));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(askPass, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var safe = localRemotes.SelectMany(static path => new[] { path, Path.Combine(path, ".git") }).Select(Line);
        File.WriteAllText(Path.Combine(folder, "config"), "[safe]\n" + string.Concat(safe));
        return new(folder);
    }

    public ImmutableDictionary<string, string> Environment(IReadOnlyDictionary<string, string> variables)
    {
        var builder = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in variables)
        {
            if (IsPassedOn(name)) builder[name] = value;
        }

        builder["HOME"] = Folder;
        builder["LC_ALL"] = "C.UTF-8";
        builder["LANGUAGE"] = "C";
        builder["GIT_CONFIG_NOSYSTEM"] = "1";
        builder["GIT_CONFIG_GLOBAL"] = Path.Combine(Folder, "config");
        builder["GIT_TERMINAL_PROMPT"] = "0";
        builder["GIT_ASKPASS"] = Path.Combine(Folder, "askpass");
        builder["GIT_SSH_COMMAND"] = "ssh -oBatchMode=yes";
        builder["GIT_NO_REPLACE_OBJECTS"] = "1";
        return builder.ToImmutable();
    }

    /// <summary>What git and ssh need of the machine: programs, proxies, certificates, the ssh agent.</summary>
    private static bool IsPassedOn(string name) =>
        name is "PATH" or "TMPDIR" or "SSH_AUTH_SOCK" or "SSL_CERT_FILE" or "SSL_CERT_DIR" or "GIT_SSL_CAINFO" or "SystemRoot"
        || name.EndsWith("_proxy", StringComparison.OrdinalIgnoreCase);

    private static string Line(string path) =>
        "\tdirectory = \"" + path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"\n";
}
