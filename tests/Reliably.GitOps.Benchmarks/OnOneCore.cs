using System.Runtime.InteropServices;

namespace Reliably.GitOps.Benchmarks;

/// <summary>Keeps a thread to one core, so that what it measures has the others to itself.</summary>
internal static partial class OnOneCore
{
    /// <summary>From now on the calling thread runs on this core alone.</summary>
    /// <exception cref="PlatformNotSupportedException">This is not Linux, or there is no such core.</exception>
    public static void Stay(int core)
    {
        var mask = 1UL << core;
        if (!OperatingSystem.IsLinux() || SetAffinity(0, sizeof(ulong), ref mask) != 0) throw new PlatformNotSupportedException($"There is no core {core} to measure from.");
    }

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetAffinity(int thread, nint length, ref ulong mask);
}
