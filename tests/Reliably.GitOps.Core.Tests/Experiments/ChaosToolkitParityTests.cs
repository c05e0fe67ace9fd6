using System.Diagnostics;
using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Experiments;

/// <summary>The real <c>chaos validate</c> says of every fixture what our codes claim it says.</summary>
public class ChaosToolkitParityTests
{
    [ChaosToolkitFact]
    public async Task Refuses_what_RLY1_says_it_refuses_and_accepts_what_RLY2_says_it_accepts()
    {
        var fixtures = BadDocuments.All.Where(static one => one.Path is "experiments/a.yaml" or "experiments/a.json" && one.Code is not ("RLY2001" or "RLY2002" or "RLY2003" or "RLY2306"));
        var wrong = new List<string>();
        await Parallel.ForEachAsync(fixtures, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (one, _) =>
        {
            var expected = one.Code.StartsWith("RLY2", StringComparison.Ordinal);
            var accepted = await ValidateAsync(Path.GetExtension(one.Path), one.Text.Replace("»", "", StringComparison.Ordinal).Replace("path: x", "path: sh", StringComparison.Ordinal), expected);
            if (accepted == expected) return;
            lock (wrong) wrong.Add(one.Code + (accepted ? " is accepted" : " is refused"));
        });
        wrong.ShouldBeEmpty();
    }

    private static async Task<bool> ValidateAsync(string extension, string text, bool withVariable)
    {
        var folder = Directory.CreateTempSubdirectory("chaos-");
        try
        {
            var path = Path.Combine(folder.FullName, "experiment" + extension);
            await System.IO.File.WriteAllTextAsync(path, text);
            var start = new ProcessStartInfo(ChaosToolkitFactAttribute.Program!, ["--no-version-check", "--no-log-file", "validate", path])
            {
                WorkingDirectory = folder.FullName,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            if (withVariable) start.Environment["K"] = "1";
            using var chaos = Process.Start(start)!;
            var output = chaos.StandardOutput.ReadToEndAsync();
            await chaos.StandardError.ReadToEndAsync();
            await output;
            await chaos.WaitForExitAsync();
            return chaos.ExitCode == 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
