namespace Reliably.GitOps.Processes;

/// <summary>A folder that only its owner may look into, made when it is first needed and wiped at the end.</summary>
internal sealed class PrivateFolder(string path) : IDisposable
{
    internal const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode PassedThrough = OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private readonly Dictionary<string, PrivateFolder> inside = [];
    private bool made;

    /// <summary>
    /// A folder that will be given to another account. It lies in one of ours that others only pass through, so that its new owner can put
    /// nothing else in its place.
    /// </summary>
    /// <param name="cover">Path of the folder around it.</param>
    public static PrivateFolder ToGive(string cover) => new(In(cover)) { Cover = cover };

    /// <summary>Path of a folder that is given away, in the one around it.</summary>
    public static string In(string cover) => System.IO.Path.Combine(cover, "run");

    /// <summary>The folder around one that is given away; null for one that stays ours.</summary>
    public string? Cover { get; private init; }

    /// <summary>Its path, whether it exists or not.</summary>
    public string Place => path;

    /// <summary>Its path. It exists from here on.</summary>
    public string Path
    {
        get
        {
            if (made) return path;
            if (Cover is not null) MakeCover(Cover);
            MakeNew(path);
            made = true;
            return path;
        }
    }

    /// <summary>A folder in it, private too.</summary>
    public string Folder(string name)
    {
        var folder = System.IO.Path.Combine(Path, name);
        MakePrivate(folder);
        return folder;
    }

    /// <summary>A folder in it that is handed to somebody as one of their own; the same for the same name. It goes with this one.</summary>
    public PrivateFolder Inside(string name)
    {
        if (!inside.TryGetValue(name, out var folder)) inside[name] = folder = new(System.IO.Path.Combine(Path, name));
        return folder;
    }

    /// <summary>A folder of the same run that nobody but we could write into so far.</summary>
    public PrivateFolder Fresh(string name) => new(System.IO.Path.Combine(Cover ?? Path, name));

    /// <summary>Writes a file in it that only its owner may read, before a byte of it is on disk.</summary>
    public string Write(string name, ReadOnlySpan<byte> content)
    {
        var file = System.IO.Path.Combine(Path, name);
        if (System.IO.Path.GetDirectoryName(file) is { } folder) MakePrivate(folder);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(file, options);
        stream.Write(content);
        return file;
    }

    /// <summary>Wipes the folder; a second time nothing is done.</summary>
    /// <exception cref="UnauthorizedAccessException">Another account made something in it that nobody else may remove.</exception>
    public void Dispose()
    {
        if (!made) return;
        made = false;
        Wipe(path);
        if (Cover is not null && Directory.Exists(Cover)) Directory.Delete(Cover, recursive: true);
    }

    /// <summary>Wipes a folder, if it is there. What a run left in it with strange permissions must not keep the rest from going; links go, what they lead to stays.</summary>
    /// <exception cref="UnauthorizedAccessException">Another account made something in it that nobody else may remove.</exception>
    public static void Wipe(string folder)
    {
        if (!Directory.Exists(folder)) return;
        Account.TakeBack(folder);
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException && !OperatingSystem.IsWindows())
        {
            Open(new(folder));
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Links lead elsewhere and are left alone.</summary>
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static void Open(DirectoryInfo folder)
    {
        folder.UnixFileMode = OwnerOnly;
        foreach (var below in folder.EnumerateDirectories().Where(static below => below.LinkTarget is null)) Open(below);
    }

    private static void MakeCover(string cover)
    {
        MakeNew(cover);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(cover, PassedThrough);
    }

    /// <summary>Nobody must have made it before us: whoever owns a folder can look into it.</summary>
    private static void MakeNew(string folder)
    {
        if (System.IO.Path.GetDirectoryName(folder) is { } parent && !Directory.Exists(parent)) MakePrivate(parent);
        if (OperatingSystem.IsWindows()) MakePrivate(folder);
        else if (!Posix.TryMakeFolder(folder)) throw new IOException($"The folder {folder} is there already, and a run needs one of its own.");
    }

    private static void MakePrivate(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, OwnerOnly);
    }
}
