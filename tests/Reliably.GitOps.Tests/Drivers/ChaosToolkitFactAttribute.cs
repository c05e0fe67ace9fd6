namespace Reliably.GitOps.Drivers;

/// <summary>A test that needs the real Chaos Toolkit: <c>CHAOS</c> names its program, or PATH has one. Without it the test is skipped, and says so.</summary>
internal sealed class ChaosToolkitFactAttribute : FactAttribute
{
    public ChaosToolkitFactAttribute()
    {
        if (Program is null) Skip = "The Chaos Toolkit is not installed: set CHAOS to its program, or pip install chaostoolkit.";
    }

    public static string? Program { get; } = Find();

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("CHAOS") is { Length: > 0 } named) return named;
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(static folder => Path.Combine(folder, "chaos")).FirstOrDefault(File.Exists);
    }
}
