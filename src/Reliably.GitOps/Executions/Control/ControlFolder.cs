using System.Text;
using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Executions.Control;

/// <summary>
/// Where the control sockets of one account lie: a folder that nobody else may enter. A run makes its socket in the first place that works;
/// whoever looks for it looks in all, since two terminals may differ in their variables.
/// </summary>
internal static class ControlFolder
{
    /// <summary>Variable that names the one folder to use.</summary>
    public const string Variable = "RELIABLY_CONTROL";

    /// <summary>Ends the name of every socket.</summary>
    public const string Extension = ".sock";

    /// <summary>The longest path that a socket may have on every system we know.</summary>
    private const int LongestPath = 100;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>A path for a socket of this process, in a folder that is ours alone.</summary>
    /// <exception cref="IOException">There is no such place; the message says why.</exception>
    public static string NewSocket(IReadOnlyDictionary<string, string> variables)
    {
        var problems = new List<string>();
        foreach (var folder in Places(variables))
        {
            var path = Path.Combine(folder, $"{Environment.ProcessId}-{Random.Shared.Next(0x1000000):x6}{Extension}");
            if (!Fits(path)) problems.Add($"{folder}: the path is too long for a socket");
            else if (Take(folder) is { } problem) problems.Add($"{folder}: {problem}");
            else return path;
        }

        throw new IOException(string.Join("; ", problems));
    }

    /// <summary>The socket of the service with this data folder; not there where the path is too long for one.</summary>
    public static string OfService(string dataFolder) => Path.Combine(dataFolder, "control" + Extension);

    /// <summary>Every socket that may lead to a run of this account.</summary>
    public static IEnumerable<string> Sockets(IReadOnlyDictionary<string, string> variables) =>
        Places(variables).Where(Directory.Exists).SelectMany(static folder => Directory.EnumerateFiles(folder, "*" + Extension)).Order(StringComparer.Ordinal);

    public static bool Fits(string path) => Encoding.UTF8.GetByteCount(path) <= LongestPath;

    private static IEnumerable<string> Places(IReadOnlyDictionary<string, string> variables)
    {
        if (variables.GetValueOrDefault(Variable) is { Length: > 0 } only) return [Path.GetFullPath(only)];
        var user = Posix.geteuid();
        var places = new List<string>();
        if (variables.GetValueOrDefault("XDG_RUNTIME_DIR") is { Length: > 0 } own && Directory.Exists(own)) places.Add(Path.Combine(own, "reliably"));
        if (Directory.Exists($"/run/user/{user}")) places.Add($"/run/user/{user}/reliably");
        places.Add($"/tmp/reliably-{user}");
        return places.Distinct(StringComparer.Ordinal);
    }

    /// <summary>Makes the folder, or finds it as we would have made it. Else says why it cannot be used.</summary>
    private static string? Take(string folder)
    {
        if (OperatingSystem.IsWindows()) return "Windows is not supported; use WSL or a container";
        try
        {
            Directory.CreateDirectory(folder, OwnerOnly);
            if (new DirectoryInfo(folder).LinkTarget is not null) return "it is a link";
            File.SetUnixFileMode(folder, OwnerOnly); // only its owner may
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }
    }
}
