namespace Reliably.GitOps.Benchmarks;

/// <summary><c>reliably validate</c> of the example repository, whole process. Bound: 300 ms.</summary>
internal static class ValidateBenchmark
{
    public static async Task RunAsync(PublishedBuild build)
    {
        var example = Path.Combine(build.Root, "example-repo");
        (await WholeProcess.MeasureAsync("start of the program (--version)", example, 15, build.Program, "--version")).Print();
        (await WholeProcess.MeasureAsync("validate example-repo", example, 15, build.Program, "validate")).Print();
    }
}
