using System.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Everywhere;

/// <summary>The steps of <c>action.yml</c>, run as GitHub runs them: bash with <c>-e -o pipefail</c>, inputs by environment, files for outputs.</summary>
public sealed class ActionTests : IDisposable
{
    private readonly TestFolder folder = new();

    public ActionTests()
    {
        TestFolder.WriteScript(folder["reliably"], $"exec dotnet {Path.Combine(AppContext.BaseDirectory, "reliably.dll")} \"$@\"");
        folder.Write("repo/.git/HEAD", "ref: refs/heads/main\n");
        folder.Write("repo/experiments/good.yaml", "title: T\ndescription: D\nmethod: []\n");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Annotates_summarises_and_fails()
    {
        folder.Write("repo/experiments/a b.yaml", "title: <T>\nmethod: []\n");
        var run = await RunAsync(("sarif", "out.sarif"));
        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain("::error file=experiments/a b.yaml,line=1,endLine=1,col=1,endColumn=6,title=RLY1102::");
        run.Outputs.ShouldContain("summary=1 error");
        run.Summary.ShouldContain("in 1 of 2 documents.");
        run.Summary.ShouldContain("<pre>\nexperiments/a b.yaml:1:1: error RLY1102");
        run.Summary.ShouldContain("title: &lt;T>");
        File.ReadAllText(folder["repo/out.sarif"]).ShouldContain("\"ruleId\": \"RLY1102\"");
    }

    [Fact]
    public async Task Passes_where_nothing_fails()
    {
        var run = await RunAsync(("fail-on", "error"));
        run.ExitCode.ShouldBe(0, run.Output);
        run.Output.ShouldNotContain("::error");
    }

    [Fact]
    public async Task Takes_paths_one_a_line_and_the_severity_that_fails()
    {
        folder.Write("repo/experiments/a.yaml", "title: T\nmethod: []\n");
        folder.Write("repo/plans/p.yaml", "experiments: [good]\nschedule: {type: manual}\nschedule: {type: manual}\n");
        (await RunAsync(("paths", "plans\nexperiments/good.yaml\n"))).ExitCode.ShouldBe(0);
        (await RunAsync(("paths", "plans\nexperiments/good.yaml\n"), ("fail-on", "warning"))).ExitCode.ShouldBe(1);
        (await RunAsync(("paths", "experiments/*.yaml"))).ExitCode.ShouldBe(1);
    }

    [Theory]
    [InlineData("paths", "nowhere.yaml", 64)]
    [InlineData("fail-on", "$(touch pwned)", 64)]
    [InlineData("changed-since", "`touch pwned`", 70)]
    [InlineData("paths", "; touch pwned", 64)]
    public async Task Says_as_an_annotation_why_it_could_not_and_runs_nothing_of_an_input(string input, string value, int exitCode)
    {
        var run = await RunAsync((input, value));
        run.ExitCode.ShouldBe(exitCode, run.Output);
        run.Output.ShouldContain("::error title=reliably validate::reliably: ");
        File.Exists(folder["repo/pwned"]).ShouldBeFalse();
    }

    [Fact]
    public void Every_input_reaches_a_step_by_environment_and_none_stands_in_a_script()
    {
        var text = File.ReadAllText(SourceTree.Of("action.yml"));
        foreach (var script in Steps().Select(static step => Text(step, "run")).Where(static script => script.Length > 0)) script.ShouldNotContain("${{");
        foreach (var entry in ((DataNode.Mapping)Action()["inputs"]!).Entries) text.ShouldContain($"${{{{ inputs.{entry.Name} }}}}");
        var page = File.ReadAllText(SourceTree.Of("docs/ci.md"));
        foreach (var entry in ((DataNode.Mapping)Action()["inputs"]!).Entries) page.ShouldContain($"| `{entry.Name}` |");
    }

    private async Task<ActionRun> RunAsync(params (string Name, string Value)[] given)
    {
        var inputs = ((DataNode.Mapping)Action()["inputs"]!).Entries.ToDictionary(static entry => entry.Name, static entry => ((DataNode.Text)((DataNode.Mapping)entry.Value)["default"]!).Value);
        inputs["reliably"] = folder["reliably"];
        foreach (var (name, value) in given) inputs[name] = value;
        folder.Write("output", "");
        folder.Write("summary", "");
        var found = "";
        foreach (var step in Steps().Where(static step => step["if"] is null && step["run"] is not null))
        {
            var (exitCode, output) = await StepAsync(step, inputs, found);
            if (Text(step, "id") == "find") found = File.ReadAllText(folder["output"]).Trim()["program=".Length..];
            else return new(exitCode, output, File.ReadAllText(folder["output"]), File.ReadAllText(folder["summary"]));
        }

        throw new InvalidOperationException("action.yml has no step that validates.");
    }

    private async Task<(int ExitCode, string Output)> StepAsync(DataNode.Mapping step, Dictionary<string, string> inputs, string found)
    {
        folder.Write("step.sh", Text(step, "run"));
        var start = new ProcessStartInfo("bash") { WorkingDirectory = folder["repo"], RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["--noprofile", "--norc", "-e", "-o", "pipefail", folder["step.sh"]]) start.ArgumentList.Add(argument);
        foreach (var entry in ((DataNode.Mapping)step["env"]!).Entries) start.Environment[entry.Name] = Expression(((DataNode.Text)entry.Value).Value, inputs, found);
        (start.Environment["GITHUB_OUTPUT"], start.Environment["GITHUB_STEP_SUMMARY"], start.Environment["RUNNER_TEMP"]) = (folder["output"], folder["summary"], folder.Path);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }

    private static string Expression(string text, Dictionary<string, string> inputs, string found)
    {
        if (text == "${{ steps.find.outputs.program || steps.build.outputs.program }}") return found;
        const string Begin = "${{ inputs.";
        text.ShouldStartWith(Begin);
        return inputs[text[Begin.Length..^" }}".Length]];
    }

    private static DataNode.Mapping Action() => (DataNode.Mapping)YamlReader.TryParse(File.ReadAllBytes(SourceTree.Of("action.yml")), out _)!;

    private static IEnumerable<DataNode.Mapping> Steps() => ((DataNode.Sequence)((DataNode.Mapping)Action()["runs"]!)["steps"]!).Items.Cast<DataNode.Mapping>();

    private static string Text(DataNode.Mapping step, string key) => step[key] is DataNode.Text text ? text.Value : "";

    private sealed record ActionRun(int ExitCode, string Output, string Outputs, string Summary);
}
