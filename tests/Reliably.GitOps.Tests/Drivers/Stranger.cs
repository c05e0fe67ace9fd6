using System.Runtime.InteropServices;

namespace Reliably.GitOps.Drivers;

/// <summary>Opens files as somebody who owns none of them: to root no file is closed. On systems without such a switch the caller is no root.</summary>
internal static partial class Stranger
{
    private const uint Nobody = 65534;

    /// <summary>Runs on a thread of its own, as which alone the change counts.</summary>
    public static T Run<T>(Func<Task<T>> work)
    {
        var result = default(T);
        var thread = new Thread(() =>
        {
            if (OperatingSystem.IsLinux()) _ = OpenFilesAs(Nobody);
            result = work().GetAwaiter().GetResult();
        });
        thread.Start();
        thread.Join();
        return result!;
    }

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int OpenFilesAs(uint user);
}
