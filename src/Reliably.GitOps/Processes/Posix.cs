using System.Runtime.InteropServices;

namespace Reliably.GitOps.Processes;

/// <summary>
/// The few calls of POSIX that .NET does not offer: a child in a session of its own, and waitpid's distinction between an exit status
/// and a signal, which <see cref="System.Diagnostics.Process"/> folds into 128+n. Linux (glibc, musl) and macOS.
/// </summary>
internal static unsafe partial class Posix
{
    public const int SigInt = 2;
    public const int SigKill = 9;
    public const int SigTerm = 15;
    public const short PollIn = 1;
    private const string C = "libc";
    private const int CloseOnExec = 0x80000;
    private const int SetFdFlags = 2;
    private const int FdCloseOnExec = 1;
    private const int Interrupted = 4;

    public static int SigUsr1 => OperatingSystem.IsMacOS() ? 30 : 10;

    public static int SigUsr2 => OperatingSystem.IsMacOS() ? 31 : 12;

    public static short SpawnFlags => (short)(0x04 | 0x08 | (OperatingSystem.IsMacOS() ? 0x400 : 0x80)); // SETSIGDEF | SETSIGMASK | SETSID

    private static int ExitedNoWait => 4 | (OperatingSystem.IsMacOS() ? 0x20 : 0x01000000); // WEXITED | WNOWAIT

    [StructLayout(LayoutKind.Sequential)]
    public struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    public static (int Read, int Write) Pipe()
    {
        var ends = stackalloc int[2];
        var failed = OperatingSystem.IsMacOS() ? pipe(ends) : pipe2(ends, CloseOnExec);
        if (failed != 0) throw new IOException("No pipe could be made: " + Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));
        if (!OperatingSystem.IsMacOS()) return (ends[0], ends[1]);
        _ = fcntl(ends[0], SetFdFlags, FdCloseOnExec);
        _ = fcntl(ends[1], SetFdFlags, FdCloseOnExec);
        return (ends[0], ends[1]);
    }

    /// <summary>Blocks until the child has ended, and leaves it to be reaped.</summary>
    public static void WaitForEnd(int pid)
    {
        var info = stackalloc byte[256];
        while (waitid(1, pid, info, ExitedNoWait) != 0 && Marshal.GetLastPInvokeError() == Interrupted)
        {
        }
    }

    /// <summary>Whether the child has ended; it is left to be reaped.</summary>
    public static bool HasEnded(int pid)
    {
        var info = stackalloc byte[256];
        new Span<byte>(info, 256).Clear();
        return waitid(1, pid, info, ExitedNoWait | 1) != 0 || *(int*)info != 0; // WNOHANG; a child that is not ours any more has ended
    }

    /// <summary>A descriptor that can be read once the process has ended (pidfd, Linux 5.3); less than 0 where there is none.</summary>
    public static int OpenProcess(int pid) => OperatingSystem.IsLinux() ? (int)syscall(434, pid, 0) : -1;

    /// <summary>Reaps a child that has ended: its status, negative for a signal. 0 where somebody else took it.</summary>
    public static int Reap(int pid)
    {
        int status;
        int reaped;
        do reaped = waitpid(pid, &status, 0);
        while (reaped < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        if (reaped != pid) return 0;
        return (status & 0x7F) == 0 ? (status >> 8) & 0xFF : -(status & 0x7F);
    }

    /// <summary>Bytes read, 0 at the end, less than 0 on an error other than an interruption.</summary>
    public static int Read(int descriptor, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            nint count;
            do count = read(descriptor, start, (nuint)buffer.Length);
            while (count < 0 && Marshal.GetLastPInvokeError() == Interrupted);
            return (int)count;
        }
    }

    /// <summary>Waits until something happens to one of the first entries.</summary>
    public static bool Poll(PollEntry[] entries, int count)
    {
        fixed (PollEntry* start = entries)
        {
            while (true)
            {
                if (poll(start, (nuint)count, -1) >= 0) return true;
                if (Marshal.GetLastPInvokeError() != Interrupted) return false;
            }
        }
    }

    [LibraryImport(C, SetLastError = true)]
    public static partial int close(int descriptor);

    [LibraryImport(C, SetLastError = true)]
    public static partial int kill(int pid, int signal);

    [LibraryImport(C, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int access(string path, int mode);

    [LibraryImport(C, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int lchown(string path, uint user, uint group);

    [LibraryImport(C, SetLastError = true)]
    public static partial nint write(int descriptor, byte* buffer, nuint count);

    [LibraryImport(C)]
    public static partial int posix_spawn(int* pid, byte* path, void* actions, void* attributes, byte** arguments, byte** environment);

    [LibraryImport(C)]
    public static partial int posix_spawn_file_actions_init(void* actions);

    [LibraryImport(C)]
    public static partial int posix_spawn_file_actions_destroy(void* actions);

    [LibraryImport(C)]
    public static partial int posix_spawn_file_actions_adddup2(void* actions, int from, int to);

    [LibraryImport(C)]
    public static partial int posix_spawn_file_actions_addopen(void* actions, int descriptor, byte* path, int flags, uint mode);

    [LibraryImport(C)]
    public static partial int posix_spawn_file_actions_addchdir_np(void* actions, byte* path);

    [LibraryImport(C)]
    public static partial int posix_spawnattr_init(void* attributes);

    [LibraryImport(C)]
    public static partial int posix_spawnattr_destroy(void* attributes);

    [LibraryImport(C)]
    public static partial int posix_spawnattr_setflags(void* attributes, short flags);

    [LibraryImport(C)]
    public static partial int posix_spawnattr_setsigdefault(void* attributes, void* signals);

    [LibraryImport(C)]
    public static partial int posix_spawnattr_setsigmask(void* attributes, void* signals);

    [LibraryImport(C)]
    public static partial int sigemptyset(void* signals);

    [LibraryImport(C)]
    public static partial int sigfillset(void* signals);

    [LibraryImport(C, SetLastError = true)]
    private static partial int pipe(int* ends);

    [LibraryImport(C, SetLastError = true)]
    private static partial int pipe2(int* ends, int flags);

    [LibraryImport(C, SetLastError = true)]
    private static partial int fcntl(int descriptor, int command, int value);

    [LibraryImport(C, SetLastError = true)]
    private static partial int waitid(int kind, int pid, void* info, int options);

    [LibraryImport(C, SetLastError = true)]
    private static partial int waitpid(int pid, int* status, int options);

    [LibraryImport(C, SetLastError = true)]
    private static partial nint read(int descriptor, byte* buffer, nuint count);

    [LibraryImport(C)]
    private static partial nint syscall(nint number, nint first, nint second);

    [LibraryImport(C, SetLastError = true)]
    private static partial int poll(PollEntry* entries, nuint count, int milliseconds);
}
