namespace Reliably.GitOps.Benchmarks;

/// <summary>A trivial experiment, whole process: our own engine beside <c>chaos run</c> where that is present. Bound: half of it.</summary>
internal static class RunBenchmark
{
    private const string Experiment = """
        title: Say hello
        description: One probe before and after, one action
        steady-state-hypothesis:
          title: A program can be run
          probes:
          - type: probe
            name: true-is-true
            tolerance: 0
            provider: { type: process, path: "true" }
        method:
        - type: action
          name: hello
          provider: { type: process, path: echo, arguments: [hello] }
        """;

    public static async Task RunAsync(PublishedBuild build)
    {
        var folder = Directory.CreateTempSubdirectory("reliably-benchmark-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "hello.yaml"), Experiment);
            var ours = await WholeProcess.MeasureAsync("run, native", folder, 15, build.Program, "run", "hello.yaml", "--runner", "native", "--quiet");
            ours.Print();
            if (FindChaos() is not { } chaos)
            {
                Console.WriteLine("| chaos run | not installed (set CHAOS, or put it on PATH) | | | |");
                return;
            }

            var theirs = await WholeProcess.MeasureAsync("chaos run", folder, 15, chaos, "--no-version-check", "--no-log-file", "run", "hello.yaml");
            theirs.Print();
            new Figures("native / chaos run", "ratio", [ours.Median / theirs.Median]).Print();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    internal static string? FindChaos() => Environment.GetEnvironmentVariable("CHAOS") is { Length: > 0 } named
        ? named
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(static folder => Path.Combine(folder, "chaos")).FirstOrDefault(File.Exists);
}
