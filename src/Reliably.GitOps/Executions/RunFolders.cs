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

    /// <summary>
    /// The same for a run in a container. Where the service is in one itself its memory is its own: the engine, which looks for the folder on the
    /// machine, would not find it there.
    /// </summary>
    public static string OfContainer(ExecutionId id, ExecutionSurroundings surroundings) => Of(id, IsMemoryOurs(surroundings.Variables) ? surroundings with { RunsInMemory = false } : surroundings);

    /// <summary>The same for a run under another account, which could not reach a folder below the service's own: the folder around it, which stays ours.</summary>
    public static string OfAccount(ExecutionId id, ExecutionSurroundings surroundings) => surroundings.RunsInMemory && HasMemory() ? InMemory(id) : ForAll(id);

    /// <summary>
    /// Wipes what is left of a run whose service did not survive it. What another account made and nobody else may remove is put aside, so that
    /// rollbacks find their place free.
    /// </summary>
    /// <exception cref="UnauthorizedAccessException">Something was put aside.</exception>
    public static void Wipe(ExecutionId id, string runsFolder)
    {
        UnauthorizedAccessException? aside = null;
        foreach (var folder in Possible(id, runsFolder))
        {
            try
            {
                PrivateFolder.Wipe(folder);
            }
            catch (UnauthorizedAccessException exception)
            {
                var place = folder + Path.GetRandomFileName();
                Directory.Move(folder, place);
                aside = new($"what is left of it is in {place}: {exception.Message}", exception);
            }
        }

        if (aside is not null) throw aside;
    }

    /// <summary>Where the folder of a run may lie; those in another before that other.</summary>
    public static IEnumerable<string> Possible(ExecutionId id, string runsFolder) =>
        [PrivateFolder.In(InMemory(id)), PrivateFolder.In(ForAll(id)), InMemory(id), ForAll(id), Path.Combine(runsFolder, id.Value)];

    /// <summary>A container that has a memory of its own has it under the name that the OCI runtimes give it; Kubernetes may mount another.</summary>
    private static bool IsMemoryOurs(IReadOnlyDictionary<string, string> variables) => MemoryMount() is ["shm", ..] || variables.ContainsKey("KUBERNETES_SERVICE_HOST");

    private static string ForAll(ExecutionId id) => Path.Combine(Path.GetTempPath(), "reliably-" + id.Value);

    private static string InMemory(ExecutionId id) => Path.Combine(Memory, "reliably-" + id.Value);

    /// <summary>Programs must be able to run from it: a run's working folder may lie there.</summary>
    private static bool HasMemory()
    {
        return MemoryMount() is [_, _, "tmpfs", var flags, ..]
            && flags.Split(',') is var set && set.Contains("rw") && !set.Contains("noexec")
            && new DriveInfo(Memory).AvailableFreeSpace >= LeastRoom;
    }

    /// <summary>Source, place, type and options; null where there is none.</summary>
    private static string[]? MemoryMount()
    {
        const string Mounts = "/proc/self/mounts";
        return File.Exists(Mounts) ? File.ReadLines(Mounts).Select(static line => line.Split(' ')).LastOrDefault(static fields => fields.Length > 3 && fields[1] == Memory) : null;
    }
}
