using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Reliably.GitOps.Documents;

/// <summary>Reads plain files only: opening a pipe must not wait for somebody to write into it.</summary>
internal static partial class PlainFile
{
    /// <summary>The bytes; null for anything that is no plain file. At most <paramref name="limit"/> bytes and one more are read.</summary>
    public static byte[]? Read(string path, int limit)
    {
        using var handle = Open(path);
        using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        if (!stream.CanSeek) return null;
        var bytes = new byte[Math.Min(stream.Length, limit + 1L)];
        var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read == bytes.Length ? bytes : bytes[..read];
    }

    private static SafeFileHandle Open(string path)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS()) return File.OpenHandle(path);
        var (nonBlocking, closeOnExec) = OperatingSystem.IsLinux() ? (0x800, 0x80000) : (0x4, 0x1000000);
        var descriptor = OpenDescriptor(path, nonBlocking | closeOnExec);
        if (descriptor >= 0) return new(descriptor, ownsHandle: true);
        throw new IOException(Marshal.GetLastPInvokeErrorMessage());
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenDescriptor(string path, int flags);
}
