using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Reliably.GitOps.Documents;

/// <summary>Reads plain files only: opening a pipe must not wait for somebody to write into it.</summary>
internal static partial class PlainFile
{
    private const int NoSuchFile = 2;
    private const int NoSuchDevice = 6;
    private const int NoSuchFolder = 20;
    private static byte[] tooLong = [];

    /// <summary>
    /// The bytes; null for anything that is no plain file (a pipe, a socket, a device). Of a longer file, <paramref name="limit"/> zeros and
    /// one more, the same for all of them: that it is too long is all anybody needs of it.
    /// </summary>
    public static byte[]? Read(string path, int limit)
    {
        using var handle = Open(path);
        if (handle is null) return null;
        using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        if (!stream.CanSeek) return null;
        if (stream.Length > limit) return TooLong(limit);
        if (stream.Length == 0) return IsEndless(stream) ? null : [];
        var bytes = new byte[stream.Length];
        var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read == bytes.Length ? bytes : bytes[..read];
    }

    /// <summary>A device such as /dev/zero says it has no length, and yet something comes out of it.</summary>
    private static bool IsEndless(FileStream stream) => stream.ReadByte() >= 0;

    private static byte[] TooLong(int limit) => tooLong.Length == limit + 1 ? tooLong : tooLong = new byte[limit + 1];

    private static SafeFileHandle? Open(string path)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS()) return File.OpenHandle(path);
        var (nonBlocking, closeOnExec, notOurTerminal) = OperatingSystem.IsLinux() ? (0x800, 0x80000, 0x100) : (0x4, 0x1000000, 0x20000);
        var descriptor = OpenDescriptor(path, nonBlocking | closeOnExec | notOurTerminal);
        if (descriptor >= 0) return new(descriptor, ownsHandle: true);
        return Marshal.GetLastPInvokeError() switch
        {
            NoSuchDevice => null,
            NoSuchFile or NoSuchFolder => throw new FileNotFoundException(Marshal.GetLastPInvokeErrorMessage(), path),
            _ => throw new IOException(Marshal.GetLastPInvokeErrorMessage()),
        };
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenDescriptor(string path, int flags);
}
