using System.Runtime.InteropServices;

namespace Reliably.GitOps.Processes;

/// <summary>Calls that concern folders: one that must not be there yet, and one as a descriptor.</summary>
internal static unsafe partial class Posix
{
    private const int OwnerOnly = 0x1C0; // rwx------

    /// <summary>Makes a folder that only its owner may look into. False where something of that name is there already.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static bool TryMakeFolder(string path)
    {
        if (mkdir(path, OwnerOnly) == 0) return true;
        var error = Marshal.GetLastPInvokeError();
        return error == 17 ? false : throw new IOException($"The folder {path} cannot be made: {Marshal.GetPInvokeErrorMessage(error)}"); // EEXIST
    }

    /// <summary>A descriptor of a folder, closed on exec; less than 0 where it cannot be opened.</summary>
    public static int OpenFolder(string path) => open(path, CloseOnExec);

    [LibraryImport(C, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mkdir(string path, uint mode);

    [LibraryImport(C, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);
}
