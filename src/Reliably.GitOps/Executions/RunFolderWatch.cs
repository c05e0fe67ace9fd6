using System.Globalization;
using Reliably.GitOps.Executions.Control;

namespace Reliably.GitOps.Executions;

/// <summary>
/// Looks at how much the folder of a run holds, and stops the run where that is too much: with rollbacks at the limit, at once at twice as
/// much. What a program writes elsewhere is not seen.
/// </summary>
internal sealed class RunFolderWatch : IAsyncDisposable
{
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(1);

    /// <summary>What a file takes at least: a million empty ones are no small matter.</summary>
    private const long Block = 4096;

    private readonly CancellationTokenSource over = new();
    private readonly Task watching;

    private RunFolderWatch(string folder, long limit, RunControl control, TimeProvider clock) =>
        watching = Task.Run(() => WatchAsync(folder, limit, control, clock));

    /// <summary>Watches until it is disposed; null where there is no limit.</summary>
    public static RunFolderWatch? Start(string folder, long? limit, RunControl control, TimeProvider clock) =>
        limit is { } bytes ? new(folder, bytes, control, clock) : null;

    /// <summary>Bytes of the files below a folder, as their lengths say; links are not followed. Stops counting past a limit.</summary>
    internal static long SizeOf(string folder, long enough)
    {
        var total = 0L;
        var options = new EnumerationOptions { RecurseSubdirectories = false, IgnoreInaccessible = true, AttributesToSkip = 0 };
        var folders = new Stack<DirectoryInfo>([new(folder)]);
        while (folders.TryPop(out var next))
        {
            try
            {
                foreach (var entry in next.EnumerateFileSystemInfos("*", options))
                {
                    if (entry.LinkTarget is null && entry is DirectoryInfo below) folders.Push(below);
                    total += entry is FileInfo { LinkTarget: null } file ? Math.Max(Block, file.Length) : Block;
                    if (total > enough) return total;
                }
            }
            catch (IOException)
            {
                // It went away while it was looked at.
            }
        }

        return total;
    }

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        await watching;
        over.Dispose();
    }

    private async Task WatchAsync(string folder, long limit, RunControl control, TimeProvider clock)
    {
        var stopped = false;
        while (await WaitAsync(clock))
        {
            if (!Directory.Exists(folder)) continue;
            var size = SizeOf(folder, limit * 2);
            if (size <= limit) continue;
            var text = string.Create(CultureInfo.InvariantCulture, $"the run's folder holds more than its {limit >> 20} MiB");
            if (size > limit * 2)
            {
                control.Kill("the service", text);
                return;
            }

            if (!stopped) control.Stop(new() { Who = "the service", Why = text, Kind = "disk" });
            stopped = true;
        }
    }

    /// <summary>False when the run is over.</summary>
    private async Task<bool> WaitAsync(TimeProvider clock)
    {
        await Task.Delay(Often, clock, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !over.IsCancellationRequested;
    }
}
