using System.Diagnostics;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Commands;

public sealed class ValidateTests : IDisposable
{
    private const string Good =
        "title: T\ndescription: D\nmethod: []\nsteady-state-hypothesis: {title: H, probes: [{type: probe, name: p, tolerance: 200, provider: {type: http, url: 'http://shop/', timeout: 5}}]}\n";

    private readonly string folder = Directory.CreateTempSubdirectory("validate-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_clean_repository_exits_with_0()
    {
        Write("experiments/a.yaml", Good);
        Write("plans/p.yaml", "experiments: [a]\nschedule: {type: manual}\n");
        var run = await ReliablyDriver.RunInAsync(folder, "validate");
        run.ShouldBe(new ReliablyRun(0, "", "2 documents, no problems.\n"));
    }

    [Fact]
    public async Task Every_mistake_is_told_with_its_place_line_and_hint()
    {
        Write("experiments/a.yaml", Good);
        Write("experiments/broken.yaml", "title: [");
        Write("plans/p.yaml", "experiments: [b]\nshedule: {}\n");
        var run = await ReliablyDriver.RunInAsync(folder, "validate");
        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain("plans/p.yaml:1:15: error RLY2301: There is no experiment 'b'.\n  1 | experiments: [b]\n    |               ^\n  → Did you mean 'a'?\n");
        run.Output.ShouldContain("plans/p.yaml:2:1: error RLY2103: 'shedule' is no key of a plan.\n  2 | shedule: {}\n    | ^~~~~~~\n  → Did you mean 'schedule'?\n");
        run.Output.ShouldContain("experiments/broken.yaml:1:9: error RLY1001:");
        run.Error.ShouldBe("3 errors in 2 of 3 documents.\n");
    }

    [Fact]
    public async Task What_looks_like_a_secret_is_not_printed_again()
    {
        const string Address = "http://shop:Xq7vRt29Lm@shop.example.com/";
        Write("experiments/a.yaml", Good.Replace("method: []", $"method:\n- {{type: action, name: a, provider: {{type: http, url: \"{Address}\", timeout: 1}}}}", StringComparison.Ordinal));
        foreach (var format in (string[])["text", "json", "sarif", "github"])
        {
            var run = await ReliablyDriver.RunInAsync(folder, "validate", "--format", format);
            run.Output.ShouldContain("RLY2601");
            run.Output.ShouldContain("RLY2808");
            run.Output.ShouldNotContain("Xq7vRt29Lm");
        }
    }

    [Fact]
    public async Task Of_very_many_references_that_lead_nowhere_a_thousand_are_told()
    {
        Write("plans/p.yaml", $"title: T\nexperiments: [{string.Join(", ", Enumerable.Range(0, 5000).Select(static number => $"n{number}"))}]\nschedule: {{type: manual}}\n");
        var run = await ReliablyDriver.RunInAsync(folder, "validate", "--format", "github");
        run.Output.Split('\n').Length.ShouldBe(1002);
        run.Output.ShouldContain("RLY2009");
    }

    [Fact]
    public async Task From_a_folder_inside_the_whole_repository_is_found_and_paths_lead_from_there()
    {
        Write("reliably.yaml", "");
        Write("experiments/shop/bad.yaml", "title: T\nmethod: []\n");
        var run = await ReliablyDriver.RunInAsync(Path.Combine(folder, "experiments"), "validate");
        run.Output.ShouldStartWith("shop/bad.yaml:1:1: error RLY1102");
    }

    [Fact]
    public async Task Of_one_file_only_its_own_findings_are_told_with_its_references()
    {
        Write("experiments/bad.yaml", "title: T\nmethod: []\n");
        Write("plans/p.yaml", "experiments: [nothing]\nschedule: {type: manual}\n");
        var run = await ReliablyDriver.RunInAsync(folder, "validate", "plans/p.yaml");
        run.Output.ShouldContain("RLY2301");
        run.Output.ShouldNotContain("bad.yaml");
        run.Error.ShouldBe("1 error in 1 of 1 document.\n");
    }

    [Fact]
    public async Task A_file_in_no_repository_is_an_experiment_unless_said_otherwise()
    {
        Write("loose.yaml", "type: local\n");
        (await ReliablyDriver.RunInAsync(folder, "validate", "loose.yaml")).ExitCode.ShouldBe(1);
        (await ReliablyDriver.RunInAsync(folder, "validate", "--kind", "deployment", "loose.yaml")).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task The_configuration_of_the_server_is_checked_too()
    {
        Write("reliably-server.yaml", "data: /var/lib/reliably\nlisten: {private: \"0.0.0.0:80\"}\nrepositories: [{url: \"https://u:p@example.com/x\"}]\ntelemetry: {}\n");
        var run = await ReliablyDriver.RunInAsync(folder, "validate", "--kind", "server", "reliably-server.yaml");
        run.ExitCode.ShouldBe(1);
        foreach (var code in (string[])["RLY2701", "RLY2703", "RLY2111"]) run.Output.ShouldContain(code);
    }

    [Theory]
    [InlineData("validate", "nowhere.yaml")]
    [InlineData("validate", "--format", "xml")]
    [InlineData("validate", "--kind", "poem", "x.yaml")]
    [InlineData("schema", "poem")]
    public async Task Wrong_usage_is_told_apart(params string[] args) =>
        (await ReliablyDriver.RunInAsync(folder, args)).ExitCode.ShouldBe(ExitCodes.WrongUsage);

    [Fact]
    public async Task Programs_get_JSON_SARIF_or_annotations()
    {
        Write("experiments/a,b.yaml", "title: T\nmethod: []\n");
        var json = await ReliablyDriver.RunInAsync(folder, "validate", "--format", "json");
        using var document = System.Text.Json.JsonDocument.Parse(json.Output);
        var finding = document.RootElement.GetProperty("diagnostics")[0];
        finding.GetProperty("code").GetString().ShouldBe("RLY1102");
        finding.GetProperty("file").GetString().ShouldBe("experiments/a,b.yaml");
        var sarif = await ReliablyDriver.RunInAsync(folder, "validate", "--format", "sarif");
        using var log = System.Text.Json.JsonDocument.Parse(sarif.Output);
        log.RootElement.GetProperty("runs")[0].GetProperty("results")[0].GetProperty("ruleId").GetString().ShouldBe("RLY1102");
        var github = await ReliablyDriver.RunInAsync(folder, "validate", "--format", "github");
        github.Output.ShouldStartWith("::error file=experiments/a%2Cb.yaml,line=1,endLine=1,col=1,endColumn=6,title=RLY1102::An experiment needs a description.%0A");
    }

    [Fact]
    public async Task Links_pipes_and_huge_files_are_refused_and_never_waited_for()
    {
        Write("experiments/a.yaml", Good);
        File.CreateSymbolicLink(Path.Combine(folder, "experiments/link.yaml"), "a.yaml");
        File.CreateSymbolicLink(Path.Combine(folder, "plans"), "experiments");
        using (var mkfifo = Process.Start("mkfifo", Path.Combine(folder, "experiments/pipe.yaml"))) await mkfifo.WaitForExitAsync();
        Write("experiments/huge.yaml", new string('#', 1_100_000));
        var run = await ReliablyDriver.RunInAsync(folder, "validate");
        run.Output.ShouldContain("experiments/link.yaml: warning RLY2005");
        run.Output.ShouldContain("plans: warning RLY2005");
        run.Output.ShouldContain("experiments/pipe.yaml: error RLY2006");
        run.Output.ShouldContain("experiments/huge.yaml: error RLY2001");
    }

    [Fact]
    public async Task Quiet_tells_errors_only()
    {
        Write("experiments/a.yaml", Good + "titel: X\n");
        (await ReliablyDriver.RunInAsync(folder, "validate", "--quiet")).ShouldBe(new ReliablyRun(0, "", ""));
        (await ReliablyDriver.RunInAsync(folder, "validate")).Output.ShouldContain("warning RLY2204");
    }

    [Fact]
    public async Task Prints_a_schema()
    {
        var run = await ReliablyDriver.RunInAsync(folder, "schema", "plan");
        run.ExitCode.ShouldBe(0);
        run.Output.ShouldStartWith("{\n  \"$schema\": \"http://json-schema.org/draft-07/schema#\",\n  \"$id\": ");
    }

    private void Write(string path, string text)
    {
        var full = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
