using System.Globalization;
using System.Runtime.InteropServices;

namespace Reliably.GitOps.Processes;

/// <summary>
/// What a process that holds credentials does before it starts anybody else's program under its own account: nobody but root may read its
/// memory or its environment, attach to it, or talk to its runtime's diagnostics. Children are not concerned: a new program starts anew.
/// </summary>
internal static partial class ServiceProtection
{
    private const int SetDumpable = 4;

    public static void Apply()
    {
        if (OperatingSystem.IsWindows()) return;
        if (OperatingSystem.IsLinux()) _ = prctl(SetDumpable, 0, 0, 0, 0);
        CloseDiagnostics();
    }

    /// <summary>
    /// The runtime listens on a socket in the temporary folder, on which whoever has the same account may ask for its environment, for a dump,
    /// or for code to be loaded. Without its name nobody can connect.
    /// </summary>
    private static void CloseDiagnostics()
    {
        foreach (var name in (string[])["dotnet-diagnostic", "clr-debug-pipe"])
        {
            foreach (var file in Directory.EnumerateFiles(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"{name}-{Environment.ProcessId}-*"))) DeleteOurs(file);
        }
    }

    /// <summary>
    /// What another account left, or put there, under the number of this process is not ours to take away, nobody reaches us by it, and it must not
    /// keep a service from starting. What is ours can always be deleted in a temporary folder.
    /// </summary>
    private static void DeleteOurs(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (UnauthorizedAccessException)
        {
            return;
        }
    }

    [LibraryImport("libc")]
    private static partial int prctl(int option, nuint second, nuint third, nuint fourth, nuint fifth);
}
