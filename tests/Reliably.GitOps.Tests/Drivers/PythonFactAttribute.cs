namespace Reliably.GitOps.Drivers;

/// <summary>A test that needs some Python 3 on PATH. Without it the test is skipped, and says so.</summary>
internal sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute()
    {
        if (Program is null) Skip = "There is no python3 on PATH.";
    }

    public static string? Program { get; } = Processes.Executables.Find("python3", Environment.GetEnvironmentVariable("PATH"), "/");
}
