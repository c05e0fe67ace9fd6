using System.Collections.Immutable;
using Reliably.GitOps.Guards;

namespace Reliably.GitOps.Executions.Guards;

/// <summary>
/// A file that stops everything while it is there: what <c>reliably emergency-stop on</c> writes for this account or into a service's data folder,
/// or <c>EMERGENCY_STOP</c> at the root of a working folder. A file that cannot be read stops all the same.
/// </summary>
/// <param name="Path">Its full path.</param>
/// <param name="Where">How to remove it, as the end of a sentence.</param>
public sealed record EmergencyFile(string Path, string Where)
{
    private const string Name = "emergency-stop.json";
    private const int MostBytes = 64 * 1024;

    /// <summary>The order for everything that this account runs on this machine; null where the account has no home.</summary>
    public static EmergencyFile? OfAccount(IReadOnlyDictionary<string, string> variables)
    {
        var state = variables.GetValueOrDefault("XDG_STATE_HOME") is { Length: > 0 } named && System.IO.Path.IsPathFullyQualified(named) ? named
            : variables.GetValueOrDefault("HOME") is { Length: > 0 } home ? System.IO.Path.Combine(home, ".local", "state") : null;
        return state is null ? null : new(System.IO.Path.Combine(state, "reliably", Name), "type 'reliably emergency-stop off'");
    }

    /// <summary>The order for one service.</summary>
    public static EmergencyFile OfService(string dataFolder) =>
        new(System.IO.Path.Combine(dataFolder, Name), $"type 'reliably emergency-stop off --data {dataFolder}'");

    /// <summary>The order for what a service runs of one repository.</summary>
    public static EmergencyFile OfRepository(string folder)
    {
        var path = System.IO.Path.Combine(folder, Name);
        return new(path, "write '/reliably emergency-stop off' in a comment on a pull request or issue of the repository");
    }

    /// <summary>The file of a repository, as it lies in a folder.</summary>
    public static EmergencyFile OfFolder(string root) =>
        new(System.IO.Path.Combine(root, EmergencyStop.FileName), $"remove the file {System.IO.Path.Combine(root, EmergencyStop.FileName)}");

    /// <summary>The files that hold for an account and, besides, some others.</summary>
    public static ImmutableArray<EmergencyFile> All(IReadOnlyDictionary<string, string> variables, params ReadOnlySpan<EmergencyFile> others) =>
        OfAccount(variables) is { } account ? [account, .. others] : [.. others];

    /// <summary>The stop it orders; null while it is not there.</summary>
    public EmergencyStop? Read()
    {
        if (!File.Exists(Path)) return null;
        try
        {
            using var stream = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var content = new byte[MostBytes];
            var read = content.AsSpan(0, stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false));
            return Path.EndsWith(Name, StringComparison.Ordinal) ? EmergencyStop.Read(read, Where) : EmergencyStop.OfRepositoryFile(read, Where);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new(Where, Why: "its file cannot be read");
        }
    }
}
