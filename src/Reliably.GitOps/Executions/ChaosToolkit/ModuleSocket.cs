using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Executions.ChaosToolkit;

/// <summary>
/// A listening Unix socket in a private folder, for one connection. The path of such a socket is short (about 100 bytes): in a folder that lies
/// deeper it is reached by the folder's descriptor.
/// </summary>
internal sealed class ModuleSocket : IDisposable
{
    private const string Name = "control.sock";
    private const int LongestPath = 100;

    private readonly Socket socket;
    private readonly string path;
    private int folder;

    private ModuleSocket(Socket socket, string path, int folder)
    {
        this.socket = socket;
        this.path = path;
        this.folder = folder;
    }

    /// <summary>Null where such a socket cannot be had.</summary>
    public static ModuleSocket? Listen(string folder)
    {
        var path = Path.Combine(folder, Name);
        var descriptor = -1;
        var address = path;
        if (Encoding.UTF8.GetByteCount(path) >= LongestPath)
        {
            if (!OperatingSystem.IsLinux() || (descriptor = Posix.OpenFolder(folder)) < 0) return null;
            address = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{descriptor}/{Name}");
        }

        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(address));
            socket.Listen(1);
            return new(socket, path, descriptor);
        }
        catch (SocketException)
        {
            socket.Dispose(); // a file system without sockets: the log is read instead
            if (descriptor >= 0) _ = Posix.close(descriptor);
            return null;
        }
    }

    public ValueTask<Socket> AcceptAsync(CancellationToken stop) => socket.AcceptAsync(stop);

    public void Dispose()
    {
        socket.Dispose();
        File.Delete(path);
        if (Interlocked.Exchange(ref folder, -1) is >= 0 and var descriptor) _ = Posix.close(descriptor);
    }
}
