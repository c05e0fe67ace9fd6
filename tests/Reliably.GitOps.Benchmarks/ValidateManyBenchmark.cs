using System.Globalization;
using System.Text;
using Reliably.GitOps.Documents;
using YamlDotNet.Core;

namespace Reliably.GitOps.Benchmarks;

/// <summary>
/// Experiments by the thousand. Bounds: 10,000 take at most three times what YamlDotNet's parser alone takes, 100,000 ten times as long and less
/// than 1 GB; one changed file among 10,000 takes 20 ms; all our rules take at most twice what ajv-cli takes for the shape alone.
/// </summary>
internal static class ValidateManyBenchmark
{
    private const int Many = 10_000;

    public static async Task RunAsync(PublishedBuild build)
    {
        Measured.PrintLoad();
        InProcess();
        await ChangedCommit.RunAsync(Many);
        Measured.PrintLoad();
        await NeighboursAsync(build);
        Measured.PrintLoad();
    }

    private static void InProcess()
    {
        var files = ManyExperiments.Files(Many);
        var floor = Measured.Of($"YamlDotNet's parser alone, {Many:N0} texts on one core", 7, () => Array.ForEach(files, static file => Parse(file)));
        floor.Print();
        var whole = new RepositorySnapshot();
        var ours = Measured.Of($"a snapshot of {Many:N0} files, whole", 7, () => whole = SnapshotReader.Read(files, null));
        ours.Print();
        new Figures("snapshot / YamlDotNet alone, wall clock", "ratio", [ours.Wall.Median / floor.Wall.Median]).Print();
        new Figures("snapshot / YamlDotNet alone, processor", "ratio", [ours.Processor.Median / floor.Processor.Median]).Print();
        if (whole.Diagnostics.Any(static one => one.Severity == Diagnostics.Severity.Error)) throw new InvalidOperationException("The experiments of the benchmark have errors.");
        var edit = 0;
        Measured.Of($"one changed file in a snapshot of {Many:N0}", 30, () =>
        {
            files[Many / 2] = new(files[Many / 2].Path, Encoding.UTF8.GetBytes(ManyExperiments.Text(Many / 2) + string.Create(CultureInfo.InvariantCulture, $"# edit {edit++}\n")));
            whole = SnapshotReader.Read(files, null, whole);
        }).Wall.Print();
    }

    private static void Parse(RepositoryFile file)
    {
        var parser = new Parser(new StringReader(Encoding.UTF8.GetString(file.Content.Span)));
        while (parser.MoveNext())
        {
        }
    }

    private static async Task NeighboursAsync(PublishedBuild build)
    {
        var folder = Directory.CreateTempSubdirectory("reliably-benchmark-").FullName;
        try
        {
            foreach (var (count, runs) in new[] { (1_000, 5), (Many, 5), (100_000, 3) }) await WholeAsync(build, folder, count, runs);
            await OthersAsync(build, folder);
            await OneFileAsync(build, folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task WholeAsync(PublishedBuild build, string folder, int count, int runs)
    {
        var below = Path.Combine(folder, count.ToString(CultureInfo.InvariantCulture));
        ManyExperiments.Write(below, count);
        (await Measured.OfProgramAsync($"reliably validate, {count:N0} files", runs, below, build.Program, "validate")).Print();
    }

    private static async Task OthersAsync(PublishedBuild build, string folder)
    {
        var programs = Path.Combine(build.Root, "tests", "Reliably.GitOps.Benchmarks", "node_modules", ".bin");
        if (!File.Exists(Path.Combine(programs, "ajv")))
        {
            Console.WriteLine("| ajv-cli, v8r | not installed (npm ci --ignore-scripts in tests/Reliably.GitOps.Benchmarks) | | | |");
            return;
        }

        var schema = Path.Combine(build.Root, "schemas", "experiment.schema.json");
        (await Measured.OfProgramAsync($"ajv-cli, {Many:N0} files", 3, Path.Combine(folder, "10000"), Path.Combine(programs, "ajv"), "validate", "-s", schema, "--strict=false", "-d", "experiments/**/*.yaml")).Print();
        (await Measured.OfProgramAsync("v8r, 1,000 files", 1, Path.Combine(folder, "1000"), Path.Combine(programs, "v8r"), "--schema", schema, "experiments/**/*.yaml")).Print();
    }

    private static async Task OneFileAsync(PublishedBuild build, string folder)
    {
        // What the Chaos Toolkit asks of the machine is there on every one.
        var alone = Path.Combine(folder, "alone.yaml");
        await File.WriteAllTextAsync(alone, ManyExperiments.Text(1).Replace("kubectl", "ls", StringComparison.Ordinal).Replace("CLUSTER_TOKEN", "PATH", StringComparison.Ordinal));
        var ours = await Measured.OfProgramAsync("reliably validate, one file", 15, folder, build.Program, "validate", alone);
        ours.Print();
        if (RunBenchmark.FindChaos() is not { } chaos)
        {
            Console.WriteLine("| chaos validate, one file | not installed (set CHAOS, or put it on PATH) | | | |");
            return;
        }

        var theirs = await Measured.OfProgramAsync("chaos validate, one file", 15, folder, chaos, "--no-version-check", "--no-log-file", "validate", alone);
        theirs.Print();
        new Figures("reliably / chaos validate, wall clock", "ratio", [ours.Wall.Median / theirs.Wall.Median]).Print();
    }
}
