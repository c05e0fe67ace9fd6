using System.Diagnostics;

namespace Reliably.GitOps.Experiments;

/// <summary>What the real Chaos Toolkit says of one document: on this machine, and on one that has every program, module and variable.</summary>
internal sealed record ChaosToolkitVerdict(bool Accepted, bool AcceptedWithEverything, string Why);

/// <summary>Puts many documents through the real validation in one process: a module that the Chaos Toolkit imports as a control judges them all.</summary>
internal static class ChaosToolkitVerdicts
{
    private const string Host = """{"title": "t", "description": "d", "method": [], "controls": [{"name": "c", "provider": {"type": "python", "module": "ChaosToolkitJudge"}}]}""";

    public static async Task<IReadOnlyList<ChaosToolkitVerdict>> OfAsync(IReadOnlyList<(string Extension, byte[] Content)> documents)
    {
        var folder = Directory.CreateTempSubdirectory("chaos-").FullName;
        try
        {
            var paths = new List<string>();
            for (var i = 0; i < documents.Count; i++)
            {
                paths.Add(Path.Combine(folder, $"d{i}{documents[i].Extension}"));
                await System.IO.File.WriteAllBytesAsync(paths[i], documents[i].Content);
            }

            await System.IO.File.WriteAllLinesAsync(Path.Combine(folder, "list"), paths);
            await System.IO.File.WriteAllTextAsync(Path.Combine(folder, "host.json"), Host);
            System.IO.File.Copy(Path.Combine(Repository.Root, "tests/Reliably.GitOps.Core.Tests/Experiments/ChaosToolkitJudge.py"), Path.Combine(folder, "ChaosToolkitJudge.py"));
            var told = await RunAsync(folder);
            var verdicts = Path.Combine(folder, "verdicts");
            System.IO.File.Exists(verdicts).ShouldBeTrue(told);
            var lines = await System.IO.File.ReadAllLinesAsync(verdicts);
            lines.Length.ShouldBe(documents.Count, told);
            return [.. lines.Select(static line => line.Split('\t')).Select(static parts => new ChaosToolkitVerdict(parts[1] == "accepted", parts[2] == "accepted", parts[3]))];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> RunAsync(string folder)
    {
        var start = new ProcessStartInfo(ChaosToolkitFactAttribute.Program!, ["--no-version-check", "--no-log-file", "validate", "host.json"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PYTHONPATH"] = folder;
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        start.Environment["JUDGE_LIST"] = Path.Combine(folder, "list");
        start.Environment["JUDGE_VERDICTS"] = Path.Combine(folder, "verdicts");
        using var chaos = Process.Start(start)!;
        var output = chaos.StandardOutput.ReadToEndAsync();
        var told = await chaos.StandardError.ReadToEndAsync();
        await output;
        await chaos.WaitForExitAsync();
        return told.Length > 4000 ? told[^4000..] : told;
    }
}
