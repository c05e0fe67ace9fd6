using System.Globalization;
using System.Text;

namespace Reliably.GitOps.Processes;

/// <summary>
/// Processes that carry a mark in their environment, whoever started them and whatever session they moved to. Linux's <c>/proc</c> tells;
/// elsewhere the process groups of the children are all there is.
/// </summary>
public static class MarkedProcesses
{
    /// <summary>Variable that every process of an execution carries, with the execution's identifier.</summary>
    public const string ExecutionVariable = "RELIABLY_EXECUTION";

    private const int Rounds = 20;

    /// <summary>Numbers of the processes whose environment holds <c>name=value</c>; never our own.</summary>
    public static IReadOnlyList<int> Find(string name, string value)
    {
        if (!Directory.Exists("/proc/self")) return [];
        var mark = Encoding.UTF8.GetBytes(name + "=" + value + "\0");
        var found = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) || pid == Environment.ProcessId) continue;
            if (Carries(folder + "/environ", mark)) found.Add(pid);
        }

        return found;
    }

    /// <summary>Ends them all at once, again until none is left, since a process may start another while it dies.</summary>
    public static int Kill(string name, string value)
    {
        var ended = new HashSet<int>();
        for (var round = 0; round < Rounds; round++)
        {
            var found = Find(name, value);
            if (found.Count == 0) break;
            foreach (var pid in found)
            {
                _ = Posix.kill(pid, Posix.SigKill);
                ended.Add(pid);
            }

            Thread.Yield();
        }

        return ended.Count;
    }

    private static bool Carries(string file, byte[] mark)
    {
        try
        {
            // The start of an environment counts as well as what follows a zero byte.
            var bytes = File.ReadAllBytes(file);
            var at = bytes.AsSpan().IndexOf(mark);
            while (at > 0 && bytes[at - 1] != 0)
            {
                var next = bytes.AsSpan(at + 1).IndexOf(mark);
                at = next < 0 ? -1 : at + 1 + next;
            }

            return at >= 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false; // it has ended meanwhile, or belongs to somebody else
        }
    }
}
