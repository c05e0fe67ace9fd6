namespace Reliably.GitOps.Drivers;

/// <summary>Types a command line into <c>reliably</c>, in process, and returns what it printed.</summary>
internal static class ReliablyDriver
{
    public static Task<ReliablyRun> RunAsync(params string[] args) => RunInAsync(Path.GetTempPath(), args);

    public static async Task<ReliablyRun> RunInAsync(string folder, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = Terminal.OfProcess() with { Output = output, Error = error, Interactive = false, Colour = false, Width = static () => null, Asks = static () => false, WorkingFolder = folder };
        var exitCode = await GitOpsApp.RunAsync(args, terminal);
        return new(exitCode, output.ToString(), error.ToString());
    }
}

internal sealed record ReliablyRun(int ExitCode, string Output, string Error);
