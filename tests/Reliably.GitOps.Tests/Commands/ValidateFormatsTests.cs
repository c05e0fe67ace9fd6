using System.Text.Json;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Commands;

/// <summary>The same findings for people, programs, code scanning and annotations.</summary>
public sealed class ValidateFormatsTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Text_shows_the_line_with_a_mark_under_wide_characters_and_tabs()
    {
        folder.Write("plans/p.yaml", "experiments: [\"名前\", nothing]\nschedule: {type: manual}\n");
        var run = await ReliablyDriver.RunInAsync(folder.Path, "validate");
        run.Output.ShouldContain("  1 | experiments: [\"名前\", nothing]\n    |                       ^~~~~~~\n");
    }

    [Fact]
    public async Task Text_is_coloured_where_the_terminal_says_so_and_nowhere_else()
    {
        folder.Write("experiments/a.yaml", "title: T\nmethod: []\n");
        (await ReliablyDriver.RunInAsync(folder.Path, "validate")).Output.ShouldNotContain('\u001b');
        using var output = new StringWriter();
        await GitOpsApp.RunAsync(["validate"], Terminal.OfProcess() with { Output = output, Error = TextWriter.Null, Colour = true, WorkingFolder = folder.Path });
        output.ToString().ShouldContain("\u001b[1mexperiments/a.yaml:1:1\u001b[0m: \u001b[1;31merror\u001b[0m RLY1102: ");
    }

    [Fact]
    public async Task A_name_or_a_text_that_commands_a_terminal_is_shown_not_obeyed()
    {
        folder.Write("experiments/a\u001b[2J\nb.yaml", "title: T\nmethod: []\n");
        folder.Write("plans/p.yaml", "experiments: [\"\\e[31mred\"]\nschedule: {type: manual}\n");
        var run = await ReliablyDriver.RunInAsync(folder.Path, "validate");
        run.Output.ShouldNotContain('\u001b');
        run.Output.ShouldContain("experiments/a␛[2J␊b.yaml:1:1: error RLY1102");
        foreach (var line in run.Output.Split('\n')) (line.Length == 0 || line.StartsWith("  ", StringComparison.Ordinal) || line.Contains(" RLY", StringComparison.Ordinal)).ShouldBeTrue(line);
    }

    [Fact]
    public async Task Json_has_the_fields_that_the_page_promises()
    {
        folder.Write("experiments/a,b.yaml", "title: T\nmethod: []\n");
        var run = await ReliablyDriver.RunInAsync(folder.Path, "validate", "--format", "json");
        using var document = JsonDocument.Parse(run.Output);
        document.RootElement.GetProperty("version").GetInt32().ShouldBe(1);
        document.RootElement.GetProperty("documents").GetInt32().ShouldBe(1);
        document.RootElement.GetProperty("errors").GetInt32().ShouldBe(1);
        var finding = document.RootElement.GetProperty("diagnostics")[0];
        finding.GetProperty("file").GetString().ShouldBe("experiments/a,b.yaml");
        finding.GetProperty("severity").GetString().ShouldBe("error");
        finding.GetProperty("page").GetString().ShouldEndWith("/docs/diagnostics/RLY1102.md");
        var told = File.ReadAllText(SourceTree.Of("docs", "validation.md"));
        foreach (var field in document.RootElement.EnumerateObject().Concat(finding.EnumerateObject())) told.ShouldContain($"| `{field.Name}` |");
    }

    [Fact]
    public async Task Annotations_escape_what_would_end_them()
    {
        folder.Write("experiments/a,b:c%d.yaml", "title: T\nmethod: []\n");
        var run = await ReliablyDriver.RunInAsync(folder.Path, "validate", "--format", "github");
        run.Output.ShouldStartWith("::error file=experiments/a%2Cb%3Ac%25d.yaml,line=1,endLine=1,col=1,endColumn=6,title=RLY1102::An experiment needs a description.%0A");
        run.Output.Count(static c => c == '\n').ShouldBe(1);
    }

    [Theory]
    [InlineData("github", "::error file=team/experiments/a.yaml,")]
    [InlineData("sarif", "\"uri\": \"team/experiments/a.yaml\",")]
    public async Task A_forge_gets_paths_from_the_top_of_the_clone(string format, string expected)
    {
        Directory.CreateDirectory(folder[".git"]);
        folder.Write("team/reliably.yaml", "");
        folder.Write("team/experiments/a.yaml", "title: T\nmethod: []\n");
        (await ReliablyDriver.RunInAsync(folder["team"], "validate", "--format", format)).Output.ShouldContain(expected);
    }

    [Theory]
    [InlineData("error", "error", 1)]
    [InlineData("error", "warning", 1)]
    [InlineData("warning", "error", 0)]
    [InlineData("warning", "warning", 1)]
    [InlineData("warning", "info", 1)]
    [InlineData("info", "warning", 0)]
    [InlineData("info", "info", 1)]
    [InlineData("none", "info", 0)]
    public async Task Fails_from_the_severity_on_that_was_asked_for(string found, string failOn, int exitCode)
    {
        folder.Write("experiments/good.yaml", "title: T\ndescription: D\nmethod: []\n");
        if (found == "error") folder.Write("experiments/a.yaml", "title: T\nmethod: []\n");
        if (found == "warning") folder.Write("plans/p.yaml", "experiments: [good]\nschedule: {type: manual}\nschedule: {type: manual}\n");
        if (found == "info") folder.Write("experiments/data.yaml", "rows: [1, 2]\n");
        folder.Write("reliably.yaml", "");
        var run = await ReliablyDriver.RunInAsync(folder.Path, "validate", "--fail-on", failOn, "--format", "json");
        var least = found == "none" ? "info" : found;
        run.ExitCode.ShouldBe(exitCode, run.Output);
        run.Output.Contains($"\"severity\": \"{least}\"", StringComparison.Ordinal).ShouldBe(found != "none");
    }
}
