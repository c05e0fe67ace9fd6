namespace Reliably.GitOps.Processes;

/// <summary>
/// Processes that carry a mark in their environment, whoever started them and whatever session they moved to. Linux's <c>/proc</c> tells;
/// elsewhere the process groups of the children are all there is.
/// </summary>
public static class MarkedProcesses
{
    /// <summary>Variable that every process of an execution carries, with the execution's identifier.</summary>
    public const string ExecutionVariable = "RELIABLY_EXECUTION";

    /// <summary>Numbers of the processes whose environment holds <c>name=value</c>; never our own.</summary>
    public static IReadOnlyList<int> Find(string name, string value)
    {
        var mark = ProcessTable.MarkOf(name, value);
        return [.. ProcessTable.Living().Where(entry => ProcessTable.Carries(entry.Id, mark)).Select(static entry => entry.Id)];
    }

    /// <summary>Ends them all at once, again until none is left, since a process may start another while it dies.</summary>
    /// <returns>How many were ended.</returns>
    public static int Kill(string name, string value) => Ending.Of(() => Find(name, value));
}

/// <summary>Ends processes for good, also those that start others as fast as they are ended: all are halted before one of them dies.</summary>
internal static class Ending
{
    private const int Rounds = 200;
    private const int SigStop = 19;

    /// <param name="find">Lists the processes that are meant and live.</param>
    /// <returns>How many were ended.</returns>
    public static int Of(Func<IEnumerable<int>> find)
    {
        var halted = new HashSet<int>();
        for (var round = 0; round < Rounds; round++)
        {
            var before = halted.Count;
            foreach (var id in find())
            {
                if (halted.Add(id)) _ = Posix.kill(id, OperatingSystem.IsMacOS() ? 17 : SigStop);
            }

            if (halted.Count == before) break;
        }

        if (halted.Count == 0) return 0;
        foreach (var id in halted) _ = Posix.kill(id, Posix.SigKill);
        for (var round = 0; round < Rounds && find().ToList() is { Count: > 0 } left; round++)
        {
            foreach (var id in left)
            {
                _ = Posix.kill(id, Posix.SigKill);
                halted.Add(id);
            }

            Thread.Sleep(round / 10);
        }

        return halted.Count;
    }
}
