namespace Reliably.GitOps.Experiments;

/// <summary>A test that needs the real Chaos Toolkit: named by the variable CHAOS, or on PATH. Skipped, with this reason, where it is not.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ChaosToolkitFactAttribute : FactAttribute
{
    public ChaosToolkitFactAttribute()
    {
        if (Program is null) Skip = "The Chaos Toolkit is not installed: set CHAOS to its 'chaos' program, or put it on PATH.";
    }

    public static string? Program { get; } = Find();

    private static string? Find()
    {
        if (System.Environment.GetEnvironmentVariable("CHAOS") is { Length: > 0 } named) return System.IO.File.Exists(named) ? named : null;
        return (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Where(static folder => folder.Length > 0)
            .Select(static folder => Path.Combine(folder, "chaos")).FirstOrDefault(System.IO.File.Exists);
    }
}
