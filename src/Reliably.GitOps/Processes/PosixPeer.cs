using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Reliably.GitOps.Processes;

/// <summary>Who is at the other end of a Unix socket, as the system says.</summary>
internal static unsafe partial class Posix
{
    private const int SocketLevel = 1; // SOL_SOCKET
    private const int PeerCredentials = 17; // SO_PEERCRED: pid, uid, gid
    private static readonly Lock Asking = new(); // an answer lies where the next one will

    /// <summary>The number of the account that the other process runs under; null where the system does not say.</summary>
    public static uint? PeerOf(Socket socket)
    {
        if (OperatingSystem.IsLinux())
        {
            Span<byte> credentials = stackalloc byte[12];
            return socket.GetRawSocketOption(SocketLevel, PeerCredentials, credentials) == 12 ? MemoryMarshal.Read<uint>(credentials[4..]) : null;
        }

        uint user, group;
        return getpeereid((int)socket.SafeHandle.DangerousGetHandle(), &user, &group) == 0 ? user : null;
    }

    /// <summary>The name of an account, from wherever the system has its accounts; <c>uid 1000</c> where it has no name.</summary>
    public static string NameOf(uint user)
    {
        lock (Asking)
        {
            var entry = getpwuid(user); // the first field is the name, on every system
            return entry != null && Marshal.PtrToStringUTF8(*entry) is { Length: > 0 } name ? name : string.Create(CultureInfo.InvariantCulture, $"uid {user}");
        }
    }

    [LibraryImport(C)]
    public static partial uint geteuid();

    [LibraryImport(C)]
    private static partial nint* getpwuid(uint user);

    [LibraryImport(C)]
    private static partial int getpeereid(int socket, uint* user, uint* group);
}
