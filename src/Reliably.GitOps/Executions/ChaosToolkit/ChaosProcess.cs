using System.Globalization;
using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Executions.ChaosToolkit;

/// <summary>
/// The process of the Chaos Toolkit, and what its experiment started. The program that is called <c>chaos</c> may be a script that starts the
/// real one, so the real one is the process at the other end of the control channel, where there is one.
/// </summary>
internal sealed class ChaosProcess(ChildProcess child, RunProcesses processes, Func<int?> speaker)
{
    private const int DeepestScripts = 16;

    private readonly Lock gate = new();
    private bool rollbacks;

    public void Signal(int signal)
    {
        if (Real() is { } pid && pid != child.Id) _ = Posix.kill(pid, signal);
        else child.Signal(signal);
    }

    /// <summary>Processes that the experiment started and that still live.</summary>
    public IReadOnlyList<int> Started()
    {
        var own = Own();
        return [.. processes.Living().Where(pid => !own.Contains(pid))];
    }

    /// <summary>Ends those of some processes that still live and still are what they were; nothing once rollbacks may play.</summary>
    public void End(IReadOnlyCollection<int> some)
    {
        lock (gate)
        {
            if (!rollbacks) Ending.Of(() => Started().Where(some.Contains));
        }
    }

    /// <summary>Ends all that the experiment started, and returns when it is gone; nothing once rollbacks may play.</summary>
    /// <param name="beforeRollbacks">Rollbacks may play from now on.</param>
    public void EndMethod(bool beforeRollbacks)
    {
        lock (gate)
        {
            if (!rollbacks) Ending.Of(Started);
            rollbacks |= beforeRollbacks;
        }
    }

    /// <summary>The speaker counts only as long as it belongs to this execution: numbers of processes are used again.</summary>
    private int? Real() => speaker() is { } pid && processes.Living().Contains(pid) ? pid : null;

    /// <summary>The Chaos Toolkit itself and the scripts that started it.</summary>
    private HashSet<int> Own()
    {
        var own = new HashSet<int> { child.Id };
        var pid = speaker();
        for (var depth = 0; depth < DeepestScripts && pid is { } current && own.Add(current); depth++) pid = ParentOf(current);
        return own;
    }

    /// <summary>The fourth field of <c>/proc/PID/stat</c>; the second is a name in parentheses that may hold anything.</summary>
    private static int? ParentOf(int pid)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return fields.Length > 1 && int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var parent) && parent > 1 ? parent : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null; // it has ended
        }
    }
}
