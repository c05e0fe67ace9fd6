using System.Runtime.InteropServices;
using System.Text;

namespace Reliably.GitOps;

/// <summary>Files that survive a crash of the machine: written, synchronised with the disk, and only then there.</summary>
internal static partial class DurableFile
{
    /// <summary>Makes a file that is not there yet; false where it is. Whoever makes it has it alone.</summary>
    /// <exception cref="IOException">The disk does not take it: then it is not there either.</exception>
    public static bool TryCreate(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var made = false;
        try
        {
            using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
            made = true;
            Write(stream, text);
        }
        catch (IOException) when (!made && File.Exists(path))
        {
            return false;
        }
        catch (IOException) when (made)
        {
            File.Delete(path);
            throw;
        }

        SyncFolder(path);
        return true;
    }

    /// <summary>Writes a file in one step: a reader sees the old text or the new one.</summary>
    public static void Replace(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var beside = path + ".new";
        using (var stream = new FileStream(beside, FileMode.Create, FileAccess.Write, FileShare.Read)) Write(stream, text);
        File.Move(beside, path, overwrite: true);
        SyncFolder(path);
    }

    private static void Write(FileStream stream, string text)
    {
        stream.Write(Encoding.UTF8.GetBytes(text));
        stream.Flush(flushToDisk: true);
    }

    /// <summary>A new name (or one that is gone) is only so for good when its folder is synchronised too. Windows does that by itself.</summary>
    internal static void SyncFolder(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = open(Path.GetDirectoryName(path)!, 0);
        if (descriptor < 0) return;
        _ = fsync(descriptor);
        _ = close(descriptor);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc")]
    private static partial int fsync(int descriptor);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);
}
