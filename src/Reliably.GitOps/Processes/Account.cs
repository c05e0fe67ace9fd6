using System.Globalization;

namespace Reliably.GitOps.Processes;

/// <summary>Another account of this machine, under which processes of a run are started, so that they cannot read what belongs to the service.</summary>
/// <param name="Name">Its name.</param>
/// <param name="User">Its number.</param>
/// <param name="Group">The number of its group.</param>
/// <param name="Launcher">Path of <c>setpriv</c>, which becomes the account and then the program.</param>
public sealed record Account(string Name, uint User, uint Group, string Launcher)
{
    private const string Accounts = "/etc/passwd";
    private const string Places = "/usr/bin:/bin:/usr/sbin:/sbin";

    /// <summary>The account, or why nothing can be started under it, as a sentence.</summary>
    public static (Account? Account, string? Refusal) Find(string name)
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(Accounts)) return (null, "Another account can be had on Linux only.");
        var fields = File.ReadLines(Accounts).Select(static line => line.Split(':')).FirstOrDefault(fields => fields.Length > 3 && fields[0] == name);
        if (fields is null || !uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var user) || !uint.TryParse(fields[3], NumberStyles.None, CultureInfo.InvariantCulture, out var group))
            return (null, $"There is no account '{name}' on this machine. Make it (useradd --system {name}), or name another one.");
        if (user == 0) return (null, $"The account '{name}' may read everything that the service has. Name one without rights.");
        if (!Environment.IsPrivilegedProcess) return (null, $"The service may not start programs as '{name}': it does not run as root. Run it as root, or leave the account out.");
        return Executables.Find("setpriv", Places, "/") is { } launcher
            ? (new(name, user, group, launcher), null)
            : (null, "There is no program 'setpriv' on this machine, which starts programs under another account. Install util-linux.");
    }

    /// <summary>The same command, under the account and with its groups.</summary>
    internal ProcessCommand Wrap(ProcessCommand command) => command with
    {
        Program = Launcher,
        Arguments = ["--reuid", Text(User), "--regid", Text(Group), "--init-groups", "--", command.Program, .. command.Arguments],
    };

    /// <summary>Gives a folder and all in it to the account. Nobody else may have been able to write into it before. Links are not followed.</summary>
    /// <exception cref="IOException">It cannot be given away.</exception>
    internal void Give(string folder) => Give(new DirectoryInfo(folder));

    /// <summary>
    /// Takes a folder back before it is wiped: nobody else finds a way into it any more. What is in it is left alone, since it may be links to
    /// anywhere.
    /// </summary>
    internal static void TakeBack(string folder)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess || new DirectoryInfo(folder) is not { Exists: true, LinkTarget: null } item) return;
        Give(folder, 0, 0);
        item.UnixFileMode = PrivateFolder.OwnerOnly;
    }

    private void Give(FileSystemInfo item)
    {
        Give(item.FullName, User, Group);
        if (item is not DirectoryInfo { LinkTarget: null } folder) return;
        foreach (var inside in folder.EnumerateFileSystemInfos()) Give(inside);
    }

    private static void Give(string path, uint user, uint group)
    {
        if (Posix.lchown(path, user, group) != 0) throw new IOException($"{path} cannot be given to another account.");
    }

    private static string Text(uint number) => number.ToString(CultureInfo.InvariantCulture);
}
