using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Executions;

/// <summary>
/// Where the private folder of a run lies: in memory where the machine has a file system there with room, else below the folder that is given.
/// The name tells the execution, so that what a crash left can be found and wiped.
/// </summary>
internal static class RunFolders
{
    private const string Memory = "/dev/shm";

    /// <summary>A container's usual 64 MB would not hold the journal of a talkative run.</summary>
    private const long LeastRoom = 256L * 1024 * 1024;

    public static string Of(ExecutionId id, ExecutionSurroundings surroundings) =>
        surroundings.RunsInMemory && HasMemory() ? InMemory(id) : Path.Combine(surroundings.RunsFolder, id.Value);

    /// <summary>The same for a run under another account, which could not reach a folder below the service's own.</summary>
    public static string OfAccount(ExecutionId id, ExecutionSurroundings surroundings) => surroundings.RunsInMemory && HasMemory() ? InMemory(id) : ForAll(id);

    /// <summary>Wipes what is left of a run whose service did not survive it.</summary>
    public static void Wipe(ExecutionId id, string runsFolder)
    {
        foreach (var folder in Possible(id, runsFolder))
        {
            if (!Directory.Exists(folder)) continue;
            Account.TakeBack(folder);
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Where the folder of a run may lie.</summary>
    public static IEnumerable<string> Possible(ExecutionId id, string runsFolder) => [InMemory(id), ForAll(id), Path.Combine(runsFolder, id.Value)];

    private static string ForAll(ExecutionId id) => Path.Combine(Path.GetTempPath(), "reliably-" + id.Value);

    private static string InMemory(ExecutionId id) => Path.Combine(Memory, "reliably-" + id.Value);

    /// <summary>Programs must be able to run from it: a run's working folder may lie there.</summary>
    private static bool HasMemory()
    {
        const string Mounts = "/proc/self/mounts";
        if (!File.Exists(Mounts)) return false;
        var options = File.ReadLines(Mounts).Select(static line => line.Split(' ')).LastOrDefault(static fields => fields.Length > 3 && fields[1] == Memory);
        return options is [_, _, "tmpfs", var flags, ..]
            && flags.Split(',') is var set && set.Contains("rw") && !set.Contains("noexec")
            && new DriveInfo(Memory).AvailableFreeSpace >= LeastRoom;
    }
}
