using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Reliably.GitOps.Commands;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Executions;

/// <summary>
/// The corpus: small experiments, one point of the Chaos Toolkit's semantics each. A file begins with the point in a sentence; <c># arguments:</c>
/// are options of the run, <c># environment:</c> more variables. <c># stop:</c> and <c># stop-without-rollbacks:</c> name a file: the run is stopped when it
/// has made it. Beside it lies what the Chaos Toolkit was recorded to say.
/// </summary>
internal static class Corpus
{
    private static readonly Dictionary<string, bool> Paths = new(StringComparer.Ordinal);
    private static readonly string Folder = SourceTree.Of("tests", "Reliably.GitOps.Tests", "Executions", "Corpus");

    public static IReadOnlyList<string> Points { get; } =
        [.. Directory.GetFiles(Folder, "*.yaml").Select(static path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Of(params string[] subjects) => [.. Points.Where(point => subjects.Contains(SubjectOf(point)))];

    /// <summary>The first word of a name.</summary>
    public static string SubjectOf(string point) => point.Split('-')[0];

    public static string RecordingOf(string point) => Path.Combine(Folder, point + ".expected.json");

    /// <summary>Runs a point in a folder and beside a server of its own, and returns its journal without what differs from run to run.</summary>
    [SuppressMessage("Reliability", "CA2025", Justification = "The stop is waited for before the driver is let go.")]
    public static async Task<CorpusRun> RunAsync(string point, RunnerChoice runner)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Folder, point + ".yaml"));
        using var stub = new HttpStub();
        using var driver = new ExecutionDriver { Options = OptionsOf(text) with { Runner = runner, Compat = true } };
        foreach (var file in Directory.GetFiles(Path.Combine(Folder, "files"))) File.Copy(file, Path.Combine(driver.Folder, Path.GetFileName(file)));
        foreach (var (name, value) in VariablesOf(text, stub, driver.Folder)) driver.Variables[name] = value;
        var stopping = StopAsync(text, driver);
        var run = await driver.RunYamlAsync(text);
        await stopping;
        run.JournalText.ShouldNotBeNull($"{runner}: {run.Record.VerdictReason}");
        return new(JournalNormal.Of(run.JournalText, stub.Url, driver.Folder), run.Record.Verdict);
    }

    /// <summary>A Chaos Toolkit without the package that reads JSON paths refuses every experiment with one; there the recording alone counts.</summary>
    public static bool IsBeyond(string point, string chaos) => point.StartsWith("tolerance-jsonpath-", StringComparison.Ordinal) && !PathsOf(chaos);

    private static bool PathsOf(string chaos)
    {
        lock (Paths)
        {
            if (Paths.TryGetValue(chaos, out var known)) return known;
            const string Asks = "title: t\ndescription: d\nsteady-state-hypothesis: { title: h, probes: [{ type: probe, name: p, tolerance: { type: jsonpath, path: $ }, provider: { type: process, path: ls } }] }\nmethod: []\n";
            var folder = Directory.CreateTempSubdirectory("reliably-test-");
            var file = Path.Combine(folder.FullName, "e.yaml");
            File.WriteAllText(file, Asks);
            using var asking = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(chaos, ["--no-version-check", "--no-log-file", "validate", file]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            var said = asking.StandardError.ReadToEnd();
            asking.WaitForExit();
            folder.Delete(recursive: true);
            return Paths[chaos] = asking.ExitCode == 0 || !said.Contains("jsonpath2", StringComparison.Ordinal);
        }
    }

    private static async Task StopAsync(string text, ExecutionDriver driver)
    {
        var (graceful, harsh) = (HeaderOf(text, "stop"), HeaderOf(text, "stop-without-rollbacks"));
        if (graceful.Concat(harsh).FirstOrDefault() is not { } file) return;
        while (!File.Exists(Path.Combine(driver.Folder, file)) && !driver.Ended) await Task.Delay(20);
        await Task.Delay(200); // what made the file has something to do after it
        driver.Control.Stop(new() { Who = "ada", Rollbacks = harsh.Length == 0 });
    }

    private static RunOptions OptionsOf(string text)
    {
        var syntax = new RunOptionsSyntax();
        var command = new Command("run");
        syntax.AddTo(command);
        var parsed = command.Parse(HeaderOf(text, "arguments"));
        parsed.Errors.ShouldBeEmpty();
        return syntax.Read(parsed);
    }

    private static Dictionary<string, string> VariablesOf(string text, HttpStub stub, string home)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["CHAOS"] = ChaosToolkitFactAttribute.Program ?? "chaos",
            ["HOME"] = home,
            ["STUB"] = stub.Url,
            ["STUB_HOST"] = stub.Url["http://".Length..],
            ["GREETING"] = "hello",
            ["SEVEN"] = "7",
            ["EMPTY"] = "",
            ["OFF"] = "off",
            ["NO"] = "no",
            ["LIST"] = "[1, {\"a\": null}]",
        };
        foreach (var pair in HeaderOf(text, "environment"))
            variables[pair.Split('=', 2)[0]] = pair.Split('=', 2)[1].Replace("$STUB", stub.Url, StringComparison.Ordinal);
        return variables;
    }

    private static string[] HeaderOf(string text, string name)
    {
        var line = text.Split('\n').FirstOrDefault(line => line.StartsWith($"# {name}: ", StringComparison.Ordinal));
        return line is null ? [] : line[(name.Length + 4)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }
}

/// <summary>A journal in its normal form, and what it was judged to be.</summary>
internal sealed record CorpusRun(string Journal, Verdict Verdict);
