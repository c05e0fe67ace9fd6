using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Reliably.GitOps.Benchmarks;

/// <summary>The program as it is shipped: framework-dependent, ReadyToRun.</summary>
internal sealed record PublishedBuild(string Root, string Program)
{
    public static async Task<PublishedBuild> CreateAsync()
    {
        var root = FindRoot();
        var folder = Path.Combine(root, "artifacts", "benchmarks");
        var runtime = RuntimeInformation.RuntimeIdentifier.StartsWith("osx", StringComparison.Ordinal) ? "osx-" : "linux-";
        runtime += RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        using var publish = Process.Start("dotnet", ["publish", Path.Combine(root, "src", "Reliably.GitOps"), "-c", "Release", "-r", runtime,
            "-p:PublishReadyToRun=true", "--self-contained", "false", "-o", folder, "-v", "q", "-nologo"]);
        await publish.WaitForExitAsync();
        return publish.ExitCode == 0 ? new(root, Path.Combine(folder, "reliably")) : throw new InvalidOperationException("The publish failed.");
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Reliably.GitOps.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException("The benchmarks run from a checkout.");
    }
}
