using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Reliably.GitOps.Benchmarks;

/// <summary>What one thing costs, several times over: the time somebody waits, and the processor time (user and system) of all cores together, which other programs disturb less.</summary>
internal sealed partial class Measured(string name)
{
    private readonly List<double> wall = [];
    private readonly List<double> processor = [];
    private long peak;

    public Figures Wall => new(name + ", wall clock", "ms", wall);

    public Figures Processor => new(name + ", processor", "ms", processor);

    public void Print()
    {
        Wall.Print();
        Processor.Print();
        if (peak > 0) new Figures(name + ", most memory", "MB", [peak / 1000.0]).Print();
    }

    /// <summary>Measures this process while it does something.</summary>
    public static Measured Of(string name, int runs, Action work)
    {
        var measured = new Measured(name);
        for (var run = -1; run < runs; run++)
        {
            GC.Collect();
            var before = Spent(Self);
            var watch = Stopwatch.StartNew();
            work();
            watch.Stop();
            if (run >= 0) measured.Add(watch.Elapsed, Spent(Self) - before);
        }

        return measured;
    }

    /// <summary>Measures a program from its start to its end.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="runs">How often it counts; one run before them warms the caches of the disk.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="command">The program and its arguments.</param>
    public static async Task<Measured> OfProgramAsync(string name, int runs, string folder, params string[] command)
    {
        var measured = new Measured(name);
        for (var run = -1; run < runs; run++)
        {
            var before = Spent(Children);
            var watch = Stopwatch.StartNew();
            var memory = await RunAsync(folder, command);
            watch.Stop();
            if (run >= 0) measured.Add(watch.Elapsed, Spent(Children) - before);
            measured.peak = Math.Max(measured.peak, memory);
        }

        return measured;
    }

    /// <summary>Processor time that this process has spent so far, in milliseconds.</summary>
    public static double SpentHere() => Spent(Self);

    /// <summary>Says how busy the machine is: figures of a busy one are worth less.</summary>
    public static void PrintLoad()
    {
        if (!File.Exists("/proc/loadavg")) return;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| (load of the machine, {Environment.ProcessorCount} cores: {string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3))}) | | | | |"));
    }

    private void Add(TimeSpan elapsed, double spent)
    {
        wall.Add(elapsed.TotalMilliseconds);
        processor.Add(spent);
    }

    private static async Task<long> RunAsync(string folder, string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        var peak = 0L;
        while (!process.WaitForExit(100)) peak = Math.Max(peak, PeakOf(process.Id));
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{command[0]} ended with {process.ExitCode}: {await error} {(await output)[..Math.Min((await output).Length, 2000)]}");
        return peak;
    }

    /// <summary>Most resident memory so far, in kB; 0 where that is not told.</summary>
    private static long PeakOf(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(static line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return 0;
        }
    }

    private const int Self = 0;
    private const int Children = -1;

    private static double Spent(int who)
    {
        Span<long> usage = stackalloc long[32];
        if (GetUsage(who, ref usage[0]) != 0) return 0;
        return (usage[0] + usage[2]) * 1000.0 + (usage[1] + usage[3]) / 1000.0;
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetUsage(int who, ref long usage);
}
