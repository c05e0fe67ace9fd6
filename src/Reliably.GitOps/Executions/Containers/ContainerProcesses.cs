using System.Collections.Immutable;
using System.Globalization;

namespace Reliably.GitOps.Executions.Containers;

/// <summary>
/// The processes of a run in its container, by their numbers there. Needs a shell in the image; without one, they end with the container.
/// </summary>
internal sealed class ContainerProcesses(ContainerCli cli, string container, Func<int?> speaker)
{
    private const string List = "for f in /proc/[0-9]*/stat; do read -r line < \"$f\" && echo \"$line\"; done 2>/dev/null";
    private const int First = 1;
    private const int DeepestScripts = 16;

    /// <summary>What the experiment started and what still lives: all but the first process, the engine and the scripts that started it, and ourselves.</summary>
    public async Task<ImmutableHashSet<int>> StartedAsync()
    {
        var answer = await cli.RunAsync(["exec", container, "sh", "-c", List]);
        return answer.Ok ? StartedOf(answer.Text, speaker()) : [];
    }

    public async Task EndAsync(IEnumerable<int> processes)
    {
        var living = (await StartedAsync()).Intersect(processes);
        if (living.IsEmpty) return;
        await cli.RunAsync(["exec", container, "sh", "-c", "kill -9 \"$@\"", "sh", .. living.Select(static pid => pid.ToString(CultureInfo.InvariantCulture))]);
    }

    /// <summary>Reads lines of <c>/proc/PID/stat</c>. Who speaks to us is the engine; where nobody does, it is the oldest after the first.</summary>
    internal static ImmutableHashSet<int> StartedOf(string lines, int? engine)
    {
        var parents = new SortedDictionary<int, int>();
        foreach (var line in lines.Split('\n'))
        {
            if (Read(line) is var (pid, parent)) parents[pid] = parent;
        }

        var own = new HashSet<int> { First };
        var at = engine ?? parents.Keys.FirstOrDefault(static pid => pid > First);
        for (var depth = 0; depth < DeepestScripts && at > First && own.Add(at); depth++) at = parents.GetValueOrDefault(at);
        return [.. parents.Where(pair => pair.Value != 0 && !own.Contains(pair.Key)).Select(static pair => pair.Key)];
    }

    /// <summary>The second field is a name in parentheses that may hold anything. What was started from outside the container has no parent in it.</summary>
    private static (int Pid, int Parent)? Read(string line)
    {
        var name = line.LastIndexOf(')');
        if (name < 0) return null;
        var rest = line[(name + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return rest.Length > 1 && Number(line.Split(' ')[0]) is { } pid && Number(rest[1]) is { } parent ? (pid, parent) : null;
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
