using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Reliably.GitOps.Demo;

namespace Reliably.GitOps.Drivers;

/// <summary><c>reliably demo</c> in a process of its own, in a folder of its own, and a person who watches it.</summary>
internal sealed class DemoDriver : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private readonly Process process;
    private readonly ConcurrentQueue<string> said = new();
    private readonly SemaphoreSlim news = new(0);
    private readonly Task<string> output;
    private readonly Task listening;

    private DemoDriver(Process process, string folder)
    {
        this.process = process;
        Folder = folder;
        output = process.StandardOutput.ReadToEndAsync();
        listening = ListenAsync();
    }

    public string Folder { get; }

    public string Clone => Path.Combine(Folder, "corner-shop");

    public string Said => string.Join('\n', said);

    public static DemoDriver Start(params string[] options)
    {
        var folder = Path.Combine(Directory.CreateTempSubdirectory("demo-test-").FullName, "demo");
        var start = SelfProgram.With(["demo", "--folder", folder, "--runner", "native", .. options]);
        start.Environment["STAGING_SHOP_TOKEN"] = "";
        return new(Process.Start(start)!, folder);
    }

    /// <summary>Waits until a line that holds this text has been said.</summary>
    public async Task HearAsync(string text)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!said.Any(line => line.Contains(text, StringComparison.Ordinal)))
        {
            if (listening.IsCompleted) said.ShouldContain(line => line.Contains(text, StringComparison.Ordinal), $"it ended without '{text}':\n{Said}");
            await news.WaitAsync(limit.Token);
        }
    }

    /// <summary>Presses Ctrl-C.</summary>
    public async Task InterruptAsync()
    {
        using var kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    public async Task<int> EndAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        await process.WaitForExitAsync(limit.Token);
        await listening;
        return process.ExitCode;
    }

    public Task<string> OutputAsync() => output;

    /// <summary>Process ids of the shop's replicas, as they are now.</summary>
    public int[] Replicas() => Directory.Exists(Path.Combine(Folder, "shop"))
        ? [.. Directory.EnumerateFiles(Path.Combine(Folder, "shop"), "*.pid").Select(static file => int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture))]
        : [];

    public async Task<string> GitAsync(params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-C", Clone, .. arguments]) { RedirectStandardOutput = true })!;
        var answer = await git.StandardOutput.ReadToEndAsync();
        await git.WaitForExitAsync();
        return answer.TrimEnd('\n');
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        await listening;
        process.Dispose();
        news.Dispose();
        Directory.Delete(Path.GetDirectoryName(Folder)!, recursive: true);
    }

    private async Task ListenAsync()
    {
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            said.Enqueue(line);
            news.Release();
        }

        news.Release();
    }
}
