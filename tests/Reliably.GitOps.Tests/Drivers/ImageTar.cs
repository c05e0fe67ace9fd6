using System.Diagnostics;
using System.Formats.Tar;

namespace Reliably.GitOps.Drivers;

/// <summary>The files of an image, each once.</summary>
internal sealed class ImageTar(string path) : IDisposable
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Executable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private readonly FileStream stream = System.IO.File.Create(path);
    private readonly HashSet<string> names = [];
    private TarWriter? writer;

    public void Folder(string name, UnixFileMode mode = Executable | UnixFileMode.UserWrite)
    {
        if (names.Add(name)) Writer.WriteEntry(new PaxTarEntry(TarEntryType.Directory, name) { Mode = mode });
    }

    public void File(string from, string name)
    {
        if (!names.Add(name)) return;
        using var content = System.IO.File.OpenRead(from);
        Writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { Mode = Executable, DataStream = content });
    }

    public void Text(string name, string text, bool executable = false)
    {
        if (!names.Add(name)) return;
        using var content = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        Writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { Mode = executable ? Executable : Readable, DataStream = content });
    }

    public void Link(string name, string to)
    {
        if (names.Add(name)) Writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, name) { LinkName = to });
    }

    public void Tree(string from, string name)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories)) File(file, name + "/" + Path.GetRelativePath(from, file));
    }

    /// <summary>A program and the libraries it needs, where it looks for them.</summary>
    public void Binary(string from, string name)
    {
        File(from, name);
        Libraries(from);
    }

    public void Libraries(string of)
    {
        using var ldd = Process.Start(new ProcessStartInfo("ldd", [of]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var lines = ldd.StandardOutput.ReadToEnd().Split('\n');
        ldd.WaitForExit();
        foreach (var library in lines.SelectMany(static line => line.Split(' ', '\t')).Where(static word => word.StartsWith('/'))) File(library, library[1..]);
    }

    /// <summary>A library that is loaded by name, from where the C library lies.</summary>
    public void LoadedLibrary(string name)
    {
        var folder = names.Where(static file => file.Contains("/libc.so", StringComparison.Ordinal)).Select(Path.GetDirectoryName).First();
        if (System.IO.File.Exists($"/{folder}/{name}")) Binary($"/{folder}/{name}", $"{folder}/{name}");
    }

    public void Dispose()
    {
        writer?.Dispose();
        stream.Dispose();
    }

    private TarWriter Writer => writer ??= new(stream, TarEntryFormat.Pax, leaveOpen: true);
}
