using System.Runtime.InteropServices;

namespace Reliably.GitOps.Processes;

/// <summary>Calls that concern folders: one that must not be there yet, and one as a descriptor.</summary>
internal static unsafe partial class Posix
{
    private const int OwnerOnly = 0x1C0; // rwx------
    private const int NonBlocking = 0x800;
    private const int EmptyPath = 0x1000; // AT_EMPTY_PATH
    private const int BasicStats = 0x7ff;

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

    /// <summary>A descriptor of a folder that is no link; less than 0 where there is none.</summary>
    public static int OpenFolderItself(string path) => open(path, CloseOnExec | NoLink | FolderOnly);

    /// <summary>A descriptor of what has a name in a folder, for reading, if it is no link. A pipe does not wait. Less than 0 where there is none.</summary>
    public static int OpenIn(int folder, string name) => openat(folder, name, CloseOnExec | NoLink | NonBlocking);

    /// <summary>What lies behind a descriptor (statx, the same on every processor); null where the system does not say.</summary>
    public static FileFacts? FactsOf(int descriptor)
    {
        var facts = stackalloc byte[256];
        byte nothing = 0;
        if (syscall(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 291 : 332, descriptor, &nothing, EmptyPath, BasicStats, facts) != 0) return null;
        return new(*(uint*)(facts + 20), *(ushort*)(facts + 28), *(uint*)(facts + 16));
    }

    private static int NoLink => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x8000 : 0x20000;

    private static int FolderOnly => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x4000 : 0x10000;

    [LibraryImport(C, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int openat(int folder, string path, int flags);

    [LibraryImport(C, SetLastError = true)]
    private static partial nint syscall(nint number, nint descriptor, byte* path, nint flags, nint mask, byte* facts);

    [LibraryImport(C, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mkdir(string path, uint mode);

    [LibraryImport(C, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);
}

/// <summary>What the system says of an open file.</summary>
/// <param name="Owner">Number of the account that owns it.</param>
/// <param name="Mode">Its kind and its permissions.</param>
/// <param name="Names">How many names it has.</param>
internal readonly record struct FileFacts(uint Owner, ushort Mode, uint Names)
{
    public bool IsPlainFile => (Mode & 0xF000) == 0x8000;
}
