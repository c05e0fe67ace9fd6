using System.Diagnostics;
using System.Text.Json;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Diagnostics;

/// <summary>A fixture laid out in a folder of its own and read through the front door.</summary>
internal sealed class FixtureRun : IDisposable
{
    private readonly DiagnosticFixture fixture;
    private readonly TestFolder folder = new();
    private readonly Dictionary<string, string> variables = new(StringComparer.Ordinal);
    private bool asNobody;

    public FixtureRun(DiagnosticFixture fixture)
    {
        this.fixture = fixture;
        foreach (var file in fixture.Files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[file.Path])!);
            File.WriteAllBytes(folder[file.Path], file.Content.ToArray());
        }

        foreach (var line in fixture.World) Prepare(line.Split(' '));
    }

    /// <summary>The words after <c>reliably</c>.</summary>
    public string[] Arguments { get; private set; } = [];

    /// <summary>The command line that a reader would type.</summary>
    public string CommandLine => "reliably " + string.Join(' ', Words());

    public async Task<ReliablyRun> RunAsync(params string[] more)
    {
        if (!asNobody) return await RunHereAsync(more);
        // The first run loads what a stranger might not be allowed to load.
        await RunHereAsync(more);
        return Stranger.Run(() => RunHereAsync(more));
    }

    private async Task<ReliablyRun> RunHereAsync(string[] more)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await GitOpsApp.RunAsync([.. Words(), .. more], new() { Output = output, Error = error, WorkingFolder = folder.Path, Variables = variables });
        return new(code, output.ToString(), error.ToString());
    }

    /// <summary>What was found, read back from <c>--format json</c>.</summary>
    public async Task<List<Diagnostic>> FindAsync()
    {
        var run = await RunAsync("--format", "json");
        using var document = JsonDocument.Parse(run.Output);
        return [.. document.RootElement.GetProperty("diagnostics").EnumerateArray().Select(Read)];
    }

    public void Dispose() => folder.Dispose();

    private string[] Words()
    {
        if (Arguments.Length > 0) return Arguments;
        return fixture.Kind switch
        {
            null => ["validate"],
            DocumentKind.Experiment or DocumentKind.Server or DocumentKind.Settings => ["validate", fixture.Files[0].Path],
            { } kind => ["validate", "--kind", RepositoryLayout.NameOf(kind), fixture.Files[0].Path],
        };
    }

    private void Prepare(string[] line)
    {
        switch (line)
        {
            case ["link", var path, var target]:
                File.CreateSymbolicLink(folder[path], target);
                break;
            case ["pipe", var path]:
                using (var mkfifo = Process.Start("mkfifo", [folder[path]])) mkfifo.WaitForExit();
                break;
            case ["bytes", var path]:
                var escaped = folder[path.Replace("%", "\\x", StringComparison.Ordinal)];
                using (var shell = Process.Start("bash", ["-c", "touch \"$(printf \"$1\")\"", "bash", escaped])) shell.WaitForExit();
                break;
            case ["unreadable", var path] when !OperatingSystem.IsWindows():
                File.SetUnixFileMode(folder.Path, (UnixFileMode)0b111_101_101);
                File.SetUnixFileMode(folder[path], UnixFileMode.None);
                asNobody = true;
                break;
            case ["variable", var name, var value]:
                variables[name] = value;
                break;
            case ["git", .. var words]:
                GitRemoteDriver.Git(folder.Path, words);
                variables["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "";
                break;
            case ["change", var path, var from, var to]:
                File.WriteAllText(folder[path], File.ReadAllText(folder[path]).Replace(from, to, StringComparison.Ordinal));
                break;
            case ["validate" or "review", ..]:
                Arguments = line;
                break;
            default:
                throw new FormatException($"{fixture}: world.txt does not know '{string.Join(' ', line)}'.");
        }
    }

    private static Diagnostic Read(JsonElement finding)
    {
        SourcePosition Position(string line, string column) => new(finding.GetProperty(line).GetInt32(), finding.GetProperty(column).GetInt32());
        return new()
        {
            Code = finding.GetProperty("code").GetString()!,
            Severity = finding.GetProperty("severity").GetString() switch { "error" => Severity.Error, "warning" => Severity.Warning, _ => Severity.Info },
            Message = finding.GetProperty("message").GetString()!,
            Hint = finding.GetProperty("hint").GetString(),
            Location = new(finding.GetProperty("file").GetString()!, new(Position("line", "column"), Position("end_line", "end_column"))),
        };
    }
}
