namespace Reliably.GitOps.Drivers;

/// <summary>A test that needs Node for the GitHub emulator. Without it the test is skipped, and says so; in CI it fails.</summary>
internal sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute()
    {
        if (!IsThere && Environment.GetEnvironmentVariable("CI") != "true") Skip = "Node and npm are not installed (Node 20 or newer): the GitHub emulator needs them.";
    }

    private static bool IsThere { get; } = Has("node") && Has("npm") && Has("curl");

    private static bool Has(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Any(folder => File.Exists(Path.Combine(folder, program)));
}
