using System.Diagnostics;

namespace Reliably.GitOps.Benchmarks;

/// <summary>Times a command from its start to its end, as a user waits for it.</summary>
internal static class WholeProcess
{
    public static async Task<Figures> MeasureAsync(string name, string workingFolder, int runs, string program, params string[] arguments)
    {
        var times = new List<double>();
        for (var run = -2; run < runs; run++)
        {
            var elapsed = await TimeAsync(workingFolder, program, arguments);
            if (run >= 0) times.Add(elapsed.TotalMilliseconds);
        }

        return new(name, "ms", times);
    }

    private static async Task<TimeSpan> TimeAsync(string workingFolder, string program, string[] arguments)
    {
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = workingFolder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        watch.Stop();
        await output;
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await error}");
        return watch.Elapsed;
    }
}
