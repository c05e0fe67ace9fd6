using System.Diagnostics;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Drivers;

/// <summary>Runs an experiment with the real <c>chaos run</c> and reads the journal it leaves.</summary>
internal static class ChaosToolkitDriver
{
    public static async Task<Journal> RunAsync(string experiment, IReadOnlyDictionary<string, string> variables)
    {
        var folder = Directory.CreateTempSubdirectory("chaos-run-");
        try
        {
            var journal = Path.Combine(folder.FullName, "journal.json");
            var start = new ProcessStartInfo(
                ChaosToolkitFactAttribute.Program!, ["--no-version-check", "--no-log-file", "run", "--journal-path", journal, experiment])
            {
                WorkingDirectory = folder.FullName,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            };
            foreach (var (name, value) in variables) start.Environment[name] = value;
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var error = await process.StandardError.ReadToEndAsync();
            await output;
            await process.WaitForExitAsync();
            File.Exists(journal).ShouldBeTrue(error);
            return Journal.TryParse(await File.ReadAllTextAsync(journal))!;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
