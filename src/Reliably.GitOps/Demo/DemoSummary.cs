using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Demo;

/// <summary>What a demonstration says at its end: what happened, and where to look. This is its result, on standard output.</summary>
internal sealed class DemoSummary(Terminal terminal, DemoWorkspace workspace)
{
    public async Task PrintAsync(DemoProgress progress, bool stopped)
    {
        var counts = progress.Verdicts.CountBy(static verdict => verdict).OrderByDescending(static count => count.Value)
            .Select(static count => $"{count.Value} {Verdicts.NameOf(count.Key)}");
        var output = terminal.Output;
        await output.WriteLineAsync(progress.Verdicts.IsEmpty
            ? "No experiment ran."
            : $"{progress.Verdicts.Length} experiments ran: {string.Join(", ", counts)}. {progress.Published} are published.");
        if (stopped) await output.WriteLineAsync("Stopped: no process is left.");
        await output.WriteLineAsync();
        await output.WriteLineAsync("Where to look");
        foreach (var line in Places(workspace)) await output.WriteLineAsync("  " + line);
    }

    public static IEnumerable<string> Places(DemoWorkspace workspace) =>
    [
        "commits     git -C " + Shell(workspace.Clone) + " log --stat",
        "dashboard   " + Path.Combine(workspace.Clone, "reports", "README.md"),
        "reports     " + Path.Combine(workspace.Clone, "reports", "executions"),
        "remote      " + workspace.Remote,
    ];

    private static string Shell(string path) => path.All(static c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-')
        ? path
        : "'" + path.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
