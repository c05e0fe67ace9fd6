using System.Globalization;
using System.Runtime.InteropServices;
using Reliably.GitOps.Deployments;

namespace Reliably.GitOps.Executions.Containers;

/// <summary>
/// Who the run is in its container, and what that means for the folder it shares with us. The folder above it is ours alone, so opening the
/// shared one to everybody opens it to nobody else on the machine.
/// </summary>
internal sealed partial record ContainerAccount(string Name, bool KeepsUser)
{
    private const UnixFileMode Everybody =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private const UnixFileMode EverybodyEnters = Everybody | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The account of the settings, else our own, else nobody.</summary>
    public static ContainerAccount Of(ContainerSettings settings)
    {
        if (settings.User is { } named) return new(named, false);
        var us = EffectiveUser();
        return us == 0
            ? new(ContainerLaunch.Nobody, false)
            : new(string.Create(CultureInfo.InvariantCulture, $"{us}:{EffectiveGroup()}"), settings.Engine == ContainerEngine.Podman);
    }

    /// <summary>Whether its files can be wiped by us without help.</summary>
    public bool IsOurs => EffectiveUser() is var us && (us == 0 || Numbers is { User: var user } && user == us);

    /// <summary>Lets the account use a folder and all that is in it: as its owner where that can be done, else as everybody.</summary>
    public void Give(string folder)
    {
        if (OperatingSystem.IsWindows() || (Numbers is { User: var same } && same == EffectiveUser())) return;
        Give(new DirectoryInfo(folder), EffectiveUser() == 0 ? Numbers : null);
    }

    private (uint User, uint Group)? Numbers
    {
        get
        {
            var parts = Name.Split(':');
            if (!uint.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var user)) return null;
            return parts.Length == 1 ? (user, user) : uint.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var group) ? (user, group) : null;
        }
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static void Give(FileSystemInfo item, (uint User, uint Group)? owner)
    {
        // What an earlier container left may be a link to anything of the machine: it is neither followed nor given away.
        if (item.LinkTarget is not null) return;
        if (owner is { } to)
        {
            if (ChangeOwner(item.FullName, to.User, to.Group) != 0) throw new IOException($"{item.FullName} cannot be given to the account {to.User}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
        else
        {
            item.UnixFileMode = item is DirectoryInfo ? EverybodyEnters : Everybody;
        }

        if (item is not DirectoryInfo folder) return;
        foreach (var inside in folder.EnumerateFileSystemInfos()) Give(inside, owner);
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "getegid")]
    private static partial uint EffectiveGroup();

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);
}
