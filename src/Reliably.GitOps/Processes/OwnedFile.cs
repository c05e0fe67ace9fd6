using Microsoft.Win32.SafeHandles;

namespace Reliably.GitOps.Processes;

/// <summary>Files in a folder that may belong to another account, which could have put anything in their place: a link, a pipe, a second name of a file of ours.</summary>
internal static class OwnedFile
{
    /// <summary>
    /// Opens a plain file that the folder's owner made, for reading; null where there is none. Everything is asked of the open file itself, so
    /// nothing can change between the question and the reading.
    /// </summary>
    /// <param name="folder">The folder. It must be no link.</param>
    /// <param name="name">Name of the file in it.</param>
    public static SafeFileHandle? TryOpen(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        if (!OperatingSystem.IsLinux()) return File.Exists(path) && new FileInfo(path).LinkTarget is null ? File.OpenHandle(path) : null; // there are no other accounts
        var within = Posix.OpenFolderItself(folder);
        if (within < 0) return null;
        try
        {
            var file = Posix.OpenIn(within, name);
            if (file < 0) return null;
            var handle = new SafeFileHandle(file, ownsHandle: true);
            if (Posix.FactsOf(file) is { IsPlainFile: true, Names: 1 } facts && facts.Owner == Posix.FactsOf(within)?.Owner) return handle;
            handle.Dispose();
            return null;
        }
        finally
        {
            _ = Posix.close(within);
        }
    }
}
