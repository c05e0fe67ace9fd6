using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Benchmarks;

/// <summary>100,000 mangled documents go through every rule. Bound: none crashes, and none takes five seconds, on a machine that does other things as well.</summary>
internal static class FuzzBenchmark
{
    private const int Documents = 100_000;
    private const int InOnePart = 5_000;

    public static Task RunAsync(PublishedBuild build)
    {
        var fuzz = new DocumentFuzz(Real(Path.Combine(build.Root, "example-repo")));
        var times = new ConcurrentBag<(double Milliseconds, int Number)>();
        for (var first = 0; first < Documents; first += InOnePart)
        {
            // A document that overflows the stack ends the process: this line tells where to look.
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"documents {first} to {first + InOnePart - 1}"));
            var bad = Enumerable.Range(first, InOnePart).AsParallel().Select(number => Timed(fuzz, number, times)).OfType<string>().FirstOrDefault();
            if (bad is not null) throw new InvalidOperationException(bad);
        }

        var (slowest, which) = times.Max();
        new Figures($"{Documents:N0} mangled documents", "ms each", [.. times.Select(static one => one.Milliseconds)]).Print();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| (the slowest is document {which}) | | | | |"));
        return slowest < 5_000 ? Task.CompletedTask : throw new InvalidOperationException($"Document {which} takes {slowest:0} ms.");
    }

    private static string? Timed(DocumentFuzz fuzz, int number, ConcurrentBag<(double Milliseconds, int Number)> times)
    {
        var watch = Stopwatch.StartNew();
        var bad = fuzz.Try(number);
        times.Add((watch.Elapsed.TotalMilliseconds, number));
        return bad;
    }

    private static List<(DocumentKind Kind, string Text)> Real(string root) =>
    [
        .. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => (Place: RepositoryLayout.Classify(Path.GetRelativePath(root, path).Replace('\\', '/')), Path: path))
            .Where(static file => file.Place is not null).Select(static file => (file.Place!.Kind, File.ReadAllText(file.Path))),
    ];
}
